//! What kinds of producers write dead letters: rows of one table.

use std::fmt;

use super::{Event, Failure, Message};
use crate::json::Doc;

/// What an operator may change in a letter of some origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editable {
    /// detail, detail-type, source, resources, time of the event.
    Event,
    /// The whole body.
    Body,
    /// Nothing: it is a record or a pointer.
    Nothing,
}

/// Where a letter of some origin can be redriven to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The bus of its rule, or the failed target alone.
    RuleBus,
    /// A bus that the operator names, if there is an event in it.
    NamedBus,
    /// The queue that it was moved from.
    SourceQueue,
    /// Any bus or queue that the operator names.
    Anywhere,
    /// Nowhere; says why.
    Nowhere(&'static str),
}

/// What a row reads out of a message: the failure, and the event if there is one.
pub type Decoded = (Failure, Option<Event>);

/// One row of the table of origins.
#[derive(Debug)]
pub struct OriginRow {
    /// The word in filters and JSON: `eventbridge-rule`.
    pub name: &'static str,
    /// For people: "a rule's target".
    pub label: &'static str,
    /// What happened, a sentence's beginning with `{target}` and `{sender}` in it.
    pub failed: &'static str,
    /// What may be edited.
    pub editable: Editable,
    /// Where it goes back to.
    pub route: Route,
    /// Whether a message is of this origin. `body` is the body read one level deep, where it is JSON.
    pub recognises: fn(message: &Message, body: Option<&Doc<'_>>) -> bool,
    /// Reads the failure and the event out of a message of this origin.
    pub decode: fn(message: &Message, body: Option<&Doc<'_>>, wrong: &mut Vec<String>) -> Decoded,
}

/// An origin: a row of the table.
#[derive(Clone, Copy)]
pub struct Origin(pub &'static OriginRow);

impl Origin {
    /// The word in filters and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Origin {}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}
