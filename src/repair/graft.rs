//! An edited document keeps the bytes of what was not touched in it: white space, digits, spelling of strings.

use std::collections::{HashMap, VecDeque};

use crate::json::{Kind, Node};

/// Below this depth a touched value is written anew as a whole.
const DEEPEST: u32 = 64;

/// Whether two JSON texts are the same tokens, white space aside.
pub(super) fn same(a: &str, b: &str) -> bool {
    a == b || squeeze(a).eq(squeeze(b))
}

/// `new` without the white space of its editor; what is the same in `old` at the same place is written with the
/// bytes that stand in `old`.
pub(super) fn graft(new: Node<'_>, old: Node<'_>) -> String {
    let mut out = String::with_capacity(new.raw().len());
    write(&mut out, new, Some(old));
    out
}

fn write(out: &mut String, new: Node<'_>, old: Option<Node<'_>>) {
    match old {
        Some(old) if same(new.raw(), old.raw()) => out.push_str(old.raw()),
        Some(old) if new.depth() < DEEPEST && container(new, old) => members(out, new, old),
        _ => out.extend(squeeze(new.raw())),
    }
}

fn container(new: Node<'_>, old: Node<'_>) -> bool {
    new.kind() == old.kind() && matches!(new.kind(), Kind::Object | Kind::Array)
}

fn members(out: &mut String, new: Node<'_>, old: Node<'_>) {
    let object = new.kind() == Kind::Object;
    // the nth member of a name answers to the nth of that name: keys may stand twice
    let mut before: HashMap<&str, VecDeque<Node<'_>>> = HashMap::new();
    for child in old.children() {
        before.entry(child.raw_key()).or_default().push_back(child);
    }
    out.push(if object { '{' } else { '[' });
    for (i, child) in new.children().enumerate() {
        if i > 0 {
            out.push(',');
        }
        if object {
            out.push_str(child.raw_key());
            out.push(':');
        }
        let twin = before
            .get_mut(child.raw_key())
            .and_then(|nodes| nodes.pop_front());
        write(out, child, twin);
    }
    out.push(if object { '}' } else { ']' });
}

/// The characters of a JSON text without the white space between its tokens.
fn squeeze(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut quoted = false;
    let mut escaped = false;
    text.chars().filter(move |c| {
        if !quoted {
            quoted = *c == '"';
            return !matches!(c, ' ' | '\n' | '\t' | '\r');
        }
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = false,
            _ => {}
        }
        true
    })
}
