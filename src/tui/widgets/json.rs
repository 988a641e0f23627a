//! One line of JSON, coloured. In JSON no string spans lines, so each line is read by itself.

use ratatui::style::Style;
use ratatui::text::Span;

use super::span::say;
use crate::tui::theme::{Role, Theme};

/// What a piece of a line is, and the bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes.
    pub len: usize,
    /// What it is; `None` for signs and blanks.
    pub role: Option<Role>,
}

/// The pieces of one line, in order; together they are the whole line.
pub fn tokens(line: &str) -> impl Iterator<Item = Token> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.get(at..).filter(|rest| !rest.is_empty())?;
        let token = first(rest);
        at += token.len;
        Some(token)
    })
}

fn first(rest: &str) -> Token {
    let span = |f: fn(char) -> bool| rest.find(|c| !f(c)).unwrap_or(rest.len());
    match rest.as_bytes()[0] {
        b'"' => {
            let len = string_end(rest);
            let key = rest[len..].trim_start().starts_with(':');
            let role = if key { Role::JsonKey } else { Role::JsonText };
            Token {
                len,
                role: Some(role),
            }
        }
        b'-' | b'0'..=b'9' => Token {
            len: span(|c| matches!(c, '0'..='9' | '.' | '-' | '+' | 'e' | 'E')),
            role: Some(Role::JsonNumber),
        },
        b'a'..=b'z' => Token {
            len: span(|c| c.is_ascii_alphabetic()),
            role: Some(Role::JsonWord),
        },
        _ => Token {
            len: rest
                .find(|c: char| c == '"' || c == '-' || c.is_ascii_alphanumeric())
                .filter(|at| *at > 0)
                .or_else(|| rest.chars().next().map(char::len_utf8))
                .map_or(rest.len(), |at| if at == 0 { 1 } else { at }),
            role: None,
        },
    }
}

/// The offset after the string that `rest` begins with; all of it where it is not closed.
fn string_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The line as spans.
#[must_use]
pub fn spans(line: &str, theme: &Theme) -> Vec<Span<'static>> {
    let mut at = 0;
    tokens(line)
        .map(|token| {
            let piece = &line[at..at + token.len];
            at += token.len;
            let style = token.role.map_or_else(Style::new, |role| theme.style(role));
            say(piece, style)
        })
        .collect()
}
