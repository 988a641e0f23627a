//! The HTTP request of an API destination.

use std::ops::Range;

use crate::json::{Doc, unescape};

use super::encode::{base64, merged, percent};
use super::headers;
use super::path::Path;

/// What stands for a secret on a screen.
const MASK: &str = "•••";

/// A header, a query parameter or a member of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: String,
    /// Whether it must not be shown.
    pub is_secret: bool,
}

/// The parameters that a connection adds to every request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// The header that authenticates, see [`Parameter::api_key`], [`Parameter::basic`] and [`Parameter::bearer`].
    pub authorization: Option<Parameter>,
    /// InvocationHttpParameters.HeaderParameters.
    pub headers: Vec<Parameter>,
    /// InvocationHttpParameters.QueryStringParameters.
    pub query: Vec<Parameter>,
    /// InvocationHttpParameters.BodyParameters.
    pub body: Vec<Parameter>,
}

/// HttpParameters of a target. A value that is a JSON path is taken from the event, before any transformation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpParameters {
    /// PathParameterValues, for the asterisks of the URL in turn.
    pub path: Vec<String>,
    /// HeaderParameters.
    pub headers: Vec<(String, String)>,
    /// QueryStringParameters.
    pub query: Vec<(String, String)>,
}

/// An API destination as one target uses it.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint<'a> {
    /// POST, GET, …
    pub method: &'a str,
    /// InvocationEndpoint, which may have asterisks in its path.
    pub url: &'a str,
    /// The destination's connection.
    pub connection: &'a Connection,
    /// What the target adds.
    pub target: &'a HttpParameters,
}

/// The request, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// POST, GET, …
    pub method: String,
    /// The URL without the query that parameters add, asterisks filled.
    pub url: String,
    /// The query that is added.
    pub query: Vec<Parameter>,
    /// All headers, those that the service sets too.
    pub headers: Vec<Parameter>,
    /// The body, body parameters merged in.
    pub body: String,
    masked_body: String,
    /// Without the secrets.
    pub(super) open_body: String,
    /// Where secrets stand in the masked body, and the parameters that they are of.
    secrets: Vec<(Range<usize>, String)>,
}

/// A piece of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// The value of the secret parameter of that name.
    Secret(&'a str),
}

impl Parameter {
    /// A parameter that may be shown.
    #[must_use]
    pub fn open(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
            is_secret: false,
        }
    }

    /// A parameter whose value must not be shown.
    #[must_use]
    pub fn secret(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            is_secret: true,
            ..Self::open(key, value)
        }
    }

    /// The header of an API_KEY connection.
    #[must_use]
    pub fn api_key(name: &str, value: &str) -> Self {
        Self::secret(name, value)
    }

    /// The header of a BASIC connection.
    #[must_use]
    pub fn basic(username: &str, password: &str) -> Self {
        let both = base64(format!("{username}:{password}").as_bytes());
        Self::secret("Authorization", format!("Basic {both}"))
    }

    /// The header of an OAUTH_CLIENT_CREDENTIALS connection that has got its token.
    #[must_use]
    pub fn bearer(token: &str) -> Self {
        Self::secret("Authorization", format!("Bearer {token}"))
    }

    fn shown(&self) -> &str {
        if self.is_secret { MASK } else { &self.value }
    }
}

impl Request {
    /// The whole URL. It may hold secrets.
    #[must_use]
    pub fn full_url(&self) -> String {
        with_query(&self.url, &self.query, |p| Some(percent(&p.value, "")))
    }

    /// The whole URL for a screen, secrets masked.
    #[must_use]
    pub fn shown_url(&self) -> String {
        with_query(&self.url, &self.query, |p| match p.is_secret {
            true => Some(MASK.to_owned()),
            false => Some(percent(&p.value, "")),
        })
    }

    /// `url` with what is open of the query.
    pub(super) fn open_url(&self, url: &str) -> String {
        with_query(url, &self.query, |p| {
            (!p.is_secret).then(|| percent(&p.value, ""))
        })
    }

