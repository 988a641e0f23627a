//! A letter as a jq filter sees it. The event is the letter's own text, digit for digit.

use crate::json::quote;
use crate::letter::{Attribute, AttributeData, Failure, Letter, Message};

/// `{message, failure, event}` as one JSON document; what is not known is null.
pub(super) fn document(letter: &Letter) -> String {
    let event = letter.event.as_ref().map_or("null", |event| event.text());
    format!(
        "{{\"message\":{},\"failure\":{},\"event\":{event}}}",
        message(&letter.message),
        failure(&letter.failure)
    )
}

fn message(message: &Message) -> String {
    let system = message.system.iter();
    let system = object(system.map(|(name, value)| (&**name, quote(value))));
    let attributes = message.attributes.iter();
    let attributes = object(attributes.map(|(name, value)| (&**name, attribute(value))));
    object(
        [
            ("message_id", quote(&message.id)),
            ("body", quote(&message.body)),
            ("attributes", system),
            ("message_attributes", attributes),
        ]
        .into_iter(),
    )
}

/// Binary values are not for filters.
fn attribute(attribute: &Attribute) -> String {
    match &attribute.data {
        AttributeData::Text(text) => quote(text),
        AttributeData::Binary(_) => "null".to_owned(),
    }
}

fn failure(failure: &Failure) -> String {
    let text = |text: &Option<std::sync::Arc<str>>| {
        text.as_deref().map_or_else(|| "null".to_owned(), quote)
    };
    let number = |number: Option<u32>| number.map_or_else(|| "null".to_owned(), |n| n.to_string());
    object(
        [
            ("code", text(&failure.code)),
            ("message", text(&failure.message)),
            ("status", number(failure.status.map(u32::from))),
            ("attempts", number(failure.attempts)),
            ("condition", text(&failure.condition)),
            ("rule", text(&failure.rule)),
            ("rule_arn", text(&failure.rule_arn)),
            ("target", text(&failure.target)),
            ("target_arn", text(&failure.target_arn)),
            ("bus", text(&failure.bus)),
        ]
        .into_iter(),
    )
}

fn object<'a>(members: impl Iterator<Item = (&'a str, String)>) -> String {
    let members: Vec<String> = members
        .map(|(name, value)| format!("{}:{value}", quote(name)))
        .collect();
    format!("{{{}}}", members.join(","))
}
