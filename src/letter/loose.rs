//! Hidden fields in text that is no whole JSON: an answer that was cut, or one with words around it.
//!
//! Keys are looked for as they are written, `"key":` or `\"key\":` in a string of JSON; whose member each is, such a text
//! does not say, so the last step of a pattern decides alone.

use super::redact::{HIDDEN, Redaction, glob};

/// Bytes that are looked through.
const LOOKED_AT: usize = 1 << 20;

/// `text` without the values of hidden keys; `None` when it has none.
pub(super) fn hidden(text: &str, redaction: &Redaction) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(key) = next_key(text, at) {
        at = key.value;
        if !redaction.hides_key(key.name) {
            continue;
        }
        let end = end_of_value(text, key.value, key.quote);
        out.push_str(&text[done..key.value]);
        out.push_str(key.quote);
        out.push_str(HIDDEN);
        out.push_str(key.quote);
        (at, done) = (end, end);
    }
    (done > 0).then(|| {
        out.push_str(&text[done..]);
        out
    })
}

/// The same for a literal of JSON with prose in it, which stays a literal.
pub(super) fn hidden_in_literal(literal: &str, redaction: &Redaction) -> Option<String> {
    let inside = literal.get(1..literal.len().checked_sub(1)?)?;
    if !inside.contains("\\\"") {
        return None;
    }
    let shown = hidden(inside, redaction)?;
    Some(format!("\"{shown}\""))
}

impl Redaction {
    /// Whether a pattern ends with this key.
    fn hides_key(&self, key: &str) -> bool {
        let last = self.patterns.iter().filter_map(|steps| steps.last());
        last.into_iter().any(|step| glob(step, key))
    }
}

/// A key with the place where its value begins.
struct Key<'a> {
    /// The quotation mark with the backslashes before it.
    quote: &'a str,
    name: &'a str,
    value: usize,
}

/// The next key from `from` on.
fn next_key(text: &str, from: usize) -> Option<Key<'_>> {
    let end = text.floor_char_boundary(LOOKED_AT);
    let mut at = from;
    while at < end {
        let close = at + text.get(at..end)?.find('"')?;
        at = close + 1;
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        if !rest[blank..].starts_with(':') {
            continue;
        }
        let escapes = escapes_before(text, close);
        let quote = &text[close - escapes..=close];
        let before = &text[from..close - escapes];
        let Some(open) = before.rfind('"') else {
            continue;
        };
        let after = &rest[blank + 1..];
        let value = text.len() - after.trim_start().len();
        return Some(Key {
            quote,
            name: &before[open + 1..],
            value,
        });
    }
    None
}

/// How many backslashes stand before the byte at `at`.
fn escapes_before(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at];
    before.iter().rev().take_while(|b| **b == b'\\').count()
}

/// Where the value that begins at `from` ends; the text's end where it is cut.
fn end_of_value(text: &str, from: usize, quote: &str) -> usize {
    let value = &text[from..];
    if value.starts_with(quote) {
        return end_of_string(text, from + quote.len(), quote);
    }
    if !value.starts_with(['{', '[']) {
        let word = value.find(|c: char| matches!(c, ',' | '}' | ']') || c.is_whitespace());
        return from + word.unwrap_or(value.len());
    }
    let mut open = 0_u32;
    let mut at = from;
    while let Some(next) = text[at..].find(['{', '}', '[', ']', '"']) {
        at += next;
        match text.as_bytes()[at] {
            b'{' | b'[' => open += 1,
            b'"' => {
                at = end_of_string(text, at + 1, quote);
                continue;
            }
            _ if open <= 1 => return at + 1,
            _ => open -= 1,
        }
        at += 1;
    }
    text.len()
}

/// Where the string ends whose text begins at `from`, and that `quote` encloses.
fn end_of_string(text: &str, from: usize, quote: &str) -> usize {
    let mut at = from;
    while let Some(next) = text[at..].find('"') {
        at += next + 1;
        if escapes_before(text, at - 1) < quote.len() {
            return at;
        }
    }
    text.len()
}
