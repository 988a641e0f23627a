//! Where two texts differ: by path where both are JSON, by line otherwise.

use std::collections::HashMap;

use super::graft::same;
use super::lines::{Line, diff_lines};
use crate::json::{Doc, Kind, Node, quote};

/// Below this depth a difference is told as a whole; paths would grow without end.
const DEEPEST: u32 = 128;

/// The difference between two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diff {
    /// Both are JSON: what changed, in document order. Empty when they are the same document.
    Json(Vec<Change>),
    /// At least one is not: all lines, those that stayed too.
    Text(Vec<Line>),
}

/// One place where two documents differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where: `detail.items[2].price`, `detail["odd key"]`; empty for the whole document.
    pub path: String,
    /// The JSON text that stood there; `None` when nothing did.
    pub before: Option<String>,
    /// The JSON text that stands there now; `None` when nothing does.
    pub after: Option<String>,
}

/// What changed from `before` to `after`.
#[must_use]
pub fn diff(before: &str, after: &str) -> Diff {
    let (Ok(old), Ok(new)) = (Doc::read(before), Doc::read(after)) else {
        return Diff::Text(diff_lines(before, after));
    };
    let mut changes = Vec::new();
    compare(String::new(), old.root(), new.root(), &mut changes);
    Diff::Json(changes)
}

/// Recursive, but no deeper than [`DEEPEST`].
fn compare(path: String, old: Node<'_>, new: Node<'_>, out: &mut Vec<Change>) {
    if same(old.raw(), new.raw()) {
        return;
    }
    let alike = old.kind() == new.kind() && new.depth() < DEEPEST;
    match new.kind() {
        Kind::Object if alike => objects(&path, old, new, out),
        Kind::Array if alike => arrays(&path, old, new, out),
        _ => out.push(Change {
            path,
            before: Some(old.raw().to_owned()),
            after: Some(new.raw().to_owned()),
        }),
    }
}

/// A key and how often it stood before it in the same object: keys may stand twice.
type Member<'a> = ((&'a str, usize), Node<'a>);

fn members<'a>(object: Node<'a>) -> Vec<Member<'a>> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    object
        .children()
        .map(|child| {
            let nth = times.entry(child.raw_key()).or_default();
            *nth += 1;
            ((child.raw_key(), *nth), child)
        })
        .collect()
}

fn objects(path: &str, old: Node<'_>, new: Node<'_>, out: &mut Vec<Change>) {
    let (before, after) = (members(old), members(new));
    let later: HashMap<_, _> = after.iter().copied().collect();
    let earlier: HashMap<_, _> = before.iter().copied().collect();
    for (name, child) in &before {
        let path = step(path, *child);
        match later.get(name) {
            Some(twin) => compare(path, *child, *twin, out),
            None => out.push(gone(path, *child)),
        }
    }
    for (name, child) in &after {
        if !earlier.contains_key(name) {
            out.push(come(step(path, *child), *child));
        }
    }
}

/// What is alike at both ends is set aside, so that one inserted element is one change.
fn arrays(path: &str, old: Node<'_>, new: Node<'_>, out: &mut Vec<Change>) {
    let (before, after): (Vec<_>, Vec<_>) = (old.children().collect(), new.children().collect());
    let alike = |(a, b): &(&Node<'_>, &Node<'_>)| same(a.raw(), b.raw());
    let head = before.iter().zip(&after).take_while(alike).count();
    let (old_rest, new_rest) = (&before[head..], &after[head..]);
    let tail = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(alike)
        .count();
    let old_rest = &old_rest[..old_rest.len() - tail];
    let new_rest = &new_rest[..new_rest.len() - tail];
    for i in 0..old_rest.len().max(new_rest.len()) {
        let path = format!("{path}[{}]", head + i);
        match (old_rest.get(i), new_rest.get(i)) {
            (Some(a), Some(b)) => compare(path, *a, *b, out),
            (Some(a), None) => out.push(gone(path, *a)),
            (None, Some(b)) => out.push(come(path, *b)),
            (None, None) => {}
        }
    }
}

fn gone(path: String, node: Node<'_>) -> Change {
    Change {
        path,
        before: Some(node.raw().to_owned()),
        after: None,
    }
}

fn come(path: String, node: Node<'_>) -> Change {
    Change {
        path,
        before: None,
        after: Some(node.raw().to_owned()),
    }
}

/// One step further: `a.b`, or `a["b c"]` for a key that is no plain word.
fn step(path: &str, member: Node<'_>) -> String {
    let key = member.key().unwrap_or_default();
    let plain = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    match (plain, path.is_empty()) {
        (true, true) => key.into_owned(),
        (true, false) => format!("{path}.{key}"),
        (false, _) => format!("{path}[{}]", quote(&key)),
    }
}
