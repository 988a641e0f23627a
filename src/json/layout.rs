//! The same document without, or with, white space. Literals are copied byte for byte.

use super::doc::{Doc, Node};
use super::index::Kind;

/// The document without white space between its tokens; keys, order and digits as they came.
#[must_use]
pub fn minify(doc: &Doc<'_>) -> String {
    lay_out(doc, None)
}

/// The document with one value a line, two blanks a level; empty objects and arrays stay on their line.
#[must_use]
pub fn pretty(doc: &Doc<'_>) -> String {
    lay_out(doc, Some("  "))
}

/// `text` as a JSON string literal, quotes included.
#[must_use]
pub fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// What is still to be written: a value, or the end of one that is open.
enum Todo<'a> {
    Value(Node<'a>, bool),
    End(char, u32),
}

fn lay_out(doc: &Doc<'_>, indent: Option<&str>) -> String {
    let mut out = String::with_capacity(doc.text().len());
    let mut todo = vec![Todo::Value(doc.root(), true)];
    while let Some(next) = todo.pop() {
        match next {
            Todo::End(end, depth) => {
                new_line(&mut out, indent, depth);
                out.push(end);
            }
            Todo::Value(node, first) => {
                if !first {
                    out.push(',');
                }
                if node.depth() > 0 {
                    new_line(&mut out, indent, node.depth());
                }
                if !node.raw_key().is_empty() {
                    out.push_str(node.raw_key());
                    out.push_str(if indent.is_some() { ": " } else { ":" });
                }
                open(node, &mut out, &mut todo);
            }
        }
    }
    out
}

fn open<'a>(node: Node<'a>, out: &mut String, todo: &mut Vec<Todo<'a>>) {
    let (begin, end) = match node.kind() {
        Kind::Object => ('{', '}'),
        Kind::Array => ('[', ']'),
        _ => return out.push_str(node.raw()),
    };
    out.push(begin);
    let from = todo.len() + 1;
    todo.push(Todo::End(end, node.depth()));
    todo.extend(
        node.children()
            .enumerate()
            .map(|(i, child)| Todo::Value(child, i == 0)),
    );
    if todo.len() == from {
        todo.pop();
        out.push(end);
    } else {
        todo[from..].reverse();
    }
}

fn new_line(out: &mut String, indent: Option<&str>, depth: u32) {
    if let Some(indent) = indent {
        out.push('\n');
        for _ in 0..depth {
            out.push_str(indent);
        }
    }
}
