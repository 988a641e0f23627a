//! A stream's records that a function could not process: a pointer to a range of the stream (AWS_RECORDED 9).

use std::sync::Arc;

use super::attributes::name_of;
use super::lambda_destination;
use crate::json::{Doc, Node};
use crate::letter::{Decoded, Editable, Failure, Message, OriginRow, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "lambda-event-source-mapping",
    label: "a stream's records for a function",
    failed: "The function {target} failed on records of {sender}",
    editable: Editable::Nothing,
    route: Route::Nowhere(
        "it is a pointer to records of a stream, which must be read there while the stream keeps them",
    ),
    recognises,
    decode,
};

fn recognises(_: &Message, body: Option<&Doc<'_>>) -> bool {
    body.is_some_and(|b| {
        let has = |name| b.root().get(name).is_some();
        has("requestContext") && batch(b.root()).is_some() && !has("requestPayload")
    })
}

fn decode(_: &Message, body: Option<&Doc<'_>>, _: &mut Vec<String>) -> Decoded {
    let mut failure = Failure::default();
    if let Some(root) = body.map(Doc::root) {
        lambda_destination::context(root, &mut failure);
        pointer(root, &mut failure);
    }
    (failure, None)
}

/// `KinesisBatchInfo`, `DDBStreamBatchInfo`, and what others may be called.
pub(super) fn batch(root: Node<'_>) -> Option<Node<'_>> {
    root.children()
        .find(|member| member.key().is_some_and(|key| key.ends_with("BatchInfo")))
}

/// Which stream, and how many records.
pub(super) fn pointer(root: Node<'_>, failure: &mut Failure) {
    let Some(batch) = batch(root).and_then(|b| Doc::read_top(b.raw()).ok()) else {
        return;
    };
    let batch = batch.root();
    failure.records = batch.get("batchSize").and_then(|n| n.raw().parse().ok());
    failure.sender_arn = batch.get("streamArn").and_then(Node::string).map(Arc::from);
    failure.sender = failure.sender_arn.as_deref().and_then(name_of_stream);
}

/// A stream of a table is named by the table: `…:table/orders/stream/2025-11-10T09:00:00.000`.
fn name_of_stream(arn: &str) -> Option<Arc<str>> {
    match arn.split_once(":table/") {
        Some((_, table)) => table.split('/').next().map(Arc::from),
        None => name_of(arn),
    }
}
