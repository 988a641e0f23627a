//! Where a URL leads: a user's server, loopback itself, or the server of this room.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use hyper::Uri;

/// Why `--map URL=URL` was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappingError {
    /// Not two URLs with `=` between them.
    Shape(String),
    /// The second URL leads away from this machine.
    NotLoopback(String),
    /// The second URL is not plain HTTP.
    NotHttp(String),
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(text) => write!(
                f,
                "`{text}` is not URL=URL, e.g. https://api.example.com=http://127.0.0.1:9000"
            ),
            Self::NotHttp(url) => write!(
                f,
                "`{url}` is not http://; on loopback the simulator speaks no TLS"
            ),
            Self::NotLoopback(url) => write!(
                f,
                "`{url}` is not on loopback; the simulator connects to nothing else"
            ),
        }
    }
}

impl std::error::Error for MappingError {}

/// URLs that begin with a prefix go to another place on loopback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    from: String,
    to: String,
    address: SocketAddr,
}

impl Mapping {
    /// Reads `URL=URL`.
    ///
    /// # Errors
    /// When it is no such pair, or the second URL is not on loopback.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let shape = || MappingError::Shape(text.to_owned());
        // the first `=` that a URL follows, since a query may hold one too
        let at = text.find("=http").ok_or_else(shape)?;
        let (from, to) = (text[..at].trim_end_matches('/'), &text[at + 1..]);
        let to = to.trim_end_matches('/');
        let parsed: Uri = to.parse().map_err(|_| shape())?;
        if from
            .parse::<Uri>()
            .ok()
            .and_then(|u| u.host().map(str::len))
            .is_none()
        {
            return Err(shape());
        }
        if parsed.scheme_str() != Some("http") {
            return Err(MappingError::NotHttp(to.to_owned()));
        }
        let address = loopback(&parsed).ok_or_else(|| MappingError::NotLoopback(to.to_owned()))?;
        Ok(Self {
            from: from.to_owned(),
            to: to.to_owned(),
            address,
        })
    }

    /// The URL behind the mapping, if `url` begins with its prefix.
    fn apply(&self, url: &str) -> Option<String> {
        let rest = url.strip_prefix(&self.from)?;
        (rest.is_empty() || rest.starts_with(['/', '?'])).then(|| format!("{}{rest}", self.to))
    }
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// Always loopback.
    pub address: SocketAddr,
    /// The `Host` header: the host of the URL before any mapping.
    pub host: String,
    /// Path and query.
    pub path: String,
}

/// The way to `url`; `own` is the address of this room's server. `None` when `url` is no HTTP URL.
pub(super) fn way(url: &str, maps: &[Mapping], own: SocketAddr) -> Option<Way> {
    let asked: Uri = url.parse().ok()?;
    let host = asked.authority()?.as_str().rsplit('@').next()?.to_owned();
    let mapped = maps
        .iter()
        .find_map(|map| map.apply(url).map(|to| (to, map.address)));
    let (target, address) = match mapped {
        Some((to, address)) => (to.parse().ok()?, address),
        None => {
            let address = loopback(&asked).unwrap_or(own);
            (asked, address)
        }
    };
    let path = target.path_and_query().map_or("/", |p| p.as_str());
    let path = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    };
    Some(Way {
        address,
        host,
        path,
    })
}

/// The address of a URL on this machine; names other than `localhost` are not looked up.
fn loopback(url: &Uri) -> Option<SocketAddr> {
    let port = url.port_u16().unwrap_or(match url.scheme_str() {
        Some("https") => 443,
        _ => 80,
    });
    let host = url.host()?.trim_matches(['[', ']']);
    if host.eq_ignore_ascii_case("localhost") {
        return Some((Ipv4Addr::LOCALHOST, port).into());
    }
    let ip: IpAddr = host.parse().ok()?;
    ip.is_loopback().then_some((ip, port).into())
}
