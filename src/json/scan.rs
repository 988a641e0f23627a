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

/// What breaks the grammar, and at which byte: both in one number, so that "the end, or what is wrong" travels in two
/// registers. Every word of a document answers with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wrong(usize);

impl Wrong {
    /// Never inlined: nothing of it is worked out before it is needed.
    #[cold]
    #[inline(never)]
    pub(super) const fn new(at: usize, what: What) -> Self {
        Self(at << 8 | what as usize)
    }

    pub(super) fn of(self, text: &str) -> JsonError {
        let words = WORDS.get(self.0 & 0xff).copied().unwrap_or_default();
        JsonError::at(text, self.0 >> 8, words)
    }
}

/// What is wrong; in words, [`WORDS`].
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    TooEarly,
    NoValue,
    NoKey,
    NoColon,
    NoCommaOrBrace,
    NoCommaOrBracket,
    More,
    Unclosed,
    Control,
    NoEscape,
    NoHex,
    NoDigit,
    LeadingZero,
}

const WORDS: [&str; 13] = [
    "the document ends too early",
    "expected a value",
    "expected a key in double quotes",
    "expected `:` after the key",
    "expected `,` or `}`",
    "expected `,` or `]`",
    "more text after the end of the document",
    "this string has no closing quote",
    "a control character must be escaped in a string",
    "no such escape in a JSON string",
    "expected four hexadecimal digits after \\u",
    "expected a digit",
    "a number must not begin with 0",
];

type Scanned = Result<usize, Wrong>;

fn wrong<T>(at: usize, what: What) -> Result<T, Wrong> {
    Err(Wrong::new(at, what))
}

/// The offset after the string whose opening quote is at `start`. Eight bytes at a time: most of what a queue holds is
/// text in quotes.
#[inline(always)]
pub(super) fn string(s: &[u8], start: usize) -> Scanned {
    let mut i = start + 1;
    while let Some(eight) = s.get(i..).and_then(|rest| rest.first_chunk()) {
        let special = special(u64::from_le_bytes(*eight));
        if special == 0 {
            i += 8;
            continue;
        }
        i += special.trailing_zeros() as usize / 8;
        match s.get(i) {
            Some(b'"') => return Ok(i + 1),
            Some(b'\\') => i = escape(s, i)?,
            _ => return wrong(i, What::Control),
        }
    }
    string_end(s, (start, i))
}

/// The same from `i` on, byte by byte: the last seven of `s`.
fn string_end(s: &[u8], (start, mut i): (usize, usize)) -> Scanned {
    loop {
        match s.get(i) {
            None => return wrong(start, What::Unclosed),
            Some(b'"') => return Ok(i + 1),
            Some(b'\\') => i = escape(s, i)?,
            Some(0..=0x1f) => return wrong(i, What::Control),
            Some(_) => i += 1,
        }
    }
}

/// Sets the top bit of the lowest byte that is a quote, a backslash or a control character; what is set above it
/// means nothing, since a borrow goes upwards.
const fn special(word: u64) -> u64 {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    const TOP: u64 = EACH << 7;
    // 2 makes 0x20 of a quote, which then borders on the control characters
    let control = (word ^ (EACH * 2)).wrapping_sub(EACH * 0x21);
    let backslash = (word ^ (EACH * b'\\' as u64)).wrapping_sub(EACH);
    (control | backslash) & !word & TOP
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
        Some(b'u') => wrong(at, What::NoHex),
        _ => wrong(at, What::NoEscape),
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
            wrong(i, What::NoDigit)
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
        return wrong(i, What::LeadingZero);
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
    let rest = s.get(start..).unwrap_or_default();
    if rest.starts_with(b"true") || rest.starts_with(b"null") {
        Ok(start + 4)
    } else if rest.starts_with(b"false") {
        Ok(start + 5)
    } else {
        wrong(start, What::NoValue)
    }
}

/// The offset after the object or array that begins at `start`, and how many levels it has: 1 for `[]`. What is in
/// it is checked and not kept.
pub(super) fn container(s: &[u8], start: usize) -> Result<(usize, usize), Wrong> {
    // what closes the innermost container, and those around it
    let (mut closing, mut around) = (0, Vec::with_capacity(16));
    let (mut i, mut deepest) = (start, 0);
    let mut keyed = false;
    loop {
        if keyed {
            i = member(s, i)?;
        }
        // a value begins at `i`
        match s.get(i) {
            Some(b'"') => i = string(s, i)?,
            Some(bracket @ (b'{' | b'[')) => {
                around.push(closing);
                deepest = deepest.max(around.len());
                // ASCII has the closing bracket two behind the opening one
                closing = *bracket + 2;
                i = blank(s, i + 1);
                if s.get(i) != Some(&closing) {
                    keyed = closing == b'}';
                    continue;
                }
            }
            Some(b'-' | b'0'..=b'9') => i = number(s, i)?,
            Some(_) => i = literal(s, i)?,
            None => return wrong(i, What::TooEarly),
        }
        loop {
            i = blank(s, i);
            match s.get(i) {
                Some(b',') => break,
                Some(c) if *c == closing => {
                    i += 1;
                    closing = around.pop().unwrap_or_default();
                    if around.is_empty() {
                        return Ok((i, deepest));
                    }
                }
                Some(_) if closing == b'}' => return wrong(i, What::NoCommaOrBrace),
                Some(_) => return wrong(i, What::NoCommaOrBracket),
                None => return wrong(i, What::TooEarly),
            }
        }
        i = blank(s, i + 1);
        keyed = closing == b'}';
    }
}

/// The offset of the value whose key is at `start`.
#[inline]
fn member(s: &[u8], start: usize) -> Scanned {
    match s.get(start) {
        Some(b'"') => {}
        Some(_) => return wrong(start, What::NoKey),
        None => return wrong(start, What::TooEarly),
    }
    let i = blank(s, string(s, start)?);
    if s.get(i) != Some(&b':') {
        return wrong(i, What::NoColon);
    }
    Ok(blank(s, i + 1))
}

/// The offset of the first byte from `i` on that is not white space.
#[inline]
pub(super) fn blank(s: &[u8], mut i: usize) -> usize {
    while matches!(s.get(i), Some(b' ' | b'\n' | b'\t' | b'\r')) {
        i += 1;
    }
    i
}
