//! Where something is sent to be tried out.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// An http or https URL without user, password and fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    text: String,
    /// Of the authority, without port and brackets.
    host: String,
}

/// What is wrong with a URL, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Another scheme, or none.
    #[error("a URL begins with http:// or https://")]
    Scheme,
    /// No host.
    #[error("the URL names no host")]
    Host,
    /// A user or password.
    #[error("a user or password in the URL is not taken")]
    User,
    /// A port that is none.
    #[error("the port of the URL is no number up to 65535")]
    Port,
    /// A blank, a control character, or one outside of ASCII.
    #[error("the URL holds a character that must be written as %XX")]
    Character,
}

impl Url {
    /// The URL as it was given, less a fragment.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The host, for a question.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is on this machine: what is sent there leaves nothing.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.host.parse::<IpAddr>() {
            Ok(ip) => ip.to_canonical().is_loopback(),
            // RFC 6761, 6.3
            Err(_) => {
                let host = self.host.trim_end_matches('.').to_ascii_lowercase();
                host == "localhost" || host.ends_with(".localhost")
            }
        }
    }
}

impl FromStr for Url {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        let text = text.split_once('#').map_or(text, |(before, _)| before);
        let (scheme, rest) = text.split_once("://").ok_or(UrlError::Scheme)?;
        if !["http", "https"]
            .iter()
            .any(|s| scheme.eq_ignore_ascii_case(s))
        {
            return Err(UrlError::Scheme);
        }
        if !text
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{}|".contains(&b))
        {
            return Err(UrlError::Character);
        }
        let authority = rest.split(['/', '?']).next().unwrap_or("");
        if authority.contains('@') {
            return Err(UrlError::User);
        }
        let host = host_of(authority)?;
        if host.is_empty() {
            return Err(UrlError::Host);
        }
        Ok(Self {
            text: text.to_owned(),
            host: host.to_owned(),
        })
    }
}

/// The host of `host`, `host:port`, `[v6]` or `[v6]:port`.
fn host_of(authority: &str) -> Result<&str, UrlError> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']').ok_or(UrlError::Host)?;
            (host, rest)
        }
        None => authority
            .find(':')
            .map_or((authority, ""), |at| authority.split_at(at)),
    };
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok(host),
        Some(port) if port.parse::<u16>().is_ok() => Ok(host),
        _ => Err(UrlError::Port),
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
