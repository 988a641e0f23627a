//! How a host answers, and the body of `PUT /_sim/downstream/HOST`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use hyper::header::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::Value;

use crate::sim::dice::Dice;

/// One way to answer. A host has a list of them and uses the first that applies.
#[derive(Clone, Debug, PartialEq)]
pub struct Reaction {
    /// HTTP status, 200 to 599.
    pub status: u16,
    /// What is answered.
    pub body: Arc<str>,
    /// Wait before the answer.
    pub delay: Duration,
    /// Headers of the answer.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Share of the requests that it applies to, 0 to 1.
    pub share: f64,
    /// How often it still applies; `None` for always.
    pub left: Option<u64>,
    /// The connection is closed without an answer.
    pub close: bool,
    /// Only requests whose body contains this text.
    pub contains: Option<String>,
}

impl Default for Reaction {
    fn default() -> Self {
        Self {
            status: 200,
            body: Arc::from(r#"{"ok":true}"#),
            delay: Duration::ZERO,
            headers: Vec::new(),
            share: 1.0,
            left: None,
            close: false,
            contains: None,
        }
    }
}

impl Reaction {
    /// An answer of `status` with `body`.
    #[must_use]
    pub fn answer(status: u16, body: &str) -> Self {
        Self {
            status,
            body: Arc::from(body),
            ..Self::default()
        }
    }

    /// The same, for requests whose body contains `text` only.
    #[must_use]
    pub fn when(mut self, text: &str) -> Self {
        self.contains = Some(text.to_owned());
        self
    }

    /// The same with a header; one that HTTP does not allow is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse(), value.parse()) {
            self.headers.push((name, value));
        }
        self
    }

    /// Reads one reaction or a list of them.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn read(body: &str) -> Result<Vec<Self>, String> {
        let value: Value = serde_json::from_str(body).map_err(|e| format!("not JSON: {e}"))?;
        let list = match value {
            Value::Array(list) => list,
            one => vec![one],
        };
        list.into_iter()
            .map(|one| serde_json::from_value::<Wish>(one).map_err(|e| e.to_string()))
            .map(|wish| wish.and_then(Wish::granted))
            .collect()
    }

    /// Whether it applies to this request; counts it if so.
    pub(super) fn applies(&mut self, body: &str, dice: &Dice) -> bool {
        if self.left == Some(0) || self.contains.as_ref().is_some_and(|t| !body.contains(t)) {
            return false;
        }
        if self.share < 1.0 && dice.share() >= self.share {
            return false;
        }
        self.left = self.left.map(|left| left - 1);
        true
    }
}

/// A reaction as a user writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    status: Option<u16>,
    body: Option<Value>,
    #[serde(default)]
    delay_ms: u64,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    share: Option<f64>,
    count: Option<u64>,
    #[serde(default)]
    close: bool,
    contains: Option<String>,
}

impl Wish {
    fn granted(self) -> Result<Reaction, String> {
        let base = Reaction::default();
        let status = self.status.unwrap_or(base.status);
        if !(200..=599).contains(&status) {
            return Err(format!("status: {status} is not from 200 to 599"));
        }
        let share = self.share.unwrap_or(1.0);
        if !(0.0..=1.0).contains(&share) {
            return Err(format!("share: {share} is not from 0 to 1"));
        }
        let mut headers = Vec::new();
        for (name, value) in self.headers {
            let pair = (name.parse::<HeaderName>(), value.parse::<HeaderValue>());
            let (Ok(n), Ok(v)) = pair else {
                return Err(format!("headers: `{name}` or its value is no HTTP header"));
            };
            headers.push((n, v));
        }
        Ok(Reaction {
            status,
            body: self.body.map_or(base.body, |body| match body {
                Value::String(text) => text.into(),
                other => other.to_string().into(),
            }),
            delay: Duration::from_millis(self.delay_ms),
            headers,
            share,
            left: self.count,
            close: self.close,
            contains: self.contains,
        })
    }
}
