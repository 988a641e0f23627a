//! A pipe that could not deliver records of a stream: a pointer, no payload (DOMAIN 2.5).

use std::sync::Arc;

use super::attributes::name_of;
use super::event_source_mapping::{batch, pointer};
use crate::json::{Doc, Node};
use crate::letter::{Decoded, Editable, Failure, Message, OriginRow, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "pipes",
    label: "a pipe's records",
    failed: "The pipe {target} failed on records of {sender}",
    editable: Editable::Nothing,
    route: Route::Nowhere(
        "it is a pointer to records of a stream, which must be read there while the stream keeps them",
    ),
    recognises,
    decode,
};

fn recognises(_: &Message, body: Option<&Doc<'_>>) -> bool {
    body.is_some_and(|b| {
        pipe(b.root(), "partnerResourceArn").is_some() && batch(b.root()).is_some()
    })
}

fn decode(_: &Message, body: Option<&Doc<'_>>, _: &mut Vec<String>) -> Decoded {
    let mut failure = Failure::default();
    if let Some(root) = body.map(Doc::root) {
        pointer(root, &mut failure);
        failure.condition = pipe(root, "condition");
        // the pipe is what failed, and the stream what it read
        failure.target_arn = pipe(root, "partnerResourceArn");
        failure.target = failure.target_arn.as_deref().and_then(name_of);
    }
    (failure, None)
}

/// A text in `context`.
fn pipe(root: Node<'_>, name: &str) -> Option<Arc<str>> {
    let context = Doc::read_top(root.get("context")?.raw()).ok()?;
    context.root().get(name)?.string().map(Arc::from)
}
