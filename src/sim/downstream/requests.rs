//! What the downstream received, newest kept.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::time::Time;

/// Requests that are kept.
const KEPT: usize = 200_000;
/// Bytes of bodies that are kept, so that many large events do not fill the memory.
const KEPT_BYTES: usize = 512 * 1024 * 1024;

/// One request as it came in, and what it was answered.
#[derive(Clone, Debug)]
pub(super) struct Received {
    pub host: String,
    pub method: String,
    pub path: String,
    /// Undecoded, without the `?`.
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: Arc<str>,
    pub at: Time,
    /// `None` when the connection was closed without an answer.
    pub answer: Option<(u16, Arc<str>)>,
}

/// The newest requests, oldest first.
#[derive(Debug, Default)]
pub(super) struct Requests {
    list: VecDeque<Received>,
    bytes: usize,
}

impl Requests {
    pub fn add(&mut self, received: Received) {
        self.bytes += received.body.len();
        self.list.push_back(received);
        while self.list.len() > KEPT || (self.bytes > KEPT_BYTES && self.list.len() > 1) {
            let Some(gone) = self.list.pop_front() else {
                break;
            };
            self.bytes -= gone.body.len();
        }
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn all(&self) -> Vec<Received> {
        self.list.iter().cloned().collect()
    }
}

impl Received {
    /// As `GET /_sim/requests` shows it.
    pub fn shown(&self) -> Value {
        let headers: Map<String, Value> = joined(self.headers.iter().cloned());
        let query: Map<String, Value> = joined(pairs(&self.query));
        json!({
            "host": self.host,
            "method": self.method,
            "path": self.path,
            "query": query,
            "headers": headers,
            "body": *self.body,
            "at": self.at.rfc3339(),
            "answer": self.answer.as_ref().map(|(status, body)| json!({"status": status, "body": **body})),
        })
    }
}

/// Names and values; those of a name that stands more than once are joined by a comma, as HTTP does.
fn joined(pairs: impl Iterator<Item = (String, String)>) -> Map<String, Value> {
    let mut out = Map::new();
    for (name, value) in pairs {
        match out.get_mut(&name) {
            Some(Value::String(before)) => {
                before.push_str(", ");
                before.push_str(&value);
            }
            _ => {
                out.insert(name, Value::String(value));
            }
        }
    }
    out
}

fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query
        .split('&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decoded(name), decoded(value))
        })
}

/// Percent decoding of a query; what is no UTF-8 is replaced.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match (byte, hex) {
            (_, Some(value)) => {
                out.push(value);
                at += 2;
            }
            (b'+', None) => out.push(b' '),
            (other, None) => out.push(other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}
