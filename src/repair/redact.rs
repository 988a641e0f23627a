//! Fields that are not shown and not exported: the config's `redact`.

use std::borrow::Cow;

use crate::json::{Doc, Kind, Node, Span};

/// What stands in their place.
pub const HIDDEN: &str = "•••";

/// Paths and patterns of fields to hide. `detail.user.email` is a path from the top; `*` stands for one step or a
/// part of one (`detail.*.token`, `detail.card*`), `**` for any number of steps; elements of an array stand under
/// the array's own path. The default hides nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    patterns: Vec<Vec<String>>,
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

    /// `text` with the values that are to be hidden replaced by `"•••"`; what is no JSON, or holds none of them,
    /// is borrowed as it is.
    #[must_use]
    pub fn apply<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.patterns.is_empty() {
            return Cow::Borrowed(text);
        }
        let Ok(doc) = Doc::read(text) else {
            return Cow::Borrowed(text);
        };
        let hidden = self.hidden(doc.root());
        if hidden.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for span in hidden {
            out.push_str(&text[at..span.start as usize]);
            out.push('"');
            out.push_str(HIDDEN);
            out.push('"');
            at = span.end as usize;
        }
        out.push_str(&text[at..]);
        Cow::Owned(out)
    }

    /// The values to hide, in document order; none lies in another.
    fn hidden(&self, root: Node<'_>) -> Vec<Span> {
        let begin: Vec<State> = (0..self.patterns.len()).map(|p| (p, 0)).collect();
        let mut open = vec![(root, begin)];
        let mut out = Vec::new();
        while let Some((node, states)) = open.pop() {
            let from = open.len();
            for child in node.children() {
                if node.kind() == Kind::Array {
                    open.push((child, states.clone()));
                    continue;
                }
                let key = child.key().unwrap_or_default();
                match self.step(&states, &key) {
                    None => out.push(child.span()),
                    Some(next) if !next.is_empty() => open.push((child, next)),
                    Some(_) => {}
                }
            }
            open[from..].reverse();
        }
        out.sort_by_key(|span| span.start);
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
fn glob(pattern: &str, text: &str) -> bool {
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
