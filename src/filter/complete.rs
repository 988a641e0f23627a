//! What could stand where the cursor is.

use std::ops::Range;

use super::Subject;
use super::details;
use super::fields::{FIELDS, Kind, by_name};

/// One thing that could be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Bytes of the text that it takes the place of.
    pub replaces: Range<usize>,
    /// What to put there.
    pub text: String,
    /// What it means; empty for values.
    pub help: &'static str,
}

/// Fields and well-known values that go on from the word before `cursor` (a byte of `text`). Values that occur
/// in letters come from [`values`].
#[must_use]
pub fn complete(text: &str, cursor: usize) -> Vec<Completion> {
    let cursor = text.floor_char_boundary(cursor);
    let before = &text[..cursor];
    let Some(start) = word_start(before) else {
        return Vec::new();
    };
    match before[start..].split_once(':') {
        None => fields(&before[start..], start..cursor),
        Some((name, typed)) => {
            let from = typed.rfind(',').map_or(0, |at| at + 1);
            let typed = &typed[from..];
            let known = by_name(name).map_or(&[][..], |field| field.values);
            known
                .iter()
                .filter(|value| begins(value, typed))
                .map(|value| Completion {
                    replaces: cursor - typed.len()..cursor,
                    text: (*value).to_owned(),
                    help: "",
                })
                .collect()
        }
    }
}

/// The field whose value is being typed before `cursor`, and what is typed of it so far: its values can be offered.
#[must_use]
pub fn value_at(text: &str, cursor: usize) -> Option<(&str, &str)> {
    let before = &text[..text.floor_char_boundary(cursor)];
    let (name, typed) = before[word_start(before)?..].split_once(':')?;
    let from = typed.rfind(',').map_or(0, |at| at + 1);
    Some((name, &typed[from..]))
}

/// The path into a detail that is being typed before `cursor`: `detail.us`.
#[must_use]
pub fn path_at(text: &str, cursor: usize) -> Option<&str> {
    let before = &text[..text.floor_char_boundary(cursor)];
    let word = &before[word_start(before)?..];
    (word.starts_with("detail.") && !word.contains(':')).then_some(word)
}

/// `name:value`, the value quoted where it must be; of no value, the letters that have none.
#[must_use]
pub fn term(name: &str, value: &str) -> String {
    if value.is_empty() {
        format!("-{name}:*")
    } else {
        format!("{name}:{}", quoted(value))
    }
}

/// Where the word that `before` ends with begins, after its dash; `None` within quotes and in a program.
fn word_start(before: &str) -> Option<usize> {
    if before.trim_start().starts_with("jq:") || before.matches('"').count() % 2 == 1 {
        return None;
    }
    let start = before
        .rfind(|c: char| c.is_whitespace() || c == '(')
        .map_or(0, |at| at + 1);
    Some(start + usize::from(before[start..].starts_with('-')))
}

/// The values that the field `name` has in a letter, for completion: quoted where they must be.
#[must_use]
pub fn values(name: &str, subject: &Subject<'_>) -> Vec<String> {
    if name.starts_with("detail.") {
        return details::values(name, subject);
    }
    let mut out = Vec::new();
    match by_name(name).map(|field| field.kind) {
        Some(Kind::Text(read)) => {
            read(subject, &mut |text| {
                out.push(quoted(text));
                false
            });
        }
        Some(Kind::Number(read)) => out.extend(read(subject).map(|n| n.to_string())),
        _ => {}
    }
    out
}

fn fields(typed: &str, replaces: Range<usize>) -> Vec<Completion> {
    let detail = ("detail.", "a value in the event's detail, by path");
    FIELDS
        .iter()
        .map(|field| (field.name, field.help))
        .chain([detail])
        .filter(|(name, _)| begins(name, typed))
        .map(|(name, help)| Completion {
            replaces: replaces.clone(),
            text: if name.ends_with('.') {
                name.to_owned()
            } else {
                format!("{name}:")
            },
            help,
        })
        .collect()
}

/// Whether `whole` goes on from what is `typed`, whatever the case.
#[must_use]
pub fn begins(whole: &str, typed: &str) -> bool {
    whole.len() > typed.len()
        && whole
            .get(..typed.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(typed))
}

fn quoted(text: &str) -> String {
    let bare = !text.is_empty()
        && !text.starts_with(['>', '<', '-'])
        && !text.contains(|c: char| {
            c.is_whitespace() || matches!(c, '"' | ',' | '*' | '(' | ')' | '\\')
        });
    if bare {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
