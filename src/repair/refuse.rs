//! What goes out to a bus, or why PutEvents would not take it (DOMAIN 4.1, 4.4).

use std::fmt;
use std::sync::Arc;

use super::edit::Edit;
use super::outgoing::Outgoing;
use crate::json::{Doc, Kind, Node};
use crate::letter::{Editable, Event, Letter, Message};
use crate::limits::{DETAIL_DEPTH, DETAIL_TYPE_CHARS, PUT_EVENTS_BYTES};
use crate::time::Time;

/// The members that PutEvents requires, as the envelope names them.
const REQUIRED: [&str; 3] = ["source", "detail-type", "detail"];
/// Characters of a trace header. (EventBridge API Reference, PutEventsRequestEntry)
const TRACE_CHARS: usize = 500;

/// One reason why PutEvents would not take a letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// A plain sentence without a full stop, with the limit and the value found.
    pub what: String,
}

impl Refusal {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// What one PutEvents entry would say of this letter, as it is or as it was edited. The detail of an unedited
/// letter is the same bytes as in its body.
///
/// # Errors
/// Every reason why PutEvents would not take it, not only the first.
pub fn outgoing(letter: &Letter, edit: Option<&Edit>) -> Result<Outgoing, Vec<Refusal>> {
    let Some(event) = event_of(letter, edit) else {
        return Err(no_event(edit.map_or(&*letter.message.body, |e| &*e.text)));
    };
    let mut refusals = Vec::new();
    check_names(&event, &mut refusals);
    check_detail(&event, &mut refusals);
    check_types(&event, &mut refusals);
    let time = time_of(&event, &mut refusals);
    let out = Outgoing {
        source: event.source().unwrap_or_default().into(),
        detail_type: event.detail_type().unwrap_or_default().into(),
        detail: event.detail().into(),
        resources: event.resources(),
        time,
        trace_header: trace_header(&letter.message),
    };
    if out.size() >= PUT_EVENTS_BYTES {
        refusals.push(Refusal::new(format!(
            "the event has {} bytes, and PutEvents takes fewer than {PUT_EVENTS_BYTES}",
            out.size()
        )));
    }
    if refusals.is_empty() {
        Ok(out)
    } else {
        Err(refusals)
    }
}

/// The event of a letter as it is, or as it was edited; `None` when there is no event in it.
#[must_use]
pub fn event_of(letter: &Letter, edit: Option<&Edit>) -> Option<Event> {
    let Some(edit) = edit else {
        return letter.event.clone();
    };
    if letter.origin.0.editable == Editable::Event {
        return Event::read(&edit.text).ok().flatten();
    }
    // the edit is a whole body: it is decoded as the one that came
    let message = Message {
        body: Arc::clone(&edit.text),
        ..letter.message.clone()
    };
    let body = Doc::read_top(&*edit.text).ok();
    (letter.origin.0.decode)(&message, body.as_ref(), &mut Vec::new()).1
}

/// Says what is missing in a text that is no event.
fn no_event(text: &str) -> Vec<Refusal> {
    let doc = match Doc::read_top(text) {
        Ok(doc) => doc,
        Err(e) => return vec![Refusal::new(format!("there is no event: no JSON, {e}"))],
    };
    let root = doc.root();
    if root.kind() != Kind::Object {
        let kind = root.kind().word();
        return vec![Refusal::new(format!(
            "there is no event: the body is a JSON {kind}, and an event is an object"
        ))];
    }
    let missing: Vec<&str> = REQUIRED
        .into_iter()
        .filter(|name| root.get(name).is_none())
        .collect();
    match missing.len() {
        0 | 3 => vec![Refusal::new("there is no EventBridge event in the letter")],
        _ => missing
            .iter()
            .map(|name| {
                Refusal::new(format!(
                    "the event has no {name}, and PutEvents requires it"
                ))
            })
            .collect(),
    }
}

fn check_names(event: &Event, refusals: &mut Vec<Refusal>) {
    for (name, value) in [
        ("source", event.source()),
        ("detail-type", event.detail_type()),
    ] {
        match value {
            None => refusals.push(Refusal::new(format!(
                "the {name} is no string, and PutEvents takes a string"
            ))),
            Some(text) if text.is_empty() => refusals.push(Refusal::new(format!(
                "the {name} is empty, and PutEvents requires it"
            ))),
            Some(_) => {}
        }
    }
    if let Some(source) = event.source().filter(|s| s.starts_with("aws.")) {
        refusals.push(Refusal::new(format!(
            "the source is {source}, and PutEvents takes none that begins with aws."
        )));
    }
    let chars = event.detail_type().map_or(0, |t| t.chars().count());
    if chars > DETAIL_TYPE_CHARS {
        refusals.push(Refusal::new(format!(
            "the detail-type has {chars} characters, and PutEvents takes {DETAIL_TYPE_CHARS}"
        )));
    }
}

fn check_detail(event: &Event, refusals: &mut Vec<Refusal>) {
    if let Some(kind) = event.detail_kind().filter(|k| *k != Kind::Object) {
        refusals.push(Refusal::new(format!(
            "the detail is a JSON {}, and PutEvents takes an object only",
            kind.word()
        )));
    }
    let Ok(detail) = Doc::read(event.detail()) else {
        return;
    };
    let depth = usize::try_from(detail.depth()).unwrap_or(usize::MAX);
    if depth > DETAIL_DEPTH {
        refusals.push(Refusal::new(format!(
            "the detail is nested {depth} levels deep, and PutEvents takes {DETAIL_DEPTH}"
        )));
    }
    if let Some(number) = beyond_int64(detail.root()) {
        let shown: String = number.chars().take(40).collect();
        refusals.push(Refusal::new(format!(
            "the detail holds the integer {shown}, and PutEvents takes -2^63 to 2^63-1"
        )));
    }
}

/// `Event` passes over what has the wrong type; to drop it silently would alter what was not edited.
fn check_types(event: &Event, refusals: &mut Vec<Refusal>) {
    let Ok(top) = Doc::read_top(&**event.text()) else {
        return;
    };
    if let Some(resources) = top.root().get("resources") {
        let listed = Doc::read_top(resources.raw()).map_or(0, |d| d.root().children().count());
        if resources.kind() != Kind::Array || listed != event.resources().len() {
            refusals.push(Refusal::new(
                "the resources are no list of strings, and PutEvents takes only that",
            ));
        }
    }
    if let Some(time) = top.root().get("time").filter(|t| t.kind() != Kind::String) {
        refusals.push(Refusal::new(format!(
            "the time is a JSON {}, and PutEvents takes an RFC 3339 moment",
            time.kind().word()
        )));
    }
}

/// The first integer literal outside of int64, in document order.
fn beyond_int64(root: Node<'_>) -> Option<&str> {
    let mut open: Vec<Node<'_>> = vec![root];
    while let Some(node) = open.pop() {
        let raw = node.raw();
        match node.kind() {
            Kind::Number if !raw.contains(['.', 'e', 'E']) && raw.parse::<i64>().is_err() => {
                return Some(raw);
            }
            Kind::Object | Kind::Array => {
                let from = open.len();
                open.extend(node.children());
                open[from..].reverse();
            }
            _ => {}
        }
    }
    None
}

fn time_of(event: &Event, refusals: &mut Vec<Refusal>) -> Option<Time> {
    let text = event.time()?;
    let time = Time::parse(&text);
    if time.is_none() {
        let shown: String = text.chars().take(40).collect();
        refusals.push(Refusal::new(format!(
            "the time is {shown:?}, and PutEvents takes an RFC 3339 moment"
        )));
    }
    time
}

fn trace_header(message: &Message) -> Option<Arc<str>> {
    let header = message.system("AWSTraceHeader")?;
    (1..=TRACE_CHARS)
        .contains(&header.chars().count())
        .then(|| header.into())
}
