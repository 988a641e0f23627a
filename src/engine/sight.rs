//! A letter as a filter sees it.

use std::time::Duration;

use super::letters::{Hold, Row};
use crate::filter::{Filter, Subject};
use crate::run::Fate;
use crate::time::Time;

/// What filters need to know of a letter's queue.
#[derive(Clone, Debug)]
pub(super) struct Sight {
    pub now: Time,
    pub retention: Duration,
    pub account: String,
    pub region: String,
}

impl Sight {
    /// Whether the filter lets the letter through.
    pub(super) fn shows(&self, filter: &Filter, row: &Row) -> bool {
        if filter.is_empty() {
            return true;
        }
        let (states, count) = states(row);
        filter.matches(&Subject {
            letter: &row.letter,
            cause: row.cause,
            now: self.now,
            retention: self.retention,
            account: &self.account,
            region: &self.region,
            states: &states[..count],
        })
    }
}

/// What the session knows of the letter, in words.
fn states(row: &Row) -> ([&'static str; 4], usize) {
    let mut states = [""; 4];
    let mut count = 0;
    let mut say = |word| {
        states[count] = word;
        count += 1;
    };
    say(match row.hold {
        Hold::Held(_) => "held",
        Hold::Lapsed => "lapsed",
        Hold::GivenBack => "given-back",
    });
    if row.edit.is_some() {
        say("edited");
    }
    if !row.lineage.is_empty() {
        say("returned");
    }
    match &row.fate {
        None => {}
        Some(Fate::Planned) => say("planned"),
        Some(Fate::InFlight) => say("in-flight"),
        Some(Fate::Sent(_)) => say("sent"),
        Some(Fate::Deleted) => say("deleted"),
        Some(Fate::Failed(_)) => say("failed"),
        Some(Fate::InDoubt) => say("in-doubt"),
    }
    (states, count)
}
