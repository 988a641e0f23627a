//! Text with `*`, compared case folded by Unicode.

use std::borrow::Cow;

/// Text that is matched as a whole (`is`) or searched for (`within`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Case folded; a `*` stood between two of them.
    parts: Vec<String>,
}

impl Pattern {
    pub fn new(parts: &[String]) -> Self {
        Self {
            parts: parts.iter().map(|p| fold(p).into_owned()).collect(),
        }
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
        let text = fold(text);
        let Some(rest) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        let Some(rest) = rest.strip_suffix(last.as_str()) else {
            return false;
        };
        in_order(rest, middle)
    }

    /// Whether it occurs anywhere in `text`.
    pub fn within(&self, text: &str) -> bool {
        if let [part] = self.parts.as_slice()
            && part.is_ascii()
            && text.is_ascii()
        {
            return occurs(part.as_bytes(), text.as_bytes());
        }
        in_order(&fold(text), &self.parts)
    }
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
    let fold = |c: char| c.to_uppercase().flat_map(char::to_lowercase);
    Cow::Owned(text.chars().flat_map(fold).collect())
}

/// Whether the lower-case ASCII `needle` occurs in ASCII `text`, whatever the case there.
fn occurs(needle: &[u8], text: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else {
        return true;
    };
    let upper = first.to_ascii_uppercase();
    let mut text = text;
    while text.len() >= needle.len() {
        let last = text.len() - rest.len();
        let Some(at) = text[..last].iter().position(|b| b == first || *b == upper) else {
            return false;
        };
        text = &text[at + 1..];
        if text[..rest.len()].eq_ignore_ascii_case(rest) {
            return true;
        }
    }
    false
}
