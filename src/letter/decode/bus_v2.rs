//! A subscriber of a custom bus (2026) that failed: a record of one or more events, without them (DOMAIN 2.7).

use super::attributes::{Attributes, name_of};
use super::envelope;
use crate::json::{Doc, Kind, Node};
use crate::letter::{Decoded, Editable, Failure, Message, OriginRow, Place, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "eventbridge-bus-v2",
    label: "a custom bus's subscriber",
    failed: "{target} did not take it for the subscriber {sender}",
    editable: Editable::Nothing,
    route: Route::Nowhere(
        "it is a record without the events; a POINT_IN_TIME subscriber can deliver them again while the bus keeps them",
    ),
    recognises,
    decode,
};

fn recognises(message: &Message, body: Option<&Doc<'_>>) -> bool {
    if message.attribute("SUBSCRIBER_ARN").is_some() {
        return true;
    }
    body.is_some_and(|b| {
        let has = |name| b.root().get(name).is_some();
        has("subscriberArn") && has("failedMessages")
    })
}

fn decode(message: &Message, body: Option<&Doc<'_>>, wrong: &mut Vec<String>) -> Decoded {
    let mut attributes = Attributes { message, wrong };
    let mut failure = attributes.delivery();
    (failure.sender_arn, failure.sender) = attributes.arn("SUBSCRIBER_ARN").unzip();
    (failure.bus_arn, failure.bus) = attributes.arn("BUS_ARN").unzip();
    match body {
        Some(body) => from_record(&mut failure, body.root()),
        None => wrong.push(envelope::no_json("the record", &message.body)),
    }
    (failure, None)
}

/// The body says the same as the attributes, and how many events there were.
fn from_record(failure: &mut Failure, record: Node<'_>) {
    let text = |name: &str| {
        record
            .get(name)
            .and_then(Node::string)
            .map(std::sync::Arc::from)
    };
    failure.message = failure.message.take().or_else(|| text("errorMessage"));
    failure.attempts = failure
        .attempts
        .or_else(|| record.get("retryAttempts")?.raw().parse().ok());
    failure.records = record.get("failedMessages").and_then(length);
    let place: &mut Place = failure;
    place.code = place.code.take().or_else(|| text("errorCode"));
    place.condition = place
        .condition
        .take()
        .or_else(|| text("exhaustedRetryCondition"));
    for (arn, name, field) in [
        (&mut place.target_arn, &mut place.target, "targetArn"),
        (&mut place.sender_arn, &mut place.sender, "subscriberArn"),
        (&mut place.bus_arn, &mut place.bus, "busArn"),
    ] {
        if arn.is_none() {
            *arn = text(field);
            *name = arn.as_deref().and_then(name_of);
        }
    }
}

/// How many elements an array has; the top of the document knows only that it is one.
fn length(array: Node<'_>) -> Option<u32> {
    if array.kind() != Kind::Array {
        return None;
    }
    let doc = Doc::read_top(array.raw()).ok()?;
    u32::try_from(doc.root().children().count()).ok()
}
