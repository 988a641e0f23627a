//! What can be copied of a letter.

use std::sync::Arc;

use crate::engine::{Row, Weight};
use crate::json::quote;
use crate::letter::Event;
use crate::repair::{self, Edit, Redaction};
use crate::tui::layer::{Layer, Menu, MenuEntry, Pick};
use crate::tui::model::Model;
use crate::tui::shown;

/// Characters of a text that its entry shows.
const SHOWN_CHARS: usize = 200;

/// Opens the menu of what can be copied of the letter under the cursor.
pub fn copy(model: &mut Model) {
    let Some(row) = model.row() else {
        return model.say(Weight::Note, "There is no letter under the cursor");
    };
    let entries = texts(row, &model.redaction)
        .into_iter()
        .map(|(name, text)| MenuEntry {
            name: name.to_owned(),
            shown: text.chars().take(SHOWN_CHARS).collect(),
            pick: Pick::Copy(text),
        })
        .collect();
    model.layers.push(Layer::Menu(Menu {
        title: "Copy",
        entries,
        at: 0,
    }));
}

/// Names and texts, byte for byte but for what the config hides.
fn texts(row: &Row, redaction: &Redaction) -> Vec<(&'static str, String)> {
    let letter = &row.letter;
    let hidden = shown::redacted(row, redaction);
    let edit = hidden.as_deref().or(row.edit.as_deref());
    let detail = |event: &Event| {
        let shown = redaction.apply(event.text());
        let event = Event::read(&Arc::from(&*shown)).ok().flatten();
        event.map(|event| event.detail().to_owned())
    };
    let failure = &letter.failure;
    let event = letter.event.as_ref();
    let owned = |t: &Arc<str>| t.to_string();
    let known = [
        ("body", Some(shown::body(letter, redaction).into_owned())),
        (
            "edited text",
            edit.filter(|_| row.edit.is_some()).map(|e| owned(&e.text)),
        ),
        ("detail", event.and_then(detail)),
        (
            "event id",
            event.and_then(|e| e.id()).map(|id| id.into_owned()),
        ),
        ("message id", Some(owned(&letter.message.id))),
        ("rule ARN", failure.rule_arn.as_ref().map(owned)),
        ("target ARN", failure.target_arn.as_ref().map(owned)),
        (
            "error message",
            failure
                .message
                .as_ref()
                .map(|m| redaction.prose(m).into_owned()),
        ),
        ("aws command", put_events(row, edit)),
    ];
    known
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?)))
        .collect()
}

/// The letter as a command of the AWS CLI, edited as it is; `None` when PutEvents would not take it.
fn put_events(row: &Row, edit: Option<&Edit>) -> Option<String> {
    let out = repair::outgoing(&row.letter, edit).ok()?;
    let mut members = vec![
        format!("\"Source\":{}", quote(&out.source)),
        format!("\"DetailType\":{}", quote(&out.detail_type)),
        format!("\"Detail\":{}", quote(&out.detail)),
    ];
    if !out.resources.is_empty() {
        let all: Vec<String> = out.resources.iter().map(|r| quote(r)).collect();
        members.push(format!("\"Resources\":[{}]", all.join(",")));
    }
    if let Some(time) = out.time {
        members.push(format!("\"Time\":{}", quote(&time.rfc3339())));
    }
    if let Some(bus) = &row.letter.failure.bus {
        members.push(format!("\"EventBusName\":{}", quote(bus)));
    }
    let entries = format!("[{{{}}}]", members.join(","));
    // in single quotes a shell reads nothing but the quote itself
    let quoted = entries.replace('\'', r"'\''");
    Some(format!("aws events put-events --entries '{quoted}'"))
}
