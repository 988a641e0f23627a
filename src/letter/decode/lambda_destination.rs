//! A function's on-failure (or on-success) destination: the event is in `requestPayload` (DOMAIN 2.3).

use std::borrow::Cow;
use std::sync::Arc;

use super::attributes::name_of;
use super::envelope;
use crate::json::{Doc, Kind, Node};
use crate::letter::{Decoded, Editable, Failure, Message, OriginRow, Payload, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "lambda-destination",
    label: "a function's destination",
    failed: "The function {target} failed",
    editable: Editable::Event,
    route: Route::NamedBus,
    recognises,
    decode,
};

fn recognises(_: &Message, body: Option<&Doc<'_>>) -> bool {
    body.is_some_and(|b| {
        let context = b.root().get("requestContext");
        context.is_some_and(|c| c.kind() == Kind::Object)
            && b.root().get("requestPayload").is_some()
    })
}

fn decode(_: &Message, body: Option<&Doc<'_>>, wrong: &mut Vec<String>) -> Decoded {
    let Some(root) = body.map(Doc::root) else {
        return (Failure::default(), None);
    };
    let mut failure = Failure::default();
    context(root, &mut failure);
    if let Some(answer) = root.get("responsePayload") {
        response(answer, &mut failure);
    }
    let event = root
        .get("requestPayload")
        .and_then(|payload| envelope::carried(payload.raw(), wrong));
    (failure, event)
}

/// What `requestContext` and `responseContext` tell; an event source mapping writes the same (DOMAIN 2.5).
pub(super) fn context(root: Node<'_>, failure: &mut Failure) {
    if let Some(context) = root
        .get("requestContext")
        .and_then(|c| Doc::read(c.raw()).ok())
    {
        let context = context.root();
        failure.target_arn = text(context, "functionArn");
        failure.target = failure.target_arn.as_deref().and_then(name_of);
        failure.condition = text(context, "condition");
        failure.attempts = context
            .get("approximateInvokeCount")
            .and_then(|n| n.raw().parse::<u32>().ok())
            .and_then(|invokes| invokes.checked_sub(1));
    }
    if let Some(context) = root
        .get("responseContext")
        .and_then(|c| Doc::read(c.raw()).ok())
    {
        failure.code = text(context.root(), "functionError");
    }
}

/// The function's own error, as its runtime reports it; anything else it returned is shown as it is.
fn response(answer: Node<'_>, failure: &mut Failure) {
    let said: Arc<str> = answer
        .string()
        .unwrap_or(Cow::Borrowed(answer.raw()))
        .into();
    failure.payload = Payload::Own(Arc::clone(&said));
    let Ok(doc) = Doc::read_top(answer.raw()) else {
        return;
    };
    failure.message = text(doc.root(), "errorMessage").or(Some(said));
    if let Some(kind) = text(doc.root(), "errorType") {
        failure.code = Some(kind);
    }
}

fn text(object: Node<'_>, name: &str) -> Option<Arc<str>> {
    object.get(name).and_then(Node::string).map(Arc::from)
}
