//! Repairs that need no typing, offered where the tool knows how. Each is an ordinary edit.

use super::draft::original;
use super::edit::Edit;
use crate::json::{Doc, Kind, Node, Span, quote};
use crate::letter::Letter;
use crate::limits::PUT_EVENTS_BYTES;
use crate::time::Time;

/// The members that PutEvents requires, and what is put in where one is missing.
const REQUIRED: [(&str, &str); 3] = [
    ("source", "\"unknown\""),
    ("detail-type", "\"unknown\""),
    ("detail", "{}"),
];

/// A repair that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quick {
    /// What it does, for a menu.
    pub name: String,
    /// The edit that it would make.
    pub edit: Edit,
}

/// The repairs that this letter may need, on its original text. Empty for a letter that PutEvents would take, and
/// for one whose event is not at the top of what may be edited.
#[must_use]
pub fn quick(letter: &Letter) -> Vec<Quick> {
    let Some(text) = original(letter) else {
        return Vec::new();
    };
    let Ok(doc) = Doc::read(text) else {
        return Vec::new();
    };
    let root = doc.root();
    let known = REQUIRED
        .iter()
        .filter(|(n, _)| root.get(n).is_some())
        .count();
    if root.kind() != Kind::Object || known == 0 {
        return Vec::new();
    }
    let mut out = Vec::new();
    out.extend(missing(text, root));
    out.extend(wrap(text, root));
    out.extend(time(text, root));
    out.extend(sent(text, root, letter));
    out.extend(source(text, root));
    out.extend(smaller(text, root));
    out
}

fn missing(text: &str, root: Node<'_>) -> Option<Quick> {
    let absent: Vec<_> = REQUIRED
        .iter()
        .filter(|(name, _)| root.get(name).is_none())
        .collect();
    if absent.is_empty() {
        return None;
    }
    let names: Vec<&str> = absent.iter().map(|(name, _)| *name).collect();
    let members: Vec<String> = absent
        .iter()
        .map(|(name, value)| format!("{}:{value}", quote(name)))
        .collect();
    // known > 0: the object has a member that the new ones can stand before
    let at = root.span().start as usize + 1;
    let text = format!("{}{},{}", &text[..at], members.join(","), &text[at..]);
    Some(Quick {
        name: format!("put in the missing {}, to be filled", names.join(" and ")),
        edit: Edit { text: text.into() },
    })
}

/// An array detail under `events`, text that holds an object as that object, anything else under `value`.
fn wrap(text: &str, root: Node<'_>) -> Option<Quick> {
    let detail = root.get("detail").filter(|d| d.kind() != Kind::Object)?;
    if let Some(inner) = detail.string()
        && Doc::read_top(&*inner).is_ok_and(|d| d.root().kind() == Kind::Object)
    {
        return Some(Quick {
            name: "take the JSON object out of the text that detail is".into(),
            edit: splice(text, detail.span(), &inner),
        });
    }
    let key = if detail.kind() == Kind::Array {
        "events"
    } else {
        "value"
    };
    Some(Quick {
        name: format!(
            "wrap the {} into {{\"{key}\": …}}; the target's InputPath must follow",
            detail.kind().word()
        ),
        edit: splice(
            text,
            detail.span(),
            &format!("{{\"{key}\":{}}}", detail.raw()),
        ),
    })
}

fn time(text: &str, root: Node<'_>) -> Option<Quick> {
    let time = root.get("time")?;
    let unread = time.string().is_none_or(|t| Time::parse(&t).is_none());
    unread.then(|| Quick {
        name: "take out the time that can't be read: EventBridge sets the time of the call".into(),
        edit: cut(text, root, time),
    })
}

/// Instead of a time that can't be read: the moment when the letter came into its queue.
fn sent(text: &str, root: Node<'_>, letter: &Letter) -> Option<Quick> {
    let time = root.get("time")?;
    let unread = time.string().is_none_or(|t| Time::parse(&t).is_none());
    let sent = letter.sent().filter(|_| unread)?.rfc3339();
    Some(Quick {
        name: format!("set the time to {sent}, when the letter was sent to its queue"),
        edit: splice(text, time.span(), &quote(&sent)),
    })
}

fn source(text: &str, root: Node<'_>) -> Option<Quick> {
    let source = root.get("source")?;
    let name = source.string().filter(|s| s.starts_with("aws."))?;
    Some(Quick {
        name: format!("name the source redrive.{name}; a rule must match that"),
        edit: splice(text, source.span(), &quote(&format!("redrive.{name}"))),
    })
}

/// Too large: without the largest member of the detail, if that is enough.
fn smaller(text: &str, root: Node<'_>) -> Option<Quick> {
    let detail = root.get("detail").filter(|d| d.kind() == Kind::Object)?;
    let bytes = text.len();
    if bytes < PUT_EVENTS_BYTES {
        return None;
    }
    let largest = detail.children().max_by_key(|m| m.raw().len())?;
    if bytes - largest.raw().len() >= PUT_EVENTS_BYTES {
        return None;
    }
    Some(Quick {
        name: format!(
            "take out detail.{}, {} of {bytes} bytes",
            largest.key().unwrap_or_default(),
            largest.raw().len()
        ),
        edit: cut(text, detail, largest),
    })
}

fn splice(text: &str, at: Span, new: &str) -> Edit {
    let (start, end) = (at.start as usize, at.end as usize);
    Edit {
        text: format!("{}{new}{}", &text[..start], &text[end..]).into(),
    }
}

/// `object` without one member, all other bytes as they are.
fn cut(text: &str, object: Node<'_>, member: Node<'_>) -> Edit {
    let kept: Vec<&str> = object
        .children()
        .filter(|m| m.span() != member.span())
        .map(|m| {
            let end = m.span().end as usize;
            let start = end - m.raw().len();
            // the key literal stands before the value, with white space and a colon between
            let key = text[..start].rfind(m.raw_key()).unwrap_or(start);
            &text[key..end]
        })
        .collect();
    splice(text, object.span(), &format!("{{{}}}", kept.join(",")))
}
