//! What goes back over HTTP.

use serde_json::Value;
use uuid::Uuid;

use super::call::{Call, Protocol};
use super::{json, xml};
use crate::sim::wire::Answer;

/// An HTTP answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

impl Reply {
    /// An answer without headers.
    #[must_use]
    pub fn new(status: u16, body: String) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
        }
    }
}

/// Writes an operation's answer in the protocol of its call, with a request id.
#[must_use]
pub fn write(call: &Call, answer: &Answer) -> Reply {
    let id = Uuid::new_v4().to_string();
    let mut reply = match call.protocol {
        Protocol::Json => json::write(call.service, answer),
        Protocol::Query => xml::write(call, answer, &id),
    };
    reply.headers.push(("x-amzn-requestid", id));
    reply
}

/// An answer of the control interface.
#[must_use]
pub fn control(status: u16, body: &Value) -> Reply {
    let mut reply = Reply::new(status, body.to_string());
    let content = "application/json".to_owned();
    reply.headers.push(("content-type", content));
    reply
}
