//! Fields that are not shown and not exported: the config's `redact`.

use std::borrow::Cow;

use super::{loose, unwrap, wrap};
use crate::json::{Doc, Kind, Node, Span, quote};

/// What stands in their place.
pub const HIDDEN: &str = "•••";

/// Layers of wrapping that are looked into.
const LAYERS: usize = 4;

/// Paths and patterns of fields to hide. `detail.user.email` is a path from the top; `*` stands for one step or a
/// part of one (`detail.*.token`, `detail.card*`), `**` for any number of steps; elements of an array stand under
/// the array's own path. What is wrapped (JSON inside a string, base64, gzip, an SNS notification, a function's record of
/// its request) is looked into: paths go on through a wrapping, and begin anew in it. Of text that is no whole JSON, cut
/// or with words around it, nobody knows the paths: there the last step of a pattern decides. The default hides nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    pub(super) patterns: Vec<Vec<String>>,
}

/// A pattern, and how many of its steps are behind.
type State = (usize, usize);

impl Redaction {
    /// Out of the config's list.
    #[must_use]
    pub fn new(patterns: &[String]) -> Self {
        let steps = |p: &String| -> Vec<String> { p.split('.').map(str::to_owned).collect() };
        let patterns = patterns.iter().filter(|p| !p.trim().is_empty()).map(steps);
        Self {
            patterns: patterns.collect(),
        }
    }

    /// Whether nothing is hidden.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether the event's member of that name is hidden as a whole.
    #[must_use]
    pub fn hides_member(&self, name: &str) -> bool {
        self.step(&self.begin(), name).is_none()
    }

    /// `text` with the values that are to be hidden replaced by `"•••"`, wrapped again where they were wrapped; what
    /// holds none of them is borrowed as it is.
    #[must_use]
    pub fn apply<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.patterns.is_empty() {
            return Cow::Borrowed(text);
        }
        self.below(text, &self.begin(), LAYERS)
            .map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// Whether a message attribute of that name is hidden whatever its value is: a pattern is its name, or
    /// `message_attributes.` and its name.
    #[must_use]
    pub fn hides_attribute(&self, name: &str) -> bool {
        self.patterns.iter().any(|steps| match steps.as_slice() {
            [only] => glob(only, name),
            [first, last] => matches!(&**first, "message_attributes" | "**") && glob(last, name),
            _ => false,
        })
    }

    /// A sentence that may hold JSON, as an error message does, as it may be seen.
    #[must_use]
    pub fn prose<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let from = text.find(['{', '[']).unwrap_or(0);
        match self.apply(&text[from..]) {
            Cow::Owned(shown) => Cow::Owned(text[..from].to_owned() + &shown),
            Cow::Borrowed(_) => self.apply(text),
        }
    }

    /// The values that are hidden in `text`, as they are written there: strings without their quotes.
    pub(super) fn hidden_values<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let Ok(doc) = Doc::read(text) else {
            return Vec::new();
        };
        let hidden = self.hidden(doc.root(), &self.begin(), 0);
        hidden.iter().map(|(span, _)| span.of(text)).collect()
    }

    fn begin(&self) -> Vec<State> {
        (0..self.patterns.len()).map(|p| (p, 0)).collect()
    }

    /// `text` without what is hidden in it; `None` when that is nothing.
    fn below(&self, text: &str, states: &[State], layers: usize) -> Option<String> {
        let Ok(doc) = Doc::read(text) else {
            let shown = self.unwrapped(text, states, layers);
            return shown.or_else(|| loose::hidden(text, self));
        };
        let hidden = self.hidden(doc.root(), states, layers);
        if hidden.is_empty() {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (span, shown) in hidden {
            out.push_str(&text[at..span.start as usize]);
            out.push_str(&shown);
            at = span.end as usize;
        }
        out.push_str(&text[at..]);
        Some(out)
    }

    /// The same for a literal that wraps a document.
    fn unwrapped(&self, literal: &str, states: &[State], layers: usize) -> Option<String> {
        let layers = layers.checked_sub(1)?;
        let layer = unwrap(literal).into_iter().next()?;
        let mut inside = states.to_vec();
        inside.extend(self.begin());
        inside.sort_unstable();
        inside.dedup();
        let shown = self.below(&layer.inside?, &inside, layers)?;
        Some(wrap(literal, layer.wrapping, &shown).unwrap_or_else(|| quote(HIDDEN)))
    }

    /// The values to hide, with what stands in their place, in document order; none lies in another.
    fn hidden(&self, root: Node<'_>, states: &[State], layers: usize) -> Vec<(Span, String)> {
        let mut open = vec![(root, states.to_vec())];
        let mut out = Vec::new();
        while let Some((node, states)) = open.pop() {
            if node.kind() == Kind::String
                && let Some(shown) = self
                    .unwrapped(node.raw(), &states, layers)
                    .or_else(|| loose::hidden_in_literal(node.raw(), self))
            {
                out.push((node.span(), shown));
            }
            let from = open.len();
            for child in node.children() {
                if node.kind() == Kind::Array {
                    open.push((child, states.clone()));
                    continue;
                }
                let key = child.key().unwrap_or_default();
                match self.step(&states, &key) {
                    None => out.push((child.span(), quote(HIDDEN))),
                    // the event that a function was invoked with
                    Some(mut next) if key == "requestPayload" => {
                        next.extend(self.begin());
                        open.push((child, next));
                    }
                    Some(next) => open.push((child, next)),
                }
            }
            open[from..].reverse();
        }
        out.sort_by_key(|(span, _)| span.start);
        out
    }

    /// The states below `key`; `None` when a pattern ends here.
    fn step(&self, states: &[State], key: &str) -> Option<Vec<State>> {
        let mut next = Vec::new();
        for &(pattern, mut at) in states {
            let steps = &self.patterns[pattern];
            while steps.get(at).is_some_and(|s| s == "**") {
                next.push((pattern, at));
                at += 1;
            }
            if steps.get(at).is_some_and(|s| glob(s, key)) {
                if at + 1 == steps.len() {
                    return None;
                }
                next.push((pattern, at + 1));
            }
        }
        next.sort_unstable();
        next.dedup();
        Some(next)
    }
}

/// `*` in `pattern` stands for any characters.
pub(super) fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, mut rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(head) else {
        return false;
    };
    while let Some((part, after)) = rest.split_once('*') {
        let Some(at) = text.find(part) else {
            return false;
        };
        text = &text[at + part.len()..];
        rest = after;
    }
    text.ends_with(rest)
}
