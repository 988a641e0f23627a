//! EventBridge Scheduler could not call its target: the body is that call's input, no event (DOMAIN 2.1).

use std::sync::Arc;

use super::attributes::Attributes;
use crate::json::Doc;
use crate::letter::{Decoded, Editable, Message, OriginRow, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "eventbridge-scheduler",
    label: "a schedule's target",
    failed: "The call {target} of the schedule {sender} failed",
    editable: Editable::Nothing,
    route: Route::Nowhere(
        "it is a request to the schedule's target, no event: export it and call the target",
    ),
    recognises,
    decode,
};

fn recognises(message: &Message, _: Option<&Doc<'_>>) -> bool {
    message.attribute("SCHEDULE_ARN").is_some()
}

fn decode(message: &Message, _: Option<&Doc<'_>>, wrong: &mut Vec<String>) -> Decoded {
    let mut attributes = Attributes { message, wrong };
    let mut failure = attributes.delivery();
    (failure.sender_arn, failure.sender) = attributes.arn("SCHEDULE_ARN").unzip();
    if let Some(call) = failure.target_arn.as_deref().and_then(universal) {
        failure.target = Some(call);
    }
    if attributes
        .text("IS_PAYLOAD_TRUNCATED")
        .is_some_and(|cut| cut.eq_ignore_ascii_case("true"))
    {
        wrong
            .push("the payload was cut by EventBridge Scheduler (IS_PAYLOAD_TRUNCATED)".to_owned());
    }
    (failure, None)
}

/// `sqs:sendMessage` of a universal target, `arn:aws:scheduler:::aws-sdk:sqs:sendMessage`.
fn universal(arn: &str) -> Option<Arc<str>> {
    arn.split_once(":aws-sdk:").map(|(_, call)| call.into())
}
