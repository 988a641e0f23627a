//! The end of a session: everything is given back, and what could not be is told.

use std::time::Duration;

use super::state::State;
use crate::engine::scan::ScanOrder;
use crate::engine::snapshot::Closing;
use crate::time::Time;

/// How long giving back may take, and how much longer for each ten thousand leases.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(6), Duration::from_secs(2));
/// How long receives in flight are waited for: what is given back before would be received again by them.
const FLIGHTS: Duration = Duration::from_millis(1500);
/// How long runs get to finish what is in flight; their letters stay leased meanwhile.
const RUNS: Duration = Duration::from_secs(4);

/// A session that is ending.
pub(super) struct Leaving {
    pub shown: Closing,
    since: Time,
    until: Time,
}

impl State {
    /// Begins to give everything back. Once begun it is not begun again.
    pub(in crate::engine) fn close(&mut self) {
        if self.leaving.is_some() {
            return;
        }
        let now = self.now();
        for desk in &mut self.queues {
            desk.order(ScanOrder::End);
        }
        self.runs.abort_all();
        let left = self.held();
        let more = u32::try_from(left / 10_000).unwrap_or(u32::MAX);
        self.leaving = Some(Leaving {
            shown: Closing {
                left,
                ..Closing::default()
            },
            since: now,
            until: now.plus(PATIENCE.0 + PATIENCE.1.saturating_mul(more)),
        });
        self.changed = true;
        self.look_at_leaving();
    }

    /// Whether all is given back, or given up.
    pub(super) fn has_ended(&self) -> bool {
        self.leaving.as_ref().is_some_and(|l| l.shown.done)
    }

    /// Goes on giving back.
    pub(super) fn look_at_leaving(&mut self) {
        let now = self.now();
        let Some(leaving) = &self.leaving else {
            return;
        };
        if leaving.shown.done {
            return;
        }
        let (since, until) = (leaving.since, leaving.until);
        if now >= until {
            self.give_up();
            return;
        }
        let runs_wait = self.runs.any_at_work() && now < since.plus(RUNS);
        for at in 0..self.queues.len() {
            let desk = &mut self.queues[at];
            // what ended by itself is visible by itself
            desk.book.lapsed(now);
            if runs_wait {
                continue;
            }
            if desk.idle || now >= since.plus(FLIGHTS) {
                self.give_back(at, usize::MAX);
            } else if desk.state.redrive_policy.is_none() {
                // a long poll in flight ends at once when there is something for it: one letter, which then
                // comes back and goes with the others
                self.give_back(at, 1);
            }
        }
        let left = self.held();
        let scans_ended = self.queues.iter().all(|desk| desk.idle);
        if let Some(leaving) = &mut self.leaving {
            self.changed |= leaving.shown.left != left;
            leaving.shown.left = left;
            leaving.shown.done = left == 0 && scans_ended && !runs_wait;
            self.changed |= leaving.shown.done;
        }
    }

    /// Ends with what could not be given back.
    pub(in crate::engine) fn give_up(&mut self) {
        let left = self.held();
        let hidden_until = self.queues.iter().filter_map(|d| d.book.last_end()).max();
        let now = self.now();
        let leaving = self.leaving.get_or_insert_with(|| Leaving {
            shown: Closing::default(),
            since: now,
            until: now,
        });
        leaving.shown.left = 0;
        leaving.shown.hidden = left;
        leaving.shown.hidden_until = hidden_until;
        leaving.shown.done = true;
        self.changed = true;
    }

    /// A letter that had been given back was received once more by a receive in flight.
    pub(super) fn took_again(&mut self) {
        if let Some(leaving) = &mut self.leaving {
            leaving.shown.given_back = leaving.shown.given_back.saturating_sub(1);
        }
    }

    /// `count` more were given back.
    pub(super) fn gave_back(&mut self, count: usize) {
        if let Some(leaving) = &mut self.leaving {
            leaving.shown.given_back += count;
        }
    }

    fn held(&self) -> usize {
        self.queues.iter().map(|desk| desk.book.len()).sum()
    }
}
