//! `anything-but`: a string, a number, a list of one kind, or an object with one of four operators.

use crate::json::{Kind, Node};

use super::alternative::{Alternative, Number};
use super::error::PatternError;
use super::fold::Folded;
use super::operator::{Read, Source};
use super::place::{opened, past};
use super::wildcard::Wildcard;

const VALUE: &str = "Value of anything-but must be an array or single string/number value.";
const LIST: &str = "Inside anything but list, start|null|boolean is not supported.";
const MIXED: &str =
    "Inside anything but list, either all values are number or string, mixed type is not supported";
const TOO_MANY: &str = "Too many elements in numeric expression";

/// Reads the value of `anything-but`.
pub(super) fn read(source: Source<'_>, node: Node<'_>) -> Read<Alternative> {
    let not = match node.kind() {
        Kind::String | Kind::Number => vec![literal(node)],
        Kind::Array => literals(source, node)?,
        Kind::Object => operator(source, node)?,
        Kind::Bool | Kind::Null => return source.wrong(VALUE, opened(node)),
    };
    Ok(Alternative::AnythingBut(not))
}

fn literal(node: Node<'_>) -> Alternative {
    match node.string() {
        Some(text) => Alternative::Text(text.into_owned()),
        None => Alternative::Number(Number::new(node.raw())),
    }
}

fn literals(source: Source<'_>, list: Node<'_>) -> Read<Vec<Alternative>> {
    let wanted = |n: &Node<'_>| matches!(n.kind(), Kind::String | Kind::Number);
    if let Some(other) = list.children().find(|n| !wanted(n)) {
        return source
            .wrong(LIST, opened(other))
            .map_err(PatternError::inside_list);
    }
    let strings = list.children().any(|n| n.kind() == Kind::String);
    let numbers = list.children().any(|n| n.kind() == Kind::Number);
    if strings == numbers {
        return source.wrong(MIXED, past(list));
    }
    Ok(list.children().map(literal).collect())
}

/// What an operator inside `anything-but` makes of a string, and what the service says of anything else.
struct Inner {
    make: fn(String) -> Result<Alternative, String>,
    /// Whether it refuses an empty string.
    refuses_empty: bool,
    not_a_string: &'static str,
}

fn inner(name: &str) -> Option<Inner> {
    const AFFIX: &str = "prefix/suffix match pattern must be a string";
    Some(match name {
        "prefix" => Inner {
            make: |t| Ok(Alternative::Prefix(t)),
            refuses_empty: true,
            not_a_string: AFFIX,
        },
        "suffix" => Inner {
            make: |t| Ok(Alternative::Suffix(t)),
            refuses_empty: true,
            not_a_string: AFFIX,
        },
        "equals-ignore-case" => Inner {
            make: |t| Ok(Alternative::Folded(Folded::new(&t))),
            refuses_empty: false,
            not_a_string: "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
        },
        "wildcard" => Inner {
            make: |t| Wildcard::parse(&t).map(Alternative::Wildcard),
            refuses_empty: false,
            not_a_string: "wildcard match pattern must be a string",
        },
        _ => return None,
    })
}

fn operator(source: Source<'_>, object: Node<'_>) -> Read<Vec<Alternative>> {
    let Some(first) = object.children().next() else {
        return source.wrong("Anything-But expression name not found", past(object));
    };
    let name = first.key().unwrap_or_default();
    let Some(inner) = inner(&name) else {
        let reason = format!("Unsupported anything-but pattern: {name}");
        return source.wrong(reason, opened(first));
    };
    let not = match first.kind() {
        Kind::String | Kind::Number => vec![element(source, &inner, first)?],
        Kind::Array => list(source, &inner, first)?,
        _ => return source.wrong(VALUE, opened(first)),
    };
    source.only(object, "", TOO_MANY)?;
    Ok(not)
}

fn list(source: Source<'_>, inner: &Inner, list: Node<'_>) -> Read<Vec<Alternative>> {
    let mut not = Vec::new();
    for node in list.children() {
        text(source, inner, node).map_err(PatternError::inside_list)?;
    }
    for node in list.children() {
        let made = (inner.make)(node.string().unwrap_or_default().into_owned());
        // what is wrong with a pattern in a list the service says when it has the whole list
        not.push(made.or_else(|reason| source.wrong(reason, past(list)))?);
    }
    Ok(not)
}

fn element(source: Source<'_>, inner: &Inner, node: Node<'_>) -> Read<Alternative> {
    let text = text(source, inner, node)?;
    (inner.make)(text).or_else(|reason| source.wrong(reason, past(node)))
}

fn text(source: Source<'_>, inner: &Inner, node: Node<'_>) -> Read<String> {
    let Some(text) = node.string() else {
        return source.wrong(inner.not_a_string, opened(node));
    };
    if inner.refuses_empty && text.is_empty() {
        return source.wrong("Null prefix/suffix not allowed", past(node));
    }
    Ok(text.into_owned())
}
