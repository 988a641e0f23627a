//! Text with `*`, compared case folded by Unicode.

use std::borrow::Cow;

/// Text that is matched as a whole (`is`) or searched for (`within`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// A `*` stood between two of them.
    parts: Vec<Part>,
    /// The longest piece of a part that has no case, to be looked for before anything else; empty where it is short.
    probe: String,
}

/// A text to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    /// Case folded.
    text: String,
    /// The byte of it that is rarest in payloads, and where it stands.
    rare: (usize, u8),
}

impl Part {
    fn new(part: &str) -> Self {
        let text = fold(part).into_owned();
        let bytes = text.bytes().enumerate();
        let rare = bytes.min_by_key(|(_, byte)| commonness(*byte));
        Self {
            rare: rare.unwrap_or_default(),
            text,
        }
    }

    /// Whether it may be written otherwise in JSON, even where nothing is written as `\u0041`.
    fn may_be_escaped(&self) -> bool {
        self.text.contains(is_escaped)
    }

    /// Where it occurs in ASCII `text`, whatever the case there.
    fn position(&self, text: &[u8]) -> Option<usize> {
        let needle = self.text.as_bytes();
        if needle.is_empty() || text.len() < needle.len() {
            return needle.is_empty().then_some(0);
        }
        // look for the rarest letter, and compare around it
        let (offset, rare) = self.rare;
        let mut from = offset;
        while from < text.len() {
            let at = from + memchr::memchr2(rare, rare.to_ascii_uppercase(), &text[from..])?;
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
}

/// What JSON writes with a backslash.
pub(super) const fn is_escaped(c: char) -> bool {
    matches!(c, '"' | '\\' | '/') || c.is_ascii_control()
}

/// Bytes of a piece that is worth looking for.
const PROBE: usize = 3;

impl Pattern {
    pub fn new(parts: &[String]) -> Self {
        let parts: Vec<Part> = parts.iter().map(|p| Part::new(p)).collect();
        let ends = |c: char| c.is_alphabetic() || is_escaped(c);
        let pieces = parts.iter().flat_map(|part| part.text.split(ends));
        let probe = pieces.max_by_key(|piece| piece.len());
        let probe = probe.filter(|p| p.len() >= PROBE && p.is_ascii());
        Self {
            probe: probe.unwrap_or_default().to_owned(),
            parts,
        }
    }

    /// Whether a text in the JSON `text` may be this: `false` is certain where that is ASCII and has no `\u0041` in it.
    pub fn may_be_in(&self, text: &str) -> bool {
        if !self.probe.is_empty() {
            return memchr::memmem::find(text.as_bytes(), self.probe.as_bytes()).is_some();
        }
        let longest = self.parts.iter().max_by_key(|part| part.text.len());
        longest.is_none_or(|part| part.may_be_escaped() || part.position(text.as_bytes()).is_some())
    }

    /// Whether it has a `*`.
    pub fn is_wild(&self) -> bool {
        self.parts.len() > 1
    }

    /// Whether the whole of `text` is this.
    pub fn is(&self, text: &str) -> bool {
        let [first, middle @ .., last] = self.parts.as_slice() else {
            return self.parts.first().is_some_and(|p| same(text, &p.text));
        };
        if text.is_ascii() {
            return ascii_is((&first.text, &last.text), middle, text.as_bytes());
        }
        let text = fold(text);
        let rest = text
            .strip_prefix(first.text.as_str())
            .and_then(|t| t.strip_suffix(last.text.as_str()));
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

fn ascii_is((first, last): (&str, &str), middle: &[Part], text: &[u8]) -> bool {
    let fits = text.len() >= first.len() + last.len();
    fits && text[..first.len()].eq_ignore_ascii_case(first.as_bytes())
        && text[text.len() - last.len()..].eq_ignore_ascii_case(last.as_bytes())
        && ascii_in_order(&text[first.len()..text.len() - last.len()], middle)
}

fn ascii_in_order(mut text: &[u8], parts: &[Part]) -> bool {
    parts.iter().all(|part| match part.position(text) {
        Some(at) => {
            text = &text[at + part.text.len()..];
            true
        }
        None => false,
    })
}

fn in_order(mut text: &str, parts: &[Part]) -> bool {
    parts.iter().all(|part| match text.find(&part.text) {
        Some(at) => {
            text = &text[at + part.text.len()..];
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
