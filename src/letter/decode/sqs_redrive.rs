//! SQS moved it here after a consumer of another queue received it too often (DOMAIN 2.6).

use super::{envelope, sns};
use crate::json::Doc;
use crate::letter::{Decoded, Editable, Failure, Message, OriginRow, Place, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "sqs-redrive",
    label: "a consumer of another queue",
    failed: "A consumer of {target} failed on it",
    editable: Editable::Body,
    route: Route::SourceQueue,
    recognises,
    decode,
};

fn recognises(message: &Message, _: Option<&Doc<'_>>) -> bool {
    message.system("DeadLetterQueueSourceArn").is_some()
}

fn decode(message: &Message, body: Option<&Doc<'_>>, wrong: &mut Vec<String>) -> Decoded {
    let target_arn = message
        .system("DeadLetterQueueSourceArn")
        .map(std::sync::Arc::from);
    let failure = Failure::from(Place {
        target: target_arn.as_deref().and_then(super::attributes::name_of),
        target_arn,
        ..Place::default()
    });
    let event = match body.map(Doc::root) {
        Some(root) if sns::is_notification(root) => sns::message_of(root, wrong),
        _ => envelope::if_any(message, body, wrong),
    };
    (failure, event)
}
