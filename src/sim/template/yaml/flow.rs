//! What is told by brackets: `{a: 1, b: [x, y]}`.

use serde_json::{Map, Value};

use super::{scalar, tag};

/// Brackets inside brackets.
const DEEPEST: usize = 64;

/// Reads the flow value that `text` begins with.
///
/// # Errors
/// What is wrong, for a person.
pub(super) fn read(text: &str) -> Result<(Value, &str), String> {
    value(text, 0)
}

/// How deep brackets are open at the end of `text`; 0 when a flow value is whole.
pub(super) fn open(text: &str) -> usize {
    let (mut depth, mut rest) = (0_usize, text);
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let quoted = matches!(c, '"' | '\'') && (before.is_whitespace() || "[{,:".contains(before));
        let length = if quoted {
            match scalar::quoted_end(rest) {
                Some(end) => end,
                None => return depth + 1,
            }
        } else {
            c.len_utf8()
        };
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = c;
        rest = &rest[length..];
    }
    depth
}

fn value(text: &str, depth: usize) -> Result<(Value, &str), String> {
    if depth > DEEPEST {
        return Err("brackets are nested too deep".to_owned());
    }
    let (tag, text) = tag::split(text.trim_start());
    let (value, rest) = match text.chars().next() {
        Some('[') => sequence(&text[1..], depth)?,
        Some('{') => mapping(&text[1..], depth)?,
        Some('"' | '\'') => quoted(text)?,
        Some('&' | '*') => return Err("anchors and aliases are not understood".to_owned()),
        _ => {
            let (plain, rest) = plain(text);
            (scalar::plain(plain), rest)
        }
    };
    Ok((tag::applied(tag, value), rest))
}

fn quoted(text: &str) -> Result<(Value, &str), String> {
    let end = scalar::quoted_end(text).ok_or("a quote is not closed")?;
    let inner = scalar::unquoted(&text[..end]).ok_or("no such escape in a quoted text")?;
    Ok((Value::String(inner), &text[end..]))
}

/// A plain scalar inside brackets, and the rest.
fn plain(text: &str) -> (&str, &str) {
    let ends = |(at, c): (usize, char)| match c {
        ',' | ']' | '}' => true,
        ':' => text[at + 1..].starts_with([' ', ',', ']', '}']) || at + 1 == text.len(),
        _ => false,
    };
    let end = text
        .char_indices()
        .find(|x| ends(*x))
        .map_or(text.len(), |(at, _)| at);
    (text[..end].trim(), &text[end..])
}

fn sequence(mut rest: &str, depth: usize) -> Result<(Value, &str), String> {
    let mut items = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(rest) = rest.strip_prefix(']') {
            return Ok((Value::Array(items), rest));
        }
        let (item, after) = value(rest, depth + 1)?;
        items.push(item);
        rest = separated(after, ']')?;
    }
}

fn mapping(mut rest: &str, depth: usize) -> Result<(Value, &str), String> {
    let mut members = Map::new();
    loop {
        rest = rest.trim_start();
        if let Some(rest) = rest.strip_prefix('}') {
            return Ok((Value::Object(members), rest));
        }
        let (key, after) = if rest.starts_with(['"', '\'']) {
            let (key, after) = quoted(rest)?;
            (key.as_str().unwrap_or_default().to_owned(), after)
        } else {
            let (key, after) = plain(rest);
            (key.to_owned(), after)
        };
        let (member, after) = match after.trim_start().strip_prefix(':') {
            Some(after) => value(after, depth + 1)?,
            None => (Value::Null, after),
        };
        members.insert(key, member);
        rest = separated(after, '}')?;
    }
}

/// The rest behind a comma; the end bracket stays.
fn separated(rest: &str, end: char) -> Result<&str, String> {
    let rest = rest.trim_start();
    match rest.strip_prefix(',') {
        Some(rest) => Ok(rest),
        None if rest.starts_with(end) => Ok(rest),
        None => Err(format!("expected `,` or `{end}`")),
    }
}
