//! A notification that SNS could not deliver to a subscription (DOMAIN 2.4). SNS records no reason.

use std::sync::Arc;

use super::attributes::name_of;
use super::envelope;
use crate::json::{Doc, Node};
use crate::letter::{Decoded, Editable, Event, Failure, Message, OriginRow, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "sns",
    label: "an SNS subscription",
    failed: "A subscription of {sender} did not take it",
    editable: Editable::Event,
    route: Route::NamedBus,
    recognises,
    decode,
};

/// A notification that SQS moved here was delivered by SNS; its consumer failed (`sqs-redrive`).
fn recognises(message: &Message, body: Option<&Doc<'_>>) -> bool {
    let moved = message.system("DeadLetterQueueSourceArn").is_some();
    !moved && body.is_some_and(|b| is_notification(b.root()))
}

fn decode(_: &Message, body: Option<&Doc<'_>>, wrong: &mut Vec<String>) -> Decoded {
    let Some(root) = body.map(Doc::root) else {
        return (Failure::default(), None);
    };
    let sender_arn = root
        .get("TopicArn")
        .and_then(Node::string)
        .map(Arc::<str>::from);
    // a topic may itself be the dead-letter queue of a function (AWS_RECORDED 9)
    let mut failure = Failure {
        message: attribute(root, "ErrorMessage"),
        ..Failure::default()
    };
    failure.code = attribute(root, "ErrorCode");
    failure.sender = sender_arn.as_deref().and_then(name_of);
    failure.sender_arn = sender_arn;
    (failure, message_of(root, wrong))
}

pub(super) fn is_notification(root: Node<'_>) -> bool {
    let is = |name: &str, value: &str| {
        root.get(name)
            .and_then(Node::string)
            .is_some_and(|s| s == value)
    };
    is("Type", "Notification") && root.get("Message").is_some()
}

/// The event in a notification's `Message`.
pub(super) fn message_of(root: Node<'_>, wrong: &mut Vec<String>) -> Option<Event> {
    match root.get("Message").and_then(Node::string) {
        Some(text) => envelope::carried(&text, wrong),
        None => {
            wrong.push("`Message` of the notification is no text".to_owned());
            None
        }
    }
}

/// `MessageAttributes.NAME.Value`.
fn attribute(root: Node<'_>, name: &str) -> Option<Arc<str>> {
    let all = Doc::read(root.get("MessageAttributes")?.raw()).ok()?;
    let value = all.root().get(name)?.get("Value")?.string()?;
    Some(value.into())
}
