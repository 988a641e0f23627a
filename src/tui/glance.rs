//! What a letter is about, at a glance: a few values of its detail.

use std::borrow::Cow;

use crate::engine::Row;
use crate::json::{Doc, Kind, Node};
use crate::letter::Redaction;
use crate::text;
use crate::tui::shown;
use crate::tui::terms::short;

/// A larger detail is not read for this: only its beginning is shown.
const MOST_BYTES: usize = 16 << 10;
/// Values that are shown.
const VALUES: usize = 5;
/// Characters of one value.
const VALUE_CHARS: usize = 24;
/// Characters of a text that is no JSON object.
const TEXT_CHARS: usize = 200;

/// One line.
#[must_use]
pub fn glance(row: &Row, redaction: &Redaction) -> String {
    let hidden = shown::redacted(row, redaction);
    let body = &*row.letter.message.body;
    let edited = hidden.as_ref().or(row.edit.as_ref());
    let edited = edited.map(|edit| &*edit.text);
    let text = match (&row.letter.event, edited) {
        (_, Some(text)) => detail_of(text),
        (Some(event), None) => Cow::Borrowed(event.detail()),
        (None, None) => Cow::Borrowed(body),
    };
    values(&text).unwrap_or_else(|| text::safe_line(text.trim_start(), TEXT_CHARS).into_owned())
}

/// The detail of an edited event; the whole text where there is none.
fn detail_of(text: &str) -> Cow<'_, str> {
    if text.len() > MOST_BYTES {
        return Cow::Borrowed(text);
    }
    let doc = Doc::read_top(text).ok();
    let detail = doc.as_ref().and_then(|doc| doc.root().get("detail"));
    detail.map_or(Cow::Borrowed(text), |d| Cow::Owned(d.raw().to_owned()))
}

/// The first plain values, also those one level below.
fn values(text: &str) -> Option<String> {
    if text.len() > MOST_BYTES {
        return None;
    }
    let doc = Doc::read(text).ok()?;
    let mut found = Vec::new();
    gather(doc.root(), 0, &mut found);
    (!found.is_empty()).then(|| found.join(" · "))
}

fn gather(node: Node<'_>, depth: u8, found: &mut Vec<String>) {
    for child in node.children() {
        if found.len() == VALUES {
            return;
        }
        match child.kind() {
            Kind::Object | Kind::Array if depth < 2 => gather(child, depth + 1, found),
            Kind::Object | Kind::Array | Kind::Null => {}
            // moments and numbers of customers tell nobody anything
            _ if is_long_number(child) => {}
            _ => found.push(value(child)),
        }
    }
}

fn is_long_number(node: Node<'_>) -> bool {
    let digits = node.raw().trim_matches('"');
    digits.len() >= 10 && digits.bytes().all(|b| b.is_ascii_digit())
}

fn value(node: Node<'_>) -> String {
    let text = node.string().unwrap_or(Cow::Borrowed(node.raw()));
    let text = short(&text);
    text::safe_line(text, VALUE_CHARS).into_owned()
}
