//! The headers of an API destination's request.

use crate::json::Doc;

use super::request::{Endpoint, Parameter, dynamic};

/// Headers that the service takes out of what a target or connection sets. (EventBridge User Guide, API destinations)
const REMOVED: &[&str] = &[
    "a-im",
    "accept-charset",
    "accept-datetime",
    "accept-encoding",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-md5",
    "date",
    "expect",
    "forwarded",
    "from",
    "host",
    "http2-settings",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "origin",
    "pragma",
    "proxy-authorization",
    "range",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "user-agent",
    "upgrade",
    "via",
    "warning",
];

/// All headers: the service's own, then what the target and the connection set. Of one name the connection's
/// authorization wins over its parameters, these over the target's, and these over the default Content-Type.
pub(super) fn all(
    endpoint: &Endpoint<'_>,
    event: &Doc<'_>,
    url: &str,
    length: usize,
) -> Vec<Parameter> {
    let connection = endpoint.connection;
    let mut set: Vec<Parameter> = vec![Parameter::open(
        "Content-Type",
        "application/json; charset=utf-8",
    )];
    let own = endpoint.target.headers.iter();
    let own = own.map(|(k, v)| Parameter::open(k.clone(), dynamic(v, event)));
    let connection = connection.headers.iter().chain(&connection.authorization);
    for header in own.chain(connection.cloned()) {
        set.retain(|other| !other.key.eq_ignore_ascii_case(&header.key));
        if !REMOVED.contains(&header.key.to_ascii_lowercase().as_str()) {
            set.push(header);
        }
    }
    let mut all = vec![
        Parameter::open("Host", host(url)),
        Parameter::open("User-Agent", "Amazon/EventBridge/ApiDestinations"),
        Parameter::open("Range", "bytes=0-1048575"),
        Parameter::open("Accept-Encoding", "gzip,deflate"),
        Parameter::open("Connection", "close"),
        Parameter::open("Content-Length", length.to_string()),
    ];
    all.append(&mut set);
    all
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or("")
}
