//! The InputTemplate of an InputTransformer.

use std::borrow::Cow;

use crate::json::{Doc, JsonError, Kind, minify, unescape};

use super::error::ShapeError;

/// A template cut into text and placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    pieces: Vec<Piece>,
    /// Whether it is one string or several, not a document with values of other kinds.
    of_strings: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// `<name>`, inside a JSON string or outside.
    Placeholder {
        name: String,
        in_string: bool,
    },
}

impl Template {
    /// Cuts `text`.
    ///
    /// # Errors
    /// The first placeholder that `known` does not know, and a text that is no JSON whatever the values are.
    pub(super) fn parse(text: &str, known: impl Fn(&str) -> bool) -> Result<Self, ShapeError> {
        let template = Self {
            pieces: pieces(text),
            of_strings: text.trim_start().starts_with('"'),
        };
        for piece in &template.pieces {
            if let Piece::Placeholder { name, .. } = piece
                && !known(name)
            {
                return Err(ShapeError::Placeholder(name.clone()));
            }
        }
        let emptied = template.fill(|_| None);
        check(&emptied).map_err(ShapeError::Template)?;
        Ok(template)
    }

    /// Fills in the values, which are JSON texts; `None` for one that was not found.
    ///
    /// # Errors
    /// If what comes out is not JSON.
    pub(super) fn apply<'v>(
        &self,
        value: impl Fn(&str) -> Option<Cow<'v, str>>,
    ) -> Result<String, ShapeError> {
        let text = self.fill(value);
        match check(&text) {
            Ok(()) => Ok(text),
            Err(error) => Err(ShapeError::NotJson { text, error }),
        }
    }

    fn fill<'v>(&self, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Placeholder { name, in_string } => {
                    let value = value(name);
                    match (value.as_deref(), in_string) {
                        (Some(json), true) => self.push_inside(&mut out, json),
                        (Some(json), false) => out.push_str(json),
                        (None, true) => {}
                        // what is not found is an empty string, not null
                        (None, false) => out.push_str("\"\""),
                    }
                }
            }
        }
        out
    }

    /// A value inside a string: the text of a string, without any escaping. Objects and arrays lose their quotes in
    /// a template of strings; in a document they keep them, which breaks it.
    fn push_inside(&self, out: &mut String, json: &str) {
        if json.starts_with('"') {
            out.push_str(&unescape(json));
        } else if self.of_strings {
            out.extend(json.chars().filter(|c| *c != '"'));
        } else {
            out.push_str(json);
        }
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let (mut pieces, mut plain, mut in_string) = (Vec::new(), String::new(), false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(name) = placeholder(rest) {
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Placeholder {
                name: name.to_owned(),
                in_string,
            });
            rest = &rest[name.len() + 2..];
            continue;
        }
        in_string ^= c == '"';
        plain.push(c);
        rest = &rest[c.len_utf8()..];
        if c == '\\'
            && in_string
            && let Some(escaped) = rest.chars().next()
        {
            plain.push(escaped);
            rest = &rest[escaped.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}

/// The name of the placeholder that `text` begins with.
fn placeholder(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('<')?.split_once('>')?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    (!name.is_empty() && name.chars().all(allowed)).then_some(name)
}

/// A template is a JSON document, or lines that each are a JSON string.
fn check(text: &str) -> Result<(), JsonError> {
    let Err(error) = Doc::read_top(text) else {
        return Ok(());
    };
    let mut lines = text.lines().filter(|l| !l.trim().is_empty());
    let string = |l: &str| Doc::read_top(l).is_ok_and(|d| d.root().kind() == Kind::String);
    let several = lines.clone().nth(1).is_some();
    if several && lines.all(string) {
        return Ok(());
    }
    Err(error)
}

/// `<aws.events.event>`: the event without its detail and with `detailType` for `detail-type`.
pub(super) fn without_detail(event: &Doc<'_>) -> String {
    const MEMBERS: &[(&str, &str)] = &[
        ("id", "id"),
        ("account", "account"),
        ("detail-type", "detailType"),
        ("time", "time"),
        ("source", "source"),
        ("region", "region"),
        ("resources", "resources"),
        ("version", "version"),
    ];
    let members: Vec<String> = MEMBERS
        .iter()
        .filter_map(|(name, shown)| {
            let value = event.root().get(name)?;
            Some(format!("\"{shown}\":{}", value.raw()))
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

/// `<aws.events.event.json>`: the whole event.
pub(super) fn whole(event: &Doc<'_>) -> String {
    minify(event)
}
