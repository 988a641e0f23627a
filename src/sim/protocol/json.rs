//! Answers in AWS JSON 1.0 and 1.1.

use serde_json::json;

use super::call::Service;
use super::reply::Reply;
use crate::sim::wire::{Answer, Error};

/// The namespace that SQS's error types have. (SQS Developer Guide, JSON responses)
const SQS_NAMESPACE: &str = "com.amazonaws.sqs#";

/// Writes an answer.
#[must_use]
pub fn write(service: Service, answer: &Answer) -> Reply {
    let mut reply = match answer {
        Ok(output) => Reply::new(200, output.to_string()),
        Err(error) => refusal(service, error),
    };
    let content = match service {
        Service::Sqs => "application/x-amz-json-1.0",
        Service::Events | Service::Sts => "application/x-amz-json-1.1",
    };
    reply.headers.push(("content-type", content.to_owned()));
    reply
}

fn refusal(service: Service, error: &Error) -> Reply {
    let namespace = if service == Service::Sqs {
        SQS_NAMESPACE
    } else {
        ""
    };
    let body = json!({
        "__type": format!("{namespace}{}", error.code),
        "message": error.message,
    });
    let mut reply = Reply::new(error.status, body.to_string());
    if service == Service::Sqs {
        let fault = if error.status < 500 {
            "Sender"
        } else {
            "Receiver"
        };
        let code = error.query_code.unwrap_or(&error.code);
        let value = format!("{code};{fault}");
        reply.headers.push(("x-amzn-query-error", value));
    }
    reply
}
