//! Why a field stops a match, in a sentence.

use std::fmt;

use crate::json::Kind;

use super::alternative::{Alternative, list};
use super::consistent::Field;
use super::fields::Value;

/// Values of the event that a sentence names.
const NAMED: usize = 3;
/// Characters of a value that a sentence shows.
const SHOWN: usize = 60;

/// The sentence for `field`, whose values in the event are `values`.
pub(super) fn sentence(field: &Field, values: &[Value<'_>]) -> String {
    let path = &field.path;
    let wants = Wants(&field.wanted);
    if values.is_empty() {
        return format!("`{path}` is not a value in the event; the rule wants {wants}");
    }
    if values
        .iter()
        .any(|v| field.wanted.iter().any(|w| w.accepts(v)))
    {
        return format!(
            "`{path}` has what the rule wants ({wants}), but not in the array element that the other fields match in"
        );
    }
    let mut found: Vec<String> = values.iter().take(NAMED).map(shown).collect();
    if values.len() > NAMED {
        found.push(format!("{} more", values.len() - NAMED));
    }
    let found = found.join(", ");
    format!("`{path}` is {found}; the rule wants {wants}")
}

fn shown(value: &Value<'_>) -> String {
    let mut text: String = value.text.chars().take(SHOWN).collect();
    if text.len() < value.text.len() {
        text.push('…');
    }
    match value.kind {
        Kind::String => format!("\"{text}\""),
        _ => text,
    }
}

struct Wants<'a>(&'a [Alternative]);

impl fmt::Display for Wants<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, self.0)
    }
}
