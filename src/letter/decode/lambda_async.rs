//! The dead-letter queue of a function that was invoked asynchronously (DOMAIN 2.2). A rule that invoked it did
//! its work; the function failed.

use std::sync::Arc;

use super::attributes::Attributes;
use super::envelope;
use crate::json::Doc;
use crate::letter::{Decoded, Editable, Failure, Message, OriginRow, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "lambda-async-dlq",
    label: "a function's dead-letter queue",
    failed: "The function {target} failed",
    editable: Editable::Event,
    route: Route::NamedBus,
    recognises,
    decode,
};

fn recognises(message: &Message, _: Option<&Doc<'_>>) -> bool {
    let has = |name| message.attribute(name).is_some();
    has("RequestID") && (has("ErrorCode") || has("ErrorMessage"))
}

fn decode(message: &Message, body: Option<&Doc<'_>>, wrong: &mut Vec<String>) -> Decoded {
    let mut attributes = Attributes { message, wrong };
    let mut failure = Failure {
        message: attributes.text("ErrorMessage"),
        ..Failure::default()
    };
    failure.code = attributes.text("ErrorCode");
    failure.target = function(message);
    (failure, envelope::if_any(message, body, wrong))
}

/// The message names no function, but Lambda sends with a session of the function's role that has its name.
fn function(message: &Message) -> Option<Arc<str>> {
    let (_, session) = message.system("SenderId")?.split_once(':')?;
    (!session.is_empty()).then(|| session.into())
}
