//! A JSON document as a tree: a line a value, containers that fold. Only the lines on the screen are made.

use std::collections::BTreeSet;

use ratatui::text::Line;

use crate::json::{Doc, Kind, Node};
use crate::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::span::{fit, say};

/// Levels that are indented; deeper ones are told by their number.
const LEVELS: u32 = 24;
/// Bytes of a value that are looked at for its line.
const SEEN: usize = 4096;

/// A document, what is folded in it, and the line under the cursor.
pub struct Tree {
    doc: Doc<'static>,
    folded: BTreeSet<u32>,
    /// Numbers of the values that have a line now.
    lines: Vec<u32>,
    at: usize,
}

impl Tree {
    /// The tree of `text`; `None` where it is no JSON, or a single value that nothing could be folded in.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let doc = Doc::read(text.to_owned()).ok()?;
        if doc.len() < 2 {
            return None;
        }
        let mut tree = Self {
            doc,
            folded: BTreeSet::new(),
            lines: Vec::new(),
            at: 0,
        };
        tree.lay();
        Some(tree)
    }

    /// Lines.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.lines.len()
    }

    /// The line under the cursor.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// Puts the cursor on a line.
    pub fn put(&mut self, at: usize) {
        self.at = at.min(self.lines.len().saturating_sub(1));
    }

    /// Folds what is under the cursor, or unfolds it; a plain value folds what it is in.
    pub fn fold(&mut self) {
        let Some(number) = self.lines.get(self.at).copied() else {
            return;
        };
        let number = if self.is_container(number) {
            number
        } else {
            self.parents(number).last().copied().unwrap_or(0)
        };
        if !self.folded.remove(&number) {
            self.folded.insert(number);
        }
        self.lay();
        self.go(number);
    }

    /// Folds everything below the first level, or unfolds everything.
    pub fn fold_all(&mut self) {
        let under = self.lines.get(self.at).copied().unwrap_or(0);
        if self.folded.is_empty() {
            let deep = (0..self.end()).filter(|n| {
                let value = self.doc.value(*n);
                value.is_some_and(|value| value.depth() > 0) && self.is_container(*n)
            });
            self.folded = deep.collect();
        } else {
            self.folded.clear();
        }
        self.lay();
        let way = self.parents(under).into_iter().chain([under]);
        let has_line = |number: &u32| self.lines.binary_search(number).is_ok();
        let shown = way.rev().find(has_line);
        self.go(shown.unwrap_or(0));
    }

    /// Goes to the value at a path like `detail.items[3].name`, unfolding what it is in; whether there is one.
    pub fn jump(&mut self, path: &str) -> bool {
        let mut node = self.doc.root();
        for step in steps(path) {
            let next = match step.parse::<usize>() {
                Ok(nth) if node.kind() == Kind::Array => node.item(nth),
                _ => node.get(step),
            };
            match next {
                Some(found) => node = found,
                None => return false,
            }
        }
        let number = node.number();
        self.show(number);
        true
    }

    /// The path of the value under the cursor.
    #[must_use]
    pub fn path(&self) -> String {
        let Some(number) = self.lines.get(self.at).copied() else {
            return String::new();
        };
        let mut path = String::new();
        let line = self.parents(number).into_iter().chain([number]);
        let mut before: Option<Node<'_>> = None;
        for node in line.filter_map(|n| self.doc.value(n)) {
            if let Some(parent) = before {
                match node.key() {
                    Some(key) if path.is_empty() => path.push_str(&key),
                    Some(key) => path += &format!(".{key}"),
                    None => {
                        let nth = parent.children().take_while(|c| c.number() < node.number());
                        path += &format!("[{}]", nth.count());
                    }
                }
            }
            before = Some(node);
        }
        path
    }

    /// Goes to the next value after the cursor (or before it) that holds `text`, small letters like capitals, round
    /// about; what is folded is searched too. Whether there is one. With `here` the one under the cursor counts.
    pub fn find(&mut self, text: &str, (forth, here): (bool, bool)) -> bool {
        let text = text.to_ascii_lowercase();
        let end = self.end();
        let at = self.lines.get(self.at).copied().unwrap_or(0);
        let from = if here { at } else { at + 1 };
        let holds = |number: &u32| self.doc.value(*number).is_some_and(|v| holds(v, &text));
        let found = if forth {
            (from..end).chain(0..from.min(end)).find(holds)
        } else {
            (0..at).rev().chain((at..end).rev()).find(holds)
        };
        found.map(|number| self.show(number)).is_some()
    }

    /// The line of that number, in so many cells.
    #[must_use]
    pub fn line(&self, at: usize, (theme, cells): (&Theme, usize)) -> Line<'static> {
        let node = self.lines.get(at).and_then(|n| self.doc.value(*n));
        let Some(node) = node else {
            return Line::default();
        };
        let muted = theme.style(Role::Muted);
        let container = matches!(node.kind(), Kind::Object | Kind::Array);
        let container = container && node.children().next().is_some();
        let sign = match (container, self.folded.contains(&node.number())) {
            (true, true) => "▸ ",
            (true, false) => "▾ ",
            _ => "  ",
        };
        let depth = node.depth();
        let mut lead = "  ".repeat(usize::try_from(depth.min(LEVELS)).unwrap_or(0));
        if depth > LEVELS {
            lead += &format!("{depth} levels down ");
        }
        let mut spans = vec![say(lead, muted), say(sign, theme.style(Role::Accent))];
        if !node.raw_key().is_empty() {
            let key = text::safe_line(cut(node.raw_key()), cells).into_owned();
            spans.push(say(key, theme.style(Role::JsonKey)));
            spans.push(say(": ", muted));
        }
        let used = crate::tui::widgets::span::width(&spans);
        let room = cells.saturating_sub(used).max(1);
        let (words, role) = match node.kind() {
            Kind::Object => (size(node, ["{", "}"]), Role::Muted),
            Kind::Array => (size(node, ["[", "]"]), Role::Muted),
            Kind::String => (cut(node.raw()).to_owned(), Role::JsonText),
            Kind::Number => (cut(node.raw()).to_owned(), Role::JsonNumber),
            Kind::Bool | Kind::Null => (node.raw().to_owned(), Role::JsonWord),
        };
        spans.push(say(fit(&words, room).trim_end(), theme.style(role)));
        Line::from(spans)
    }

    fn end(&self) -> u32 {
        u32::try_from(self.doc.len()).unwrap_or(u32::MAX)
    }

    /// Whether something stands in it that could be folded away.
    fn is_container(&self, number: u32) -> bool {
        let value = self.doc.value(number);
        value.is_some_and(|value| value.end() > number + 1)
    }

    /// What a value is in, the outermost first.
    fn parents(&self, number: u32) -> Vec<u32> {
        let mut parents = Vec::new();
        let mut node = self.doc.root();
        while node.number() < number {
            parents.push(node.number());
            let within = |child: &Node<'_>| child.number() <= number && number < child.end();
            match node.children().find(within) {
                Some(child) => node = child,
                None => break,
            }
        }
        parents
    }

    /// Unfolds what a value is in, and goes there.
    fn show(&mut self, number: u32) {
        let folded = self.folded.len();
        for parent in self.parents(number) {
            self.folded.remove(&parent);
        }
        if self.folded.len() != folded {
            self.lay();
        }
        self.go(number);
    }

    fn go(&mut self, number: u32) {
        self.at = self
            .lines
            .binary_search(&number)
            .unwrap_or_else(|at| at.saturating_sub(1));
    }

    /// Finds the values that have a line.
    fn lay(&mut self) {
        self.lines.clear();
        let (mut next, end) = (0, self.end());
        while next < end {
            self.lines.push(next);
            next = match self.doc.value(next) {
                Some(value) if self.folded.contains(&next) => value.end().max(next + 1),
                _ => next + 1,
            };
        }
    }
}

