//! Where in a pattern a mistake is, as the service counts it: lines and columns from 1, columns in UTF-16 units,
//! at the point up to which its reader had read.

use std::fmt;

use crate::json::{JsonError, Kind, Node};

use super::error::PatternError;

/// The service shows this many UTF-16 units of the pattern.
const SHOWN: usize = 500;

/// A line and column of a pattern, and what is shown of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    shown: String,
    cut: usize,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Place {
    /// The place of byte `offset` of `text`.
    pub(super) fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        let units: Vec<u16> = text.encode_utf16().take(SHOWN).collect();
        Self {
            shown: String::from_utf16_lossy(&units),
            cut: text.encode_utf16().count() - units.len(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].encode_utf16().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[Source: (String)\"{}\"", self.shown)?;
        if self.cut > 0 {
            write!(f, "[truncated {} chars]", self.cut)?;
        }
        write!(f, "; line: {}, column: {}]", self.line, self.column)
    }
}

/// How far the reader has read when it comes to `node`: a string and a container are only opened, other scalars read.
pub(super) fn opened(node: Node<'_>) -> usize {
    let span = node.span();
    let offset = match node.kind() {
        Kind::String | Kind::Object | Kind::Array => span.start + 1,
        _ => span.end,
    };
    offset as usize
}

/// How far the reader has read when it has all of `node`.
pub(super) fn past(node: Node<'_>) -> usize {
    node.span().end as usize
}

/// Broken JSON, in the words of the service's reader where they are known.
pub(super) fn broken(text: &str, error: &JsonError) -> PatternError {
    let rest = text.get(error.offset..).unwrap_or("");
    let Some(found) = rest.chars().next() else {
        return PatternError::at("Unexpected end-of-input", Place::of(text, text.len()));
    };
    let expected = match error.what {
        "expected a value" => return no_value(text, error.offset, found),
        "expected a key in double quotes" => "was expecting double-quote to start field name",
        "expected `:` after the key" => "was expecting a colon to separate field name and value",
        "expected `,` or `}`" => "was expecting comma to separate Object entries",
        "expected `,` or `]`" => "was expecting comma to separate Array entries",
        other => return PatternError::at(other, Place::of(text, error.offset)),
    };
    // the reader has not gone past what it did not expect
    unexpected(text, error.offset, found, expected)
}

const VALUES: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

fn no_value(text: &str, offset: usize, found: char) -> PatternError {
    let rest = &text[offset..];
    let word: &str = rest
        .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
        .next()
        .unwrap_or("");
    if word.is_empty() {
        return unexpected(
            text,
            offset,
            found,
            &format!("expected a valid value {VALUES}"),
        );
    }
    PatternError::at(
        format!("Unrecognized token '{word}': was expecting {VALUES}"),
        Place::of(text, offset + word.len()),
    )
}

fn unexpected(text: &str, offset: usize, found: char, expected: &str) -> PatternError {
    PatternError::at(
        format!(
            "Unexpected character ('{found}' (code {})): {expected}",
            u32::from(found)
        ),
        Place::of(text, offset),
    )
}
