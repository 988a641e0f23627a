//! A request without its secrets, for another URL.

use super::request::Request;

/// What can be sent of a request by one who does not know the connection's secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// The URL that was asked for, with the query that is added.
    pub url: String,
    /// Without `Host` and `Content-Length`, which follow from the rest.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// What is missing: `header x-api-key`.
    pub left_out: Vec<String>,
}

impl Request {
    /// The request as it would go to `url` instead of its own, path and all; what is secret is left out.
    #[must_use]
    pub fn without_secrets(&self, url: &str) -> Open {
        let follows = ["host", "content-length"];
        let headers = self.headers.iter().filter(|h| {
            !h.is_secret && !follows.iter().any(|name| h.key.eq_ignore_ascii_case(name))
        });
        let secret = |what: &'static str| move |name: &str| format!("{what} {name}");
        let left_out = secrets(&self.headers)
            .map(secret("header"))
            .chain(secrets(&self.query).map(secret("query parameter")))
            .chain(self.secret_members().map(secret("body member")));
        Open {
            url: self.open_url(url),
            headers: headers.map(|h| (h.key.clone(), h.value.clone())).collect(),
            body: self.open_body.clone(),
            left_out: left_out.collect(),
        }
    }
}

fn secrets(parameters: &[super::request::Parameter]) -> impl Iterator<Item = &str> {
    let secret = parameters.iter().filter(|p| p.is_secret);
    secret.map(|p| p.key.as_str())
}
