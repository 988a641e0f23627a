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

/// What is wrong where the text stops inside the document.
pub(super) const TOO_EARLY: &str = "the document ends too early";

type Scanned = Result<usize, (usize, &'static str)>;

/// The offset after the string whose opening quote is at `start`.
pub(super) fn string(s: &[u8], start: usize) -> Scanned {
    let mut i = start + 1;
    loop {
        i = plain(s, i);
        match s.get(i) {
            None => return Err((start, "this string has no closing quote")),
            Some(b'"') => return Ok(i + 1),
            Some(b'\\') => i = escape(s, i)?,
            Some(0..=0x1f) => return Err((i, "a control character must be escaped in a string")),
            Some(_) => i += 1,
        }
    }
}

/// From `i` on, the first byte that is not plain in a string, or one of the last seven of `s`. Eight bytes at a time:
/// most of what a queue holds is text in quotes.
fn plain(s: &[u8], mut i: usize) -> usize {
    while let Some(eight) = s.get(i..).and_then(|rest| rest.first_chunk()) {
        let special = special(u64::from_le_bytes(*eight));
        if special != 0 {
            return i + special.trailing_zeros() as usize / 8;
        }
        i += 8;
    }
    i
}

/// Sets the top bit of the lowest byte that is a quote, a backslash or a control character; what is set above it
/// means nothing, since a borrow goes upwards.
const fn special(word: u64) -> u64 {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    const TOP: u64 = EACH << 7;
    let quote = word ^ (EACH * b'"' as u64);
    let backslash = word ^ (EACH * b'\\' as u64);
    let below = word.wrapping_sub(EACH * 0x20) & !word;
    let quote = quote.wrapping_sub(EACH) & !quote;
    let backslash = backslash.wrapping_sub(EACH) & !backslash;
    (below | quote | backslash) & TOP
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

/// The offset after the object or array that begins at `start`, and how many levels it has: 1 for `[]`. What is in
/// it is checked and not kept.
pub(super) fn container(s: &[u8], start: usize) -> Result<(usize, usize), (usize, &'static str)> {
    // what closes each container that is open
    let mut open = Vec::with_capacity(16);
    let (mut i, mut deepest) = (start, 0);
    loop {
        // a value begins at `i`
        match s.get(i) {
            Some(bracket @ (b'{' | b'[')) => {
                // ASCII has the closing bracket two behind the opening one
                let closing = *bracket + 2;
                open.push(closing);
                deepest = deepest.max(open.len());
                i = blank(s, i + 1);
                if s.get(i) != Some(&closing) {
                    i = if closing == b'}' { member(s, i)? } else { i };
                    continue;
                }
            }
            Some(b'"') => i = string(s, i)?,
            Some(b'-' | b'0'..=b'9') => i = number(s, i)?,
            Some(_) => i = literal(s, i)?,
            None => return Err((i, TOO_EARLY)),
        }
        while let Some(&closing) = open.last() {
            i = blank(s, i);
            match s.get(i) {
                Some(b',') => {
                    i = blank(s, i + 1);
                    i = if closing == b'}' { member(s, i)? } else { i };
                    break;
                }
                Some(c) if *c == closing => {
                    open.pop();
                    i += 1;
                }
                Some(_) if closing == b'}' => return Err((i, "expected `,` or `}`")),
                Some(_) => return Err((i, "expected `,` or `]`")),
                None => return Err((i, TOO_EARLY)),
            }
        }
        if open.is_empty() {
            return Ok((i, deepest));
        }
    }
}

/// The offset of the value whose key is at `start`.
fn member(s: &[u8], start: usize) -> Scanned {
    match s.get(start) {
        Some(b'"') => {}
        Some(_) => return Err((start, "expected a key in double quotes")),
        None => return Err((start, TOO_EARLY)),
    }
    let i = blank(s, string(s, start)?);
    if s.get(i) != Some(&b':') {
        return Err((i, "expected `:` after the key"));
    }
    Ok(blank(s, i + 1))
}

/// The offset of the first byte from `i` on that is not white space.
pub(super) fn blank(s: &[u8], mut i: usize) -> usize {
    while matches!(s.get(i), Some(b' ' | b'\n' | b'\t' | b'\r')) {
        i += 1;
    }
    i
}