/// The beginning of a value: more than any screen is wide.
fn cut(raw: &str) -> &str {
    &raw[..raw.floor_char_boundary(SEEN)]
}

fn size(node: Node<'_>, [open, close]: [&str; 2]) -> String {
    match node.children().count() {
        0 => format!("{open}{close}"),
        n => format!("{open}{}{close}", text::count(n as u64)),
    }
}

/// Whether the key or the plain value holds `text`.
fn holds(node: Node<'_>, text: &str) -> bool {
    let has = |raw: &str| raw.to_ascii_lowercase().contains(text);
    let plain = !matches!(node.kind(), Kind::Object | Kind::Array);
    has(node.raw_key()) || (plain && has(node.raw()))
}

/// `detail.items[3].name` in steps.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[', ']'])
        .map(str::trim)
        .filter(|step| !step.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::tui::theme::Theme;
    use crate::tui::tree::Tree;

    const TEXT: &str = r#"{"a":{"b":[1,2,{"c":"deep"}],"d":null},"e":"last"}"#;

    fn lines(tree: &Tree) -> Vec<String> {
        let theme = Theme::named("none").unwrap();
        (0..tree.len())
            .map(|at| tree.line(at, (&theme, 40)).to_string())
            .collect()
    }

    #[test]
    fn every_value_has_a_line() {
        let tree = Tree::read(TEXT).unwrap();
        assert_eq!(
            lines(&tree),
            [
                "▾ {2}",
                "  ▾ \"a\": {2}",
                "    ▾ \"b\": [3]",
                "        1",
                "        2",
                "      ▾ {1}",
                "          \"c\": \"deep\"",
                "      \"d\": null",
                "    \"e\": \"last\"",
            ]
        );
    }

    #[test]
    fn what_is_folded_takes_one_line_and_the_cursor_stays_with_it() {
        let mut tree = Tree::read(TEXT).unwrap();
        tree.put(3);
        tree.fold();
        assert_eq!(tree.at(), 2, "a plain value folds what it is in");
        assert_eq!(lines(&tree)[2], "    ▸ \"b\": [3]");
        assert_eq!(tree.len(), 5);
        tree.fold();
        assert_eq!(tree.len(), 9);
        tree.fold_all();
        assert_eq!(tree.len(), 3);
        tree.fold_all();
        assert_eq!(tree.len(), 9);
    }

    #[test]
    fn paths_lead_to_values_and_back() {
        let mut tree = Tree::read(TEXT).unwrap();
        tree.fold_all();
        assert!(tree.jump("a.b[2].c"));
        assert_eq!(tree.path(), "a.b[2].c");
        assert_eq!(lines(&tree)[tree.at()].trim(), "\"c\": \"deep\"");
        assert!(!tree.jump("a.x"));
        assert!(tree.jump(""));
        assert_eq!(tree.at(), 0);
    }

    #[test]
    fn what_is_folded_is_found_and_unfolded() {
        let mut tree = Tree::read(TEXT).unwrap();
        tree.fold_all();
        assert!(tree.find("DEEP", (true, true)));
        assert_eq!(tree.path(), "a.b[2].c");
        assert!(tree.find("last", (true, false)));
        assert!(tree.find("deep", (false, false)));
        assert!(!tree.find("nowhere", (true, false)));
    }

    #[test]
    fn depth_and_size_are_no_matter() {
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        let mut tree = Tree::read(&deep).unwrap();
        assert_eq!(tree.len(), 10_001);
        tree.put(10_000);
        assert!(tree.path().starts_with("[0][0]"));
        tree.fold_all();
        assert_eq!(tree.len(), 2);
        let theme = Theme::named("none").unwrap();
        assert!(tree.line(1, (&theme, 20)).to_string().contains('▸'));
        let wide = format!("[{}]", vec!["\"x\""; 100_000].join(","));
        assert_eq!(Tree::read(&wide).unwrap().len(), 100_001);
        assert!(Tree::read("{").is_none() && Tree::read("1").is_none());
    }
}
