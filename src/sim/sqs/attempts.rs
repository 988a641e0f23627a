//! Receives of a FIFO queue that are repeated because their answer was lost.

use std::collections::HashMap;
use std::time::Duration;

use super::line::Seq;
use super::store::{Place, Store};
use crate::time::Time;

/// For so long a receive can be repeated. (SQS API Reference, ReceiveMessage, ReceiveRequestAttemptId)
const INTERVAL: Duration = Duration::from_secs(300);

/// The receives of the last five minutes, by their attempt ids.
#[derive(Debug, Default)]
pub struct Attempts(HashMap<Box<str>, Attempt>);

#[derive(Debug)]
struct Attempt {
    at: Time,
    given: Vec<(Seq, u32)>,
}

impl Attempts {
    /// Remembers which receipts an attempt was given.
    pub fn remember(&mut self, id: &str, given: Vec<(Seq, u32)>, now: Time) {
        self.0.retain(|_, attempt| attempt.at.plus(INTERVAL) > now);
        self.0.insert(id.into(), Attempt { at: now, given });
    }

    /// What the attempt was given, if that is still so: a message that is gone, back or given to another
    /// since makes it a new receive.
    #[must_use]
    pub fn find(&self, id: &str, store: &Store, now: Time) -> Option<&[(Seq, u32)]> {
        let attempt = self.0.get(id)?;
        let still = |(seq, receipt): &(Seq, u32)| {
            store.get(*seq).is_some_and(|held| {
                held.receipt == *receipt && matches!(held.place, Place::InFlight(_))
            })
        };
        let fresh = attempt.at.plus(INTERVAL) > now && !attempt.given.is_empty();
        (fresh && attempt.given.iter().all(still)).then_some(attempt.given.as_slice())
    }
}
