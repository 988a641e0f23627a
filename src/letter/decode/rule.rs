//! A rule's target that failed: the classic dead letter of EventBridge (DOMAIN 1.1).

use super::attributes::Attributes;
use super::{envelope, reason};
use crate::json::Doc;
use crate::letter::{Decoded, Editable, Event, Message, OriginRow, Route};

pub(super) static ROW: OriginRow = OriginRow {
    name: "eventbridge-rule",
    label: "a rule's target",
    failed: "{target} did not take it",
    editable: Editable::Event,
    route: Route::RuleBus,
    recognises,
    decode,
};

/// By the rule's ARN; where that is missing, by two of the others or by one and an event in the body.
fn recognises(message: &Message, body: Option<&Doc<'_>>) -> bool {
    let has = |name| message.attribute(name).is_some();
    if has("RULE_ARN") {
        return true;
    }
    // schedules and subscribers record their failures under the same names
    if has("SCHEDULE_ARN") || has("SUBSCRIBER_ARN") {
        return false;
    }
    let reason = has("ERROR_CODE") || has("ERROR_MESSAGE");
    reason
        && (has("TARGET_ARN") || body.is_some_and(|b| Event::of(&message.body, b.root()).is_some()))
}

fn decode(message: &Message, body: Option<&Doc<'_>>, wrong: &mut Vec<String>) -> Decoded {
    let mut attributes = Attributes { message, wrong };
    let mut failure = attributes.delivery();
    attributes.rule(&mut failure);
    reason::read(&mut failure);
    for (name, missing) in [
        ("RULE_ARN", failure.rule_arn.is_none()),
        ("TARGET_ARN", failure.target_arn.is_none()),
        ("ERROR_MESSAGE", failure.message.is_none()),
    ] {
        if missing {
            wrong.push(format!("{name} is not recorded"));
        }
    }
    (failure, envelope::of_body(message, body, wrong))
}
