//! One iterative pass over a text: its values in document order, with their spans.

use super::scan::{self, JsonError, What, Wrong};

/// A range of bytes of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes of `text` that this span covers; empty when it does not fit the text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }
}

/// The kind of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// Digits, kept as they are.
    Number,
    /// `true` or `false`
    Bool,
    /// `null`
    Null,
}

impl Kind {
    /// The word for a person: "object", "array".
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Number => "number",
            Self::Bool => "boolean",
            Self::Null => "null",
        }
    }
}

/// One value in the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub kind: Kind,
    /// The key literal, quotes included; empty for elements and the root.
    pub key: Span,
    pub value: Span,
    /// Index of the first entry after this value's subtree.
    pub next: u32,
    pub depth: u32,
}

/// All values of a document in document order.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub(super) entries: Vec<Entry>,
    deepest: u32,
    /// Whether a key that is kept is written with escapes, which hardly any is.
    pub(super) escaped_keys: bool,
}

/// An open object or array.
struct Open {
    object: bool,
    entry: usize,
}

#[derive(PartialEq, Clone, Copy)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    After,
}

impl Index {
    /// Reads the whole document.
    ///
    /// # Errors
    /// Where the text breaks the grammar. Any depth is fine; a text of 4 GiB or more is not.
    pub fn of(text: &str) -> Result<Self, JsonError> {
        Self::to_depth(text, u32::MAX)
    }

    /// Reads and checks the whole document, but keeps entries only down to `keep` levels below the root: with
    /// 1 the members of the root, which is all that decoding an envelope needs.
    ///
    /// # Errors
    /// As [`Index::of`].
    pub fn to_depth(text: &str, keep: u32) -> Result<Self, JsonError> {
        if u32::try_from(text.len()).is_err() {
            return Err(JsonError::at(text, 0, "the document is larger than 4 GiB"));
        }
        let mut pass = Pass {
            s: text.as_bytes(),
            i: 0,
            keep,
            open: Vec::new(),
            key: Span::default(),
            index: Self {
                // the root and the members of an envelope
                entries: Vec::with_capacity(12),
                deepest: 0,
                escaped_keys: false,
            },
        };
        match pass.run() {
            Ok(()) => Ok(pass.index),
            Err(wrong) => Err(wrong.of(text)),
        }
    }

    /// The deepest nesting: 0 for a scalar, 1 for `[]`, 2 for `[[]]`.
    #[must_use]
    pub const fn depth(&self) -> u32 {
        self.deepest
    }

    /// How many values are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is kept (never for a document that was read).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

struct Pass<'a> {
    s: &'a [u8],
    i: usize,
    keep: u32,
    open: Vec<Open>,
    key: Span,
    index: Index,
}

type Step = Result<Expect, Wrong>;

impl Pass<'_> {
    fn run(&mut self) -> Result<(), Wrong> {
        let mut expect = Expect::Value;
        loop {
            self.i = scan::blank(self.s, self.i);
            let Some(&c) = self.s.get(self.i) else {
                return match (expect, self.open.is_empty()) {
                    (Expect::After, true) => Ok(()),
                    _ => Err(Wrong::new(self.i, What::TooEarly)),
                };
            };
            expect = match expect {
                Expect::Value | Expect::ValueOrEnd => self.value(c, expect)?,
                Expect::Key | Expect::KeyOrEnd => self.key(c, expect)?,
                Expect::After => self.after(c)?,
            };
        }
    }

    fn value(&mut self, c: u8, expect: Expect) -> Step {
        let start = self.i;
        match c {
            b']' if expect == Expect::ValueOrEnd => return Ok(self.close()),
            b'{' => return self.enter(Kind::Object),
            b'[' => return self.enter(Kind::Array),
            _ => {}
        }
        let (kind, end) = match c {
            b'"' => (Kind::String, scan::string(self.s, start)?),
            b'-' | b'0'..=b'9' => (Kind::Number, scan::number(self.s, start)?),
            b'n' => (Kind::Null, scan::literal(self.s, start)?),
            _ => (Kind::Bool, scan::literal(self.s, start)?),
        };
        self.push(kind, start, end);
        self.i = end;
        Ok(Expect::After)
    }

    fn key(&mut self, c: u8, expect: Expect) -> Step {
        match c {
            b'}' if expect == Expect::KeyOrEnd => return Ok(self.close()),
            b'"' => {}
            _ => return Err(Wrong::new(self.i, What::NoKey)),
        }
        let end = scan::string(self.s, self.i)?;
        self.key = span(self.i, end);
        let literal = self.s.get(self.i..end).unwrap_or_default();
        self.index.escaped_keys |= memchr::memchr(b'\\', literal).is_some();
        self.i = scan::blank(self.s, end);
        if self.s.get(self.i) != Some(&b':') {
            return Err(Wrong::new(self.i, What::NoColon));
        }
        self.i += 1;
        Ok(Expect::Value)
    }

    fn after(&mut self, c: u8) -> Step {
        let Some(open) = self.open.last() else {
            return Err(Wrong::new(self.i, What::More));
        };
        match (c, open.object) {
            (b',', true) => self.i += 1,
            (b',', false) => {
                self.i += 1;
                return Ok(Expect::Value);
            }
            (b'}', true) | (b']', false) => return Ok(self.close()),
            (_, true) => return Err(Wrong::new(self.i, What::NoCommaOrBrace)),
            (_, false) => return Err(Wrong::new(self.i, What::NoCommaOrBracket)),
        }
        Ok(Expect::Key)
    }

    fn enter(&mut self, kind: Kind) -> Step {
        if self.open.len() == self.keep as usize {
            return self.pass_over(kind);
        }
        let entry = self.push(kind, self.i, self.i + 1);
        let object = kind == Kind::Object;
        self.open.push(Open { object, entry });
        self.reach(0);
        self.i += 1;
        Ok(if object {
            Expect::KeyOrEnd
        } else {
            Expect::ValueOrEnd
        })
    }

    /// Nothing in this container is kept, so it is only checked.
    fn pass_over(&mut self, kind: Kind) -> Step {
        let (end, levels) = scan::container(self.s, self.i)?;
        self.push(kind, self.i, end);
        self.reach(levels);
        self.i = end;
        Ok(Expect::After)
    }

    /// Notes how deep the text goes: `below` the containers that are open.
    fn reach(&mut self, below: usize) {
        let depth = u32::try_from(self.open.len() + below).unwrap_or(u32::MAX);
        self.index.deepest = self.index.deepest.max(depth);
    }

    fn close(&mut self) -> Expect {
        self.i += 1;
        if let Some(open) = self.open.pop() {
            let next = u32::try_from(self.index.entries.len()).unwrap_or(u32::MAX);
            let entry = &mut self.index.entries[open.entry];
            entry.value = span(entry.value.start as usize, self.i);
            entry.next = next;
        }
        Expect::After
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) -> usize {
        let at = self.index.entries.len();
        let key = if self.open.last().is_some_and(|o| o.object) {
            self.key
        } else {
            Span::default()
        };
        self.index.entries.push(Entry {
            kind,
            key,
            value: span(start, end),
            next: u32::try_from(at + 1).unwrap_or(u32::MAX),
            depth: u32::try_from(self.open.len()).unwrap_or(u32::MAX),
        });
        at
    }
}

fn span(start: usize, end: usize) -> Span {
    // the text is shorter than 4 GiB, checked at the door
    Span {
        start: u32::try_from(start).unwrap_or(u32::MAX),
        end: u32::try_from(end).unwrap_or(u32::MAX),
    }
}
