//! Which operation a request asks for.

use hyper::HeaderMap;
use serde_json::{Value, json};

use super::{form, query};
use crate::sim::wire::Error;

/// The services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Amazon SQS.
    Sqs,
    /// Amazon EventBridge.
    Events,
    /// AWS STS.
    Sts,
}

/// How the request is written, and so how the answer must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// AWS JSON 1.0 or 1.1.
    Json,
    /// Forms in, XML out: the older SDKs, and STS always.
    Query,
}

/// An operation that someone calls.
#[derive(Clone, Debug)]
pub struct Call {
    /// Of which service.
    pub service: Service,
    /// By which protocol.
    pub protocol: Protocol,
    /// Its name, e.g. `ReceiveMessage`.
    pub operation: String,
    /// The access key that signed it; empty for an unsigned one. Signatures are not checked.
    pub access_key: Box<str>,
}

/// Reads a request into the call and its input as the JSON protocols write it. `X-Amz-Target` says the operation, or else the form's `Action`. `path` may be a queue's URL.
///
/// # Errors
/// What the service answers to a request that it can't read, with the protocol to answer it in.
pub fn read(
    headers: &HeaderMap,
    path: &str,
    params: Option<&str>,
    body: &[u8],
) -> Result<(Call, Value), (Call, Error)> {
    let target = headers.get("x-amz-target").and_then(|v| v.to_str().ok());
    let access_key = access_key(headers);
    let Some(target) = target else {
        return by_action(path, params, body, access_key);
    };
    let (prefix, operation) = target.split_once('.').unwrap_or((target, ""));
    let service = match prefix {
        "AmazonSQS" => Service::Sqs,
        "AWSEvents" => Service::Events,
        _ => Service::Sts,
    };
    let call = Call {
        service,
        protocol: Protocol::Json,
        operation: operation.to_owned(),
        access_key,
    };
    if service == Service::Sts && !prefix.starts_with("AWSSecurityTokenService") {
        return Err((call, unknown(target)));
    }
    match input(body) {
        Ok(input) => Ok((call, input)),
        Err(error) => Err((call, error)),
    }
}

/// `AWS4-HMAC-SHA256 Credential=KEY/20261124/REGION/sqs/aws4_request, …`
fn access_key(headers: &HeaderMap) -> Box<str> {
    let header = headers.get("authorization").and_then(|v| v.to_str().ok());
    let credential = header.and_then(|header| header.split_once("Credential="));
    let key = credential.and_then(|(_, rest)| rest.split('/').next());
    key.unwrap_or_default().into()
}

fn input(body: &[u8]) -> Result<Value, Error> {
    if body.is_empty() {
        return Ok(json!({}));
    }
    match serde_json::from_slice(body) {
        Ok(input @ Value::Object(_)) => Ok(input),
        Ok(_) => Err(serialization(
            "Start of structure or map found where not expected.",
        )),
        Err(error) => Err(serialization(&error.to_string())),
    }
}

fn by_action(
    path: &str,
    params: Option<&str>,
    body: &[u8],
    access_key: Box<str>,
) -> Result<(Call, Value), (Call, Error)> {
    let mut pairs = form::read(params.unwrap_or_default().as_bytes());
    pairs.extend(form::read(body));
    let find = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|p| p.1.clone())
    };
    let operation = find("Action").unwrap_or_default();
    let sts = matches!(operation.as_str(), "GetCallerIdentity" | "AssumeRole");
    let call = Call {
        service: if sts { Service::Sts } else { Service::Sqs },
        protocol: Protocol::Query,
        operation,
        access_key,
    };
    if call.operation.is_empty() {
        let error = Error::new(
            "MissingAction",
            "The request must contain the parameter Action.",
        );
        return Err((call, error));
    }
    Ok((call, query::input(&pairs, path)))
}

fn unknown(target: &str) -> Error {
    Error::new(
        "UnknownOperationException",
        format!("The simulator plays SQS, EventBridge and STS, and does not know {target}."),
    )
}

fn serialization(message: &str) -> Error {
    Error::new("SerializationException", message)
}
