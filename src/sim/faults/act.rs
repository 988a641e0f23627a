//! An operation, with the faults that are set.

use serde_json::{Value, json};

use super::partial::Split;
use super::table::{Drawn, Kind};
use crate::sim::protocol::{Call, Service};
use crate::sim::wire::{Answer, Error};
use crate::sim::world::World;

/// The connection is to be closed without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut;

/// Does what the call asks for, or what the fault makes of it whose turn it is.
///
/// # Errors
/// [`Cut`] for a fault that closes the connection.
pub async fn call(world: &World, call: &Call, input: Value) -> Result<Answer, Cut> {
    let Some(drawn) = world.faults.draw(&call.operation, &call.access_key) else {
        return Ok(world.call(call, input).await);
    };
    tracing::info!(operation = call.operation, fault = ?drawn.kind, "a fault happens");
    match drawn.kind {
        Kind::Throttle => Ok(Err(throttled(call.service))),
        Kind::Internal => Ok(Err(failed(call.service))),
        Kind::Deny => Ok(Err(denied(world, call, &input))),
        Kind::Expire => Ok(Err(expired(call.service))),
        Kind::DropBefore => Err(Cut),
        Kind::DropAfter => {
            if let Err(error) = world.call(call, input).await {
                tracing::info!(error.code, "the answer that is lost is an error");
            }
            Err(Cut)
        }
        Kind::Hold => {
            let answer = world.call(call, input).await;
            world.faults.hold().await;
            Ok(answer)
        }
        Kind::Delay => {
            tokio::time::sleep(drawn.delay).await;
            Ok(world.call(call, input).await)
        }
        Kind::Partial => Ok(partly(world, call, input, drawn).await),
        Kind::Duplicate => Ok(twice(world, call, input, drawn).await),
    }
}

async fn partly(world: &World, call: &Call, input: Value, drawn: Drawn) -> Answer {
    let mut split = Split::of(input, drawn.dice);
    let rest = if split.any_left() {
        world.call(call, std::mem::take(&mut split.rest)).await
    } else {
        Ok(json!({}))
    };
    split.join(&call.operation, rest)
}

async fn twice(world: &World, call: &Call, input: Value, drawn: Drawn) -> Answer {
    let url = input.get("QueueUrl").cloned().unwrap_or_default();
    let answer = world.call(call, input).await;
    let message = answer.as_ref().ok().and_then(|a| a.pointer("/Messages/0"));
    match (
        url.as_str(),
        message.and_then(|m| m["ReceiptHandle"].as_str()),
    ) {
        (Some(url), Some(handle)) => world.queues.repeat(url, handle),
        _ => world.faults.missed(drawn),
    }
    answer
}

fn throttled(service: Service) -> Error {
    match service {
        Service::Sqs => Error::new("RequestThrottled", "Rate exceeded").status(403),
        Service::Events => Error::new("ThrottlingException", "Rate exceeded"),
        Service::Sts => Error::new("Throttling", "Rate exceeded"),
    }
}

fn failed(service: Service) -> Error {
    let text =
        "The request processing has failed because of an unknown error, exception or failure.";
    let code = match service {
        Service::Events => "InternalException",
        Service::Sqs | Service::Sts => "InternalFailure",
    };
    Error::new(code, text).status(500)
}

/// As services answer whose callers' session tokens are too old; the older protocols call it `ExpiredToken`.
fn expired(service: Service) -> Error {
    let text = "The security token included in the request is expired";
    let error = Error::new("ExpiredTokenException", text);
    match service {
        Service::Events => error,
        Service::Sqs | Service::Sts => error.query("ExpiredToken").status(403),
    }
}

fn denied(world: &World, call: &Call, input: &Value) -> Error {
    let who = world.caller();
    let (action, resource) = match call.service {
        Service::Sqs => {
            let url = input.get("QueueUrl").and_then(Value::as_str);
            let name = url.unwrap_or_default().rsplit('/').next();
            let action = format!("sqs:{}", call.operation.to_lowercase());
            (action, world.queues.arn(name.unwrap_or_default()))
        }
        Service::Events => (
            format!("events:{}", call.operation),
            format!(
                "arn:aws:events:{}:{}:event-bus/default",
                world.place.region, world.place.account
            ),
        ),
        Service::Sts => (format!("sts:{}", call.operation), "*".to_owned()),
    };
    let text = format!(
        "User: {who} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"
    );
    let error = Error::new("AccessDeniedException", text);
    match call.service {
        Service::Events => error,
        Service::Sqs | Service::Sts => error.query("AccessDenied").status(403),
    }
}
