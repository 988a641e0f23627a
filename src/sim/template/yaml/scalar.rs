//! Texts, numbers, quotes.

use serde_json::{Number, Value};

/// What a plain scalar stands for. Whole numbers that would not come out digit for digit stay text.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    match serde_json::from_str::<Number>(text) {
        Ok(number) if text.contains('.') || number.to_string() == text => Value::Number(number),
        _ => Value::String(text.to_owned()),
    }
}

/// A plain scalar without the comment behind it.
pub(super) fn without_comment(text: &str) -> &str {
    if text.starts_with('#') {
        return "";
    }
    match text.find(" #") {
        Some(at) => text[..at].trim_end(),
        None => text,
    }
}

/// The same for a value behind a key, where it may begin with a tag; quoted ones stay.
pub(super) fn without_comment_if_plain(text: &str) -> &str {
    match text.starts_with(['"', '\'']) {
        true => text,
        false => without_comment(text),
    }
}

/// The bytes of the quoted scalar that `text` begins with, quotes included; `None` when it does not end.
pub(super) fn quoted_end(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            let doubled = quote == '\'' && chars.peek().is_some_and(|(_, c)| *c == '\'');
            if !doubled {
                return Some(at + 1);
            }
            chars.next();
        }
    }
    None
}

/// The text of a quoted scalar, quotes included in `literal`. `None` for an escape that YAML does not have.
pub(super) fn unquoted(literal: &str) -> Option<String> {
    let inner = literal.get(1..literal.len().checked_sub(1)?)?;
    if literal.starts_with('\'') {
        return Some(inner.replace("''", "'"));
    }
    let mut out = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { escaped(&mut chars)? } else { c });
    }
    Some(out)
}

/// The character of the escape whose backslash was just read.
fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let digits = match chars.next()? {
        'n' => return Some('\n'),
        't' => return Some('\t'),
        'r' => return Some('\r'),
        '0' => return Some('\0'),
        c @ ('"' | '\\' | '/' | ' ') => return Some(c),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let hex: String = chars.by_ref().take(digits).collect();
    let code = u32::from_str_radix(&hex, 16).ok()?;
    Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
}

/// How the lines of a literal (`|`) or folded (`>`) scalar become its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub folded: bool,
    /// `-`: no line end at the end; `+`: all of them; else one.
    pub chomp: Option<char>,
}

impl Style {
    /// Reads `|`, `>-`, `|+`; `None` for anything else.
    pub fn read(header: &str) -> Option<Self> {
        let mut chars = header.chars();
        let folded = match chars.next()? {
            '|' => false,
            '>' => true,
            _ => return None,
        };
        let chomp = chars.next();
        let known = chomp.is_none_or(|c| matches!(c, '-' | '+'));
        (known && chars.next().is_none()).then_some(Self { folded, chomp })
    }

    /// The text of `lines`, which are without the indentation of the first.
    pub fn text(self, lines: &[String]) -> String {
        let mut out = String::new();
        for (at, line) in lines.iter().enumerate() {
            let next = lines.get(at + 1);
            out.push_str(line);
            // folding joins neighbours of the same indentation; of a run of line ends the first goes
            let plain = |l: &str| !l.starts_with(' ');
            let later = lines[at + 1..].iter().find(|l| !l.is_empty());
            let folds =
                self.folded && !line.is_empty() && plain(line) && later.is_some_and(|l| plain(l));
            match next {
                Some(next) if folds && next.is_empty() => {}
                Some(_) if folds => out.push(' '),
                _ => out.push('\n'),
            }
        }
        match self.chomp {
            Some('+') => out,
            chomp => {
                let body = out.trim_end_matches('\n').to_owned();
                match chomp {
                    None if !body.is_empty() => body + "\n",
                    _ => body,
                }
            }
        }
    }
}
