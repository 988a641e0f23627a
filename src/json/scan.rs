//! The words of the grammar (RFC 8259): where a string, a number or a literal ends, or what is wrong with it.

use std::fmt;

/// What is wrong with a JSON text, and where. `line` and `column` count from 1; a column is a character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Byte offset into the text.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// What was expected or found, e.g. "expected `,` or `}`".
    pub what: &'static str,
}

impl JsonError {
    pub(super) fn at(text: &str, offset: usize, what: &'static str) -> Self {
        let offset = offset.min(text.len());
        let before = &text.as_bytes()[..offset];
        let start = before
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |n| n + 1);
        Self {
            offset,
            line: before.iter().filter(|b| **b == b'\n').count() + 1,
            // continuation bytes are not characters of their own
            column: before[start..].iter().filter(|b| *b & 0xC0 != 0x80).count() + 1,
            what,
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} at line {}, column {}",
            self.what, self.line, self.column
        )
    }
}

impl std::error::Error for JsonError {}

type Scanned = Result<usize, (usize, &'static str)>;

/// The offset after the string whose opening quote is at `start`.
pub(super) fn string(s: &[u8], start: usize) -> Scanned {
    let mut i = start + 1;
    loop {
        match s.get(i) {
            None => return Err((start, "this string has no closing quote")),
            Some(b'"') => return Ok(i + 1),
            Some(b'\\') => i = escape(s, i)?,
            Some(0..=0x1f) => return Err((i, "a control character must be escaped in a string")),
            Some(_) => i += 1,
        }
    }
}

fn escape(s: &[u8], at: usize) -> Scanned {
    match s.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u')
            if s.get(at + 2..at + 6)
                .is_some_and(|h| h.iter().all(u8::is_ascii_hexdigit)) =>
        {
            Ok(at + 6)
        }
        Some(b'u') => Err((at, "expected four hexadecimal digits after \\u")),
        _ => Err((at, "no such escape in a JSON string")),
    }
}

/// The offset after the number that begins at `start`.
pub(super) fn number(s: &[u8], start: usize) -> Scanned {
    let digits = |mut i: usize| {
        let from = i;
        while s.get(i).is_some_and(u8::is_ascii_digit) {
            i += 1;
        }
        if i == from {
            Err((i, "expected a digit"))
        } else {
            Ok(i)
        }
    };
    let mut i = start + usize::from(s[start] == b'-');
    i = if s.get(i) == Some(&b'0') {
        i + 1
    } else {
        digits(i)?
    };
    if s.get(i).is_some_and(u8::is_ascii_digit) {
        return Err((i, "a number must not begin with 0"));
    }
    if s.get(i) == Some(&b'.') {
        i = digits(i + 1)?;
    }
    if matches!(s.get(i), Some(b'e' | b'E')) {
        i += 1 + usize::from(matches!(s.get(i + 1), Some(b'+' | b'-')));
        i = digits(i)?;
    }
    Ok(i)
}

/// The offset after `true`, `false` or `null` at `start`.
pub(super) fn literal(s: &[u8], start: usize) -> Scanned {
    [&b"true"[..], b"false", b"null"]
        .iter()
        .find(|w| s[start..].starts_with(w))
        .map(|w| start + w.len())
        .ok_or((start, "expected a value"))
}
