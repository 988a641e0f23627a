//! An event that could not be encrypted or decrypted, in a wrapper (DOMAIN 1.5).

use std::sync::Arc;

use super::attributes::{Attributes, name_of};
use crate::json::{Doc, Node};
use crate::letter::{Decoded, Editable, Failure, Message, OriginRow, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "eventbridge-encrypted",
    label: "an encrypted event",
    failed: "An event for {target} could not be encrypted or decrypted",
    editable: Editable::Nothing,
    route: Route::Nowhere(
        "it is a wrapper around an encrypted event: decrypt it with the AWS Encryption SDK and the bus's KMS key, \
         and put what comes out",
    ),
    recognises,
    decode,
};

fn recognises(message: &Message, body: Option<&Doc<'_>>) -> bool {
    let elsewhere = message.attribute("RequestID").is_some();
    let says = |name: &str, value: &str| {
        body.and_then(|b| b.root().get(name))
            .and_then(Node::string)
            .is_some_and(|s| s == value)
    };
    !elsewhere && says("source", "aws.events") && says("detail-type", "Encrypted Events")
}

fn decode(message: &Message, body: Option<&Doc<'_>>, wrong: &mut Vec<String>) -> Decoded {
    let mut attributes = Attributes { message, wrong };
    let mut failure = attributes.delivery();
    attributes.rule(&mut failure);
    if let Some(detail) = body.and_then(|b| b.root().get("detail"))
        && let Ok(detail) = Doc::read_top(detail.raw())
    {
        from_detail(&mut failure, detail.root());
    }
    // the wrapper's id, source and detail-type are not the event's, so it is none
    (failure, None)
}

fn from_detail(failure: &mut Failure, detail: Node<'_>) {
    let text = |name: &str| {
        detail
            .get(name)
            .and_then(Node::string)
            .map(Arc::<str>::from)
    };
    failure.bus_arn = text("event-bus-arn");
    if failure.bus.is_none() {
        failure.bus = failure.bus_arn.as_deref().and_then(name_of);
    }
    if failure.rule_arn.is_none() {
        failure.rule_arn = text("rule-arn");
        failure.rule = failure
            .rule_arn
            .as_deref()
            .and_then(|arn| arn.rsplit('/').next())
            .map(Arc::from);
    }
}
