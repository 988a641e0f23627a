//! One alternative as it is written: a literal, or an object of one key, the match expression.

use crate::json::{Kind, Node};

use super::address::{Address, Cidr};
use super::alternative::{Alternative, Number};
use super::error::PatternError;
use super::fold::Folded;
use super::place::{Place, opened, past};
use super::wildcard::Wildcard;
use super::{anything_but, numeric};

/// A pattern's text, to say where in it a mistake is.
#[derive(Clone, Copy)]
pub(super) struct Source<'a>(pub(super) &'a str);

pub(super) type Read<T> = Result<T, PatternError>;

impl Source<'_> {
    /// A mistake that the service finds after reading up to byte `offset`.
    pub(super) fn wrong<T>(self, reason: impl Into<String>, offset: usize) -> Read<T> {
        Err(PatternError::at(reason, Place::of(self.0, offset)))
    }

    /// The only member of a match expression; `more` is what the service says of a second one.
    pub(super) fn only<'n>(
        self,
        object: Node<'n>,
        none: &str,
        more: &str,
    ) -> Read<(String, Node<'n>)> {
        let mut members = object.children();
        let Some(member) = members.next() else {
            return self.wrong(none, past(object));
        };
        if let Some(second) = members.next() {
            return self.wrong(more, opened(second));
        }
        Ok((member.key().unwrap_or_default().into_owned(), member))
    }
}

const ONE_KEY: &str = "Only one key allowed in match expression";
const ONE_NUMERIC: &str = "Too many elements in numeric expression";

/// Reads one element of a leaf's array.
pub(super) fn alternative(source: Source<'_>, node: Node<'_>) -> Read<Alternative> {
    match node.kind() {
        Kind::String => {
            let text = node.string().unwrap_or_default().into_owned();
            Ok(match Address::of(&text) {
                Some(address) => Alternative::Address(text, address),
                None => Alternative::Text(text),
            })
        }
        Kind::Number => Ok(Alternative::Number(Number::new(node.raw()))),
        Kind::Bool | Kind::Null => Ok(Alternative::Word(node.raw().to_owned())),
        Kind::Object => expression(source, node),
        Kind::Array => source.wrong(
            "Match value must be String, number, true, false, or null",
            opened(node),
        ),
    }
}

fn expression(source: Source<'_>, object: Node<'_>) -> Read<Alternative> {
    let Some(first) = object.children().next() else {
        return source.wrong("Match expression name not found", past(object));
    };
    let name = first.key().unwrap_or_default();
    // what the service says of a second key, it says after it has read the first one's value
    let read = match name.as_ref() {
        "exactly" => text(source, first, "exact").map(Alternative::Text),
        "prefix" => affix(source, first, "prefix"),
        "suffix" => affix(source, first, "suffix"),
        "equals-ignore-case" => {
            text(source, first, "equals-ignore-case").map(|t| Alternative::Folded(Folded::new(&t)))
        }
        "wildcard" => wildcard(source, first).map(Alternative::Wildcard),
        "numeric" => numeric::range(source, first),
        "anything-but" => anything_but::read(source, first),
        // the service says "prefix" here as well
        "cidr" => text(source, first, "prefix").and_then(|t| cidr(&t)),
        "exists" => exists(source, first),
        other => source.wrong(format!("Unrecognized match type {other}"), opened(first)),
    }?;
    let more = match name.as_ref() {
        "numeric" | "anything-but" => ONE_NUMERIC,
        _ => ONE_KEY,
    };
    source.only(object, "", more)?;
    Ok(read)
}

/// The string that the match expression `what` wants.
fn text(source: Source<'_>, node: Node<'_>, what: &str) -> Read<String> {
    match node.string() {
        Some(text) => Ok(text.into_owned()),
        None => source.wrong(
            format!("{what} match pattern must be a string"),
            opened(node),
        ),
    }
}

/// `prefix` or `suffix`: a string, or an object with `equals-ignore-case`.
fn affix(source: Source<'_>, node: Node<'_>, what: &'static str) -> Read<Alternative> {
    let is_prefix = what == "prefix";
    if node.kind() != Kind::Object {
        return text(source, node, what).map(|t| match is_prefix {
            true => Alternative::Prefix(t),
            false => Alternative::Suffix(t),
        });
    }
    let word = if is_prefix { "Prefix" } else { "Suffix" };
    let Some(inner) = node.children().next() else {
        return source.wrong(format!("{word} expression name not found"), past(node));
    };
    let key = inner.key().unwrap_or_default();
    if key != "equals-ignore-case" {
        return source.wrong(format!("Unsupported {what} pattern: {key}"), opened(inner));
    }
    let folded = Folded::new(&text(source, inner, "equals-ignore-case")?);
    source.only(node, "", ONE_KEY)?;
    Ok(match is_prefix {
        true => Alternative::PrefixFolded(folded),
        false => Alternative::SuffixFolded(folded),
    })
}

fn wildcard(source: Source<'_>, node: Node<'_>) -> Read<Wildcard> {
    let text = text(source, node, "wildcard")?;
    Wildcard::parse(&text).or_else(|reason| source.wrong(reason, past(node)))
}

fn cidr(text: &str) -> Read<Alternative> {
    Cidr::parse(text)
        .map(Alternative::Cidr)
        .map_err(PatternError::nowhere)
}

fn exists(source: Source<'_>, node: Node<'_>) -> Read<Alternative> {
    match node.raw() {
        "true" => Ok(Alternative::Exists),
        "false" => Ok(Alternative::Absent),
        _ => source.wrong(
            "exists match pattern must be either true or false.",
            opened(node),
        ),
    }
}
