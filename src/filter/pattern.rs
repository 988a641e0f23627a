//! Text with `*`, compared case folded by Unicode.

use std::borrow::Cow;

/// Text that is matched as a whole (`is`) or searched for (`within`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Case folded; a `*` stood between two of them.
    parts: Vec<String>,
    /// The longest piece of a part that has no case, to be looked for before anything else; empty where it is short.
    probe: String,
}

/// Bytes of a piece that is worth looking for.
const PROBE: usize = 3;

impl Pattern {
    pub fn new(parts: &[String]) -> Self {
        let parts: Vec<String> = parts.iter().map(|p| fold(p).into_owned()).collect();
        let pieces = parts.iter().flat_map(|p| p.split(char::is_alphabetic));
        let probe = pieces.max_by_key(|piece| piece.len());
        let probe = probe.filter(|p| p.len() >= PROBE && p.is_ascii());
        Self {
            probe: probe.unwrap_or_default().to_owned(),
            parts,
        }
    }

    /// Whether a word of `text` may be this: `false` is certain where the text is ASCII and nothing in it is escaped.
    pub fn may_be_in(&self, text: &str) -> bool {
        if !self.probe.is_empty() {
            return memchr::memmem::find(text.as_bytes(), self.probe.as_bytes()).is_some();
        }
        let longest = self.parts.iter().max_by_key(|part| part.len());
        longest.is_none_or(|part| position(part.as_bytes(), text.as_bytes()).is_some())
    }

    /// Whether it has a `*`.
    pub fn is_wild(&self) -> bool {
        self.parts.len() > 1
    }

    /// Whether the whole of `text` is this.
    pub fn is(&self, text: &str) -> bool {
        let [first, middle @ .., last] = self.parts.as_slice() else {
            return self.parts.first().is_some_and(|p| same(text, p));
        };
        if text.is_ascii() {
            return ascii_is(first, middle, last, text.as_bytes());
        }
        let text = fold(text);
        let rest = text
            .strip_prefix(first.as_str())
            .and_then(|t| t.strip_suffix(last.as_str()));
        rest.is_some_and(|rest| in_order(rest, middle))
    }

    /// Whether it occurs anywhere in `text`.
    pub fn within(&self, text: &str) -> bool {
        if text.is_ascii() {
            return ascii_in_order(text.as_bytes(), &self.parts);
        }
        in_order(&fold(text), &self.parts)
    }
}

fn ascii_is(first: &str, middle: &[String], last: &str, text: &[u8]) -> bool {
    let fits = text.len() >= first.len() + last.len();
    fits && text[..first.len()].eq_ignore_ascii_case(first.as_bytes())
        && text[text.len() - last.len()..].eq_ignore_ascii_case(last.as_bytes())
        && ascii_in_order(&text[first.len()..text.len() - last.len()], middle)
}

fn ascii_in_order(mut text: &[u8], parts: &[String]) -> bool {
    parts
        .iter()
        .all(|part| match position(part.as_bytes(), text) {
            Some(at) => {
                text = &text[at + part.len()..];
                true
            }
            None => false,
        })
}

fn in_order(mut text: &str, parts: &[String]) -> bool {
    parts.iter().all(|part| match text.find(part.as_str()) {
        Some(at) => {
            text = &text[at + part.len()..];
            true
        }
        None => false,
    })
}

fn same(text: &str, folded: &str) -> bool {
    if text.is_ascii() {
        text.eq_ignore_ascii_case(folded)
    } else {
        fold(text) == folded
    }
}

/// `text` without case. Up and then down: `ß` and `SS` are the same, and so are the three sigmas.
fn fold(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|b| b.is_ascii() && !b.is_ascii_uppercase())
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_uppercase().flat_map(char::to_lowercase));
        }
    }
    Cow::Owned(out)
}

/// Where the folded `needle` occurs in ASCII `text`, whatever the case there.
fn position(needle: &[u8], text: &[u8]) -> Option<usize> {
    if needle.is_empty() {
        return Some(0);
    }
    // look for the letter that is rarest in payloads, and compare around it
    let (offset, rare) = needle
        .iter()
        .enumerate()
        .min_by_key(|(_, b)| commonness(**b))?;
    let mut from = offset;
    while from < text.len() {
        let at = from + memchr::memchr2(*rare, rare.to_ascii_uppercase(), &text[from..])?;
        let start = at - offset;
        if text
            .get(start..start + needle.len())?
            .eq_ignore_ascii_case(needle)
        {
            return Some(start);
        }
        from = at + 1;
    }
    None
}

/// How common a byte is in JSON, about.
const fn commonness(byte: u8) -> u8 {
    match byte {
        b'"' | b'e' | b'a' | b'i' | b't' | b'r' | b'n' | b'o' | b's' => 9,
        // the letters up to f are digits of ids, too
        b'0'..=b'9' | b'b'..=b'd' | b'f' | b'l' | b'u' | b'p' | b':' | b',' | b'-' | b' ' => 6,
        b'm' | b'g' | b'h' | b'.' | b'_' | b'/' => 3,
        b'v' | b'w' | b'y' | b'k' => 1,
        _ => 0,
    }
}
