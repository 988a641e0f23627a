//! A text with its index, and a cursor to walk it.

use std::borrow::Cow;

use super::index::{Entry, Index, Kind, Span};
use super::scan::JsonError;

/// A document: the text as it came, and where its values lie.
#[derive(Clone, Debug)]
pub struct Doc<'a> {
    text: Cow<'a, str>,
    index: Index,
}

impl<'a> Doc<'a> {
    /// Reads `text`.
    ///
    /// # Errors
    /// Where it breaks the grammar.
    pub fn read(text: impl Into<Cow<'a, str>>) -> Result<Self, JsonError> {
        let text = text.into();
        let index = Index::of(&text)?;
        Ok(Self { text, index })
    }

    /// Reads and checks `text`, but can walk only the members of the root.
    ///
    /// # Errors
    /// Where it breaks the grammar.
    pub fn read_top(text: impl Into<Cow<'a, str>>) -> Result<Self, JsonError> {
        let text = text.into();
        let index = Index::to_depth(&text, 1)?;
        Ok(Self { text, index })
    }

    /// The text, byte for byte.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The deepest nesting, 0 for a scalar.
    #[must_use]
    pub const fn depth(&self) -> u32 {
        self.index.depth()
    }

    /// The outermost value.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node {
            text: &self.text,
            index: &self.index,
            at: 0,
        }
    }
}

/// One value of a document.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    text: &'a str,
    index: &'a Index,
    at: u32,
}

impl<'a> Node<'a> {
    fn entry(self) -> &'a Entry {
        &self.index.entries[self.at as usize]
    }

    /// Object, array, string, …
    #[must_use]
    pub fn kind(self) -> Kind {
        self.entry().kind
    }

    /// Where it lies in the text.
    #[must_use]
    pub fn span(self) -> Span {
        self.entry().value
    }

    /// Levels below the root.
    #[must_use]
    pub fn depth(self) -> u32 {
        self.entry().depth
    }

    /// Its bytes, as they came.
    #[must_use]
    pub fn raw(self) -> &'a str {
        self.span().of(self.text)
    }

    /// The key it stands under, unescaped; `None` for elements and the root.
    #[must_use]
    pub fn key(self) -> Option<Cow<'a, str>> {
        let Span { start, end } = self.entry().key;
        if end <= start {
            return None;
        }
        if self.index.escaped_keys {
            return Some(unescape(self.raw_key()));
        }
        Some(
            Span {
                start: start + 1,
                end: end - 1,
            }
            .of(self.text)
            .into(),
        )
    }

    /// The key literal as it came, quotes included; empty for elements and the root.
    #[must_use]
    pub fn raw_key(self) -> &'a str {
        self.entry().key.of(self.text)
    }

    /// Whether it stands under the key `key`.
    #[must_use]
    pub fn is_under(self, key: &str) -> bool {
        let literal = self.entry().key;
        if self.index.escaped_keys {
            return unescape(literal.of(self.text)) == key && literal != Span::default();
        }
        let Span { start, end } = literal;
        (end - start) as usize == key.len() + 2
            && Span {
                start: start + 1,
                end: end - 1,
            }
            .of(self.text)
                == key
    }

    /// The text of a string, unescaped; `None` for other kinds.
    #[must_use]
    pub fn string(self) -> Option<Cow<'a, str>> {
        (self.kind() == Kind::String).then(|| unescape(self.raw()))
    }

    /// What stands directly in it, in document order; nothing for scalars.
    pub fn children(self) -> impl Iterator<Item = Node<'a>> {
        let (index, text, end) = (self.index, self.text, self.entry().next);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let child = Node { text, index, at };
                at = child.entry().next;
                child
            })
        })
    }

    /// The member of that name; the last one where a key stands twice, as EventBridge does.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        if self.kind() != Kind::Object {
            return None;
        }
        self.children().filter(|c| c.is_under(key)).last()
    }

    /// The element at `index` of an array, from 0.
    #[must_use]
    pub fn item(self, index: usize) -> Option<Node<'a>> {
        if self.kind() != Kind::Array {
            return None;
        }
        self.children().nth(index)
    }
}

/// The text of a string literal (quotes included in `literal`). A lone surrogate becomes U+FFFD.
#[must_use]
pub fn unescape(literal: &str) -> Cow<'_, str> {
    let inner = literal.strip_prefix('"').unwrap_or(literal);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (c, used) = escaped(&rest[at..]);
        out.push(c);
        rest = rest.get(at + used..).unwrap_or("");
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of the escape that `text` begins with, and the bytes it takes.
fn escaped(text: &str) -> (char, usize) {
    let simple = match text.as_bytes().get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return unicode(text),
        Some(c @ (b'"' | b'\\' | b'/')) => char::from(*c),
        _ => return (char::REPLACEMENT_CHARACTER, 1),
    };
    (simple, 2)
}

fn unicode(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        text.get(at..at + 4)
            .and_then(|h| u32::from_str_radix(h, 16).ok())
    };
    let Some(first) = unit(2) else {
        return (char::REPLACEMENT_CHARACTER, 2);
    };
    if (0xD800..0xDC00).contains(&first)
        && text.get(6..8) == Some("\\u")
        && let Some(second @ 0xDC00..0xE000) = unit(8)
    {
        let c = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        return (char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (
        char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER),
        6,
    )
}
