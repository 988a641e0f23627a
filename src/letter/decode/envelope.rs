//! The event in a letter, and what is wrong with it.

use std::sync::Arc;

use crate::json::{Doc, JsonError, Kind, Node};
use crate::letter::{Event, Message};
use crate::limits;
use crate::text;
use crate::time::Time;

/// The event that is the body itself. Says so when there is none, since this origin's body should be one.
pub(super) fn of_body(
    message: &Message,
    body: Option<&Doc<'_>>,
    wrong: &mut Vec<String>,
) -> Option<Event> {
    let Some(body) = body else {
        wrong.push(no_json("the body", &message.body));
        return None;
    };
    let event = Event::of(&message.body, body.root());
    match &event {
        Some(event) => check(event, body, wrong),
        None => wrong.push(no_event(body.root())),
    }
    event
}

/// The event that the body may or may not be: nothing is wrong with other bodies of this origin.
pub(super) fn if_any(
    message: &Message,
    body: Option<&Doc<'_>>,
    wrong: &mut Vec<String>,
) -> Option<Event> {
    let body = body?;
    let event = Event::of(&message.body, body.root())?;
    check(&event, body, wrong);
    Some(event)
}

/// The event that was carried inside the body, as a text of its own.
pub(super) fn carried(text: &str, wrong: &mut Vec<String>) -> Option<Event> {
    let doc = Doc::read_top(text).ok()?;
    let text = Arc::from(text);
    let event = Event::of(&text, doc.root())?;
    check(&event, &doc, wrong);
    Some(event)
}

/// Why `text` is no JSON, for the letter's list.
pub(super) fn no_json(what: &str, text: &str) -> String {
    match Doc::read_top(text) {
        Err(why) => said(what, &why),
        Ok(_) => format!("{what} is JSON of another shape than expected"),
    }
}

fn said(what: &str, why: &JsonError) -> String {
    format!("{what} is no JSON: {why}")
}

fn no_event(root: Node<'_>) -> String {
    if root.kind() != Kind::Object {
        return format!(
            "the body is no event: it is JSON of the kind {}",
            root.kind().word()
        );
    }
    let missing: Vec<_> = ["detail-type", "source", "detail"]
        .into_iter()
        .filter(|name| root.get(name).is_none())
        .map(|name| format!("`{name}`"))
        .collect();
    format!("the body is no event: {} missing", missing.join(", "))
}

fn check(event: &Event, doc: &Doc<'_>, wrong: &mut Vec<String>) {
    let root = doc.root();
    match event.id() {
        None => wrong.push("the event has no `id`".to_owned()),
        Some(id) if !is_id(&id) => wrong.push(format!(
            "the event's id is `{}`, not 36 hex digits and dashes",
            text::safe_line(&id, 60)
        )),
        Some(_) => {}
    }
    for (name, value) in [
        ("source", event.source()),
        ("detail-type", event.detail_type()),
    ] {
        if value.is_none_or(|v| v.is_empty()) {
            wrong.push(format!("`{name}` is no text, or empty"));
        }
    }
    if event
        .time()
        .is_some_and(|time| Time::parse(&time).is_none())
    {
        wrong.push("`time` is no moment in time".to_owned());
    }
    if let Some(kind) = event.detail_kind()
        && kind != Kind::Object
    {
        wrong.push(format!(
            "`detail` is of the kind {}; PutEvents takes an object only",
            kind.word()
        ));
    }
    depth(doc, wrong);
    twice(root, wrong);
}

fn depth(doc: &Doc<'_>, wrong: &mut Vec<String>) {
    if doc.depth() as usize > limits::DETAIL_DEPTH + 1 {
        wrong.push(format!(
            "it is nested {} levels deep; PutEvents takes {}",
            doc.depth(),
            limits::DETAIL_DEPTH
        ));
    }
}

/// Keys of the envelope that stand twice: the last one counts, as EventBridge reads it.
fn twice(root: Node<'_>, wrong: &mut Vec<String>) {
    let mut seen: Vec<&str> = Vec::with_capacity(12);
    for key in root.children().map(Node::raw_key) {
        if seen.contains(&key) {
            wrong.push(format!(
                "the event has {} twice; the last one counts",
                text::safe_line(key, 60)
            ));
        } else if seen.len() < 64 {
            seen.push(key);
        }
        if wrong.len() > 16 {
            return;
        }
    }
}

fn is_id(id: &str) -> bool {
    id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}
