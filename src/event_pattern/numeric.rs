//! `numeric`: one comparison, or a lower and an upper one.

use crate::json::{Kind, Node};

use super::alternative::{Alternative, Range, double};
use super::operator::{Read, Source};
use super::place::{opened, past};

const TOO_MANY: &str = "Too many elements in numeric expression";

/// Reads `["=", 5]`, `[">", 0, "<=", 5]`.
pub(super) fn range(source: Source<'_>, array: Node<'_>) -> Read<Alternative> {
    if array.kind() != Kind::Array {
        return source.wrong("Value of numeric must be an array.", opened(array));
    }
    let mut terms = Terms {
        source,
        array,
        // a fifth one is a mistake, more need not be seen
        elements: array.children().take(5).collect(),
        read: 0,
    };
    let operator = terms.operator("Invalid member in numeric match: ")?;
    let (low, high) = match operator.as_str() {
        "=" => {
            let bound = (terms.number("equals")?, true);
            terms.end(TOO_MANY)?;
            (Some(bound), Some(bound))
        }
        "<" | "<=" => {
            let high = (terms.number(&operator)?, operator == "<=");
            terms.end(TOO_MANY)?;
            (None, Some(high))
        }
        ">" | ">=" => {
            let low = (terms.number(&operator)?, operator == ">=");
            (Some(low), terms.upper(low.0)?)
        }
        other => return terms.wrong(format!("Unrecognized numeric range operator: {other}")),
    };
    Ok(Alternative::Range(Range { low, high }))
}

/// The elements of the expression, taken one after the other.
struct Terms<'s, 'n> {
    source: Source<'s>,
    array: Node<'n>,
    elements: Vec<Node<'n>>,
    read: usize,
}

impl<'n> Terms<'_, 'n> {
    /// The next element; behind the last one the service has read past the array.
    fn next(&mut self) -> Option<Node<'n>> {
        self.read += 1;
        self.elements.get(self.read - 1).copied()
    }

    /// A mistake found after the element that was taken last.
    fn wrong<T>(&self, reason: impl Into<String>) -> Read<T> {
        let offset = match self.elements.get(self.read.saturating_sub(1)) {
            Some(last) if last.kind() == Kind::String => past(*last),
            Some(last) => opened(*last),
            None => past(self.array),
        };
        self.source.wrong(reason, offset)
    }

    fn operator(&mut self, what: &str) -> Read<String> {
        let taken = self.next();
        match taken.and_then(Node::string) {
            Some(operator) => Ok(operator.into_owned()),
            None => {
                let found = taken.map_or("]", |n| match n.kind() {
                    Kind::Object => "{",
                    Kind::Array => "[",
                    _ => n.raw(),
                });
                self.wrong(format!("{what}{found}"))
            }
        }
    }

    fn number(&mut self, of: &str) -> Read<f64> {
        let taken = self.next();
        let Some(node) = taken.filter(|n| n.kind() == Kind::Number) else {
            // the service has only opened a string that it does not want
            let offset = taken.map_or(past(self.array), opened);
            return self
                .source
                .wrong(format!("Value of {of} must be numeric"), offset);
        };
        match double(node.raw()) {
            Some(value) => Ok(value),
            None => self.wrong(format!("Value of {of} must be numeric")),
        }
    }

    fn end(&mut self, more: &str) -> Read<()> {
        match self.next() {
            None => Ok(()),
            Some(node) => self.source.wrong(more, opened(node)),
        }
    }

    /// The second comparison, if there is one.
    fn upper(&mut self, low: f64) -> Read<Option<(f64, bool)>> {
        if self.elements.get(self.read).is_none() {
            return Ok(None);
        }
        let operator = self.operator("Bad value in numeric range: ")?;
        if operator != "<" && operator != "<=" {
            return self.wrong(format!("Bad numeric range operator: {operator}"));
        }
        let high = self.number(&operator)?;
        self.end("Too many terms in numeric range expression")?;
        if low >= high {
            return self
                .source
                .wrong("Bottom must be less than top", past(self.array));
        }
        Ok(Some((high, operator == "<=")))
    }
}