    /// Names of the members of the body that are secret.
    pub(super) fn secret_members(&self) -> impl Iterator<Item = &str> {
        self.secrets.iter().map(|(_, name)| name.as_str())
    }

    /// Names and values of the headers for a screen, secrets masked.
    pub fn shown_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|p| (p.key.as_str(), p.shown()))
    }

    /// The body for a screen, secrets masked.
    #[must_use]
    pub fn shown_body(&self) -> &str {
        &self.masked_body
    }

    /// The body, its secrets apart.
    pub(super) fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::with_capacity(2 * self.secrets.len() + 1);
        let mut from = 0;
        for (at, name) in &self.secrets {
            pieces.push(Piece::Text(&self.masked_body[from..at.start]));
            pieces.push(Piece::Secret(name));
            from = at.end;
        }
        pieces.push(Piece::Text(&self.masked_body[from..]));
        pieces
    }
}

/// `url` with those parameters of which there is a value.
fn with_query(
    url: &str,
    query: &[Parameter],
    value: impl Fn(&Parameter) -> Option<String>,
) -> String {
    let pairs = query.iter();
    let pairs: Vec<String> = pairs
        .filter_map(|p| Some(format!("{}={}", percent(&p.key, ""), value(p)?)))
        .collect();
    let mark = match (pairs.is_empty(), url.contains('?')) {
        (true, _) => "",
        (false, true) => "&",
        (false, false) => "?",
    };
    format!("{url}{mark}{}", pairs.join("&"))
}

/// The request that `endpoint` gets for `event`, whose shaped input is `body`.
///
/// The connection's parameters win over the target's. Body parameters are merged into a body that is an object.
#[must_use]
pub fn request(endpoint: &Endpoint<'_>, event: &Doc<'_>, body: &str) -> Request {
    let connection = endpoint.connection;
    let url = filled(endpoint, event);
    let masked = merged(body, &connection.body, |p| Some(p.shown()));
    let open = merged(body, &connection.body, |p| {
        (!p.is_secret).then_some(p.value.as_str())
    });
    let body = merged(body, &connection.body, |p| Some(&p.value)).text;
    let secrets = masked.values.into_iter().zip(&connection.body);
    let secrets = secrets.filter(|(_, p)| p.is_secret);
    Request {
        method: endpoint.method.to_owned(),
        query: query(endpoint, event),
        headers: headers::all(endpoint, event, &url, body.len()),
        url,
        body,
        masked_body: masked.text,
        open_body: open.text,
        secrets: secrets.map(|(at, p)| (at, p.key.clone())).collect(),
    }
}

fn query(endpoint: &Endpoint<'_>, event: &Doc<'_>) -> Vec<Parameter> {
    let connection = &endpoint.connection.query;
    let own = endpoint.target.query.iter();
    let own = own.map(|(k, v)| Parameter::open(k.clone(), dynamic(v, event)));
    own.filter(|p| connection.iter().all(|c| c.key != p.key))
        .chain(connection.iter().cloned())
        .collect()
}

/// The URL with its asterisks filled from left to right; those without a value stay.
fn filled(endpoint: &Endpoint<'_>, event: &Doc<'_>) -> String {
    let mut pieces = endpoint.url.split('*');
    let mut url = pieces.next().unwrap_or("").to_owned();
    let mut values = endpoint.target.path.iter();
    for piece in pieces {
        match values.next() {
            Some(value) => url.push_str(&percent(&dynamic(value, event), "!$&'()*+,;=:@/")),
            None => url.push('*'),
        }
        url.push_str(piece);
    }
    url
}

/// A value that begins as a path is looked up in the event; nothing found is an empty text.
pub(super) fn dynamic(value: &str, event: &Doc<'_>) -> String {
    if !value.starts_with("$.") && !value.starts_with("$[") {
        return value.to_owned();
    }
    let found = Path::parse(value).find(event).unwrap_or_default();
    if found.starts_with('"') {
        return unescape(&found).into_owned();
    }
    found.into_owned()
}
