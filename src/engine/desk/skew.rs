//! Whether this machine's clock agrees with SQS's: every first receive says when SQS gave the message out.

use std::time::Duration;

use super::state::State;
use crate::engine::notice::Weight;
use crate::engine::snapshot::Skew;
use crate::letter::Letter;
use crate::time::Time;

/// Less is a slow line, or does not matter beside ages in minutes.
const MATTERS: Duration = Duration::from_secs(60);

/// What a letter that was received by `at` tells of this machine's clock: `None` when it tells nothing, `Some(None)`
/// when the clock is right.
fn told_by(letter: &Letter, at: Time) -> Option<Option<Skew>> {
    // a later receive keeps the time of the first (SQS API Reference, ApproximateFirstReceiveTimestamp)
    if letter.receives() != Some(1) {
        return None;
    }
    let given = letter.message.system("ApproximateFirstReceiveTimestamp")?;
    let given = Time(given.parse().ok()?);
    let skew = Skew {
        ahead: at > given,
        by: at.since(given).max(given.since(at)),
    };
    Some((skew.by >= MATTERS).then_some(skew))
}

impl State {
    /// Looks at what a receive tells of the clock, and tells it once.
    pub(super) fn compare_clocks(&mut self, letter: &Letter, at: Time) {
        let Some(skew) = told_by(letter, at) else {
            return;
        };
        if let Some(skew) = skew.filter(|_| self.skew.is_none()) {
            self.tell(Weight::Warning, skew.to_string());
        }
        self.skew = skew;
    }
}
