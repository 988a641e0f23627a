//! Leases are kept while they are wanted, and missed when they ended.

use std::time::Duration;

use super::attention::Reminder;
use super::state::State;
use crate::engine::event::{Hidden, Why};
use crate::engine::letters::Hold;
use crate::engine::notice::Weight;
use crate::engine::ports::{Fault, FaultKind};
use crate::engine::scan::ScanOrder;
use crate::engine::snapshot::QueueId;
use crate::letter::LetterId;

/// Heartbeats that are begun in one look, for one queue.
const AT_ONCE: usize = 640;
/// A filter may speak of ages: its view is worked out anew this often.
const REFRESH: Duration = Duration::from_secs(30);
/// Giving back is tried again after this.
const AGAIN: Duration = Duration::from_millis(300);

impl State {
    /// Looks at leases and time-outs.
    pub(super) fn look(&mut self) {
        if self.leaving.is_some() {
            self.look_at_leaving();
            return;
        }
        self.recall();
        self.go_on_sifting();
        self.walk();
        self.miss();
        self.look_for_missing();
        self.extend();
        for at in 0..self.queues.len() {
            if self.queues[at].letting_go && self.queues[at].idle {
                self.give_back(at, usize::MAX);
            }
        }
        let now = self.now();
        if self.table.viewer.has_filter() && now.since(self.refreshed) >= REFRESH {
            self.refreshed = now;
            self.table.viewer.refresh();
        }
        if self.runs.any_at_work() {
            // a run that walks through a long queue may take hours, and nothing is hidden meanwhile
            self.attention.touch(now);
        }
        match self.attention.remind(now) {
            Some(Reminder::Ask) => self.changed = true,
            Some(Reminder::LetGo) => {
                self.tell(
                    Weight::Note,
                    "nobody touched this screen: everything is given back, polling is paused",
                );
                for at in 0..self.queues.len() {
                    self.let_go(self.queues[at].id);
                }
            }
            None => {}
        }
    }

    /// Marks the letters whose lease ended.
    fn miss(&mut self) {
        let now = self.now();
        let mut lapsed: Vec<LetterId> = Vec::new();
        for desk in &mut self.queues {
            let here = desk.book.lapsed(now);
            if !here.is_empty() {
                desk.lapsed_at = Some(now);
            }
            lapsed.extend(here);
        }
        if lapsed.is_empty() {
            return;
        }
        self.changed = true;
        for id in &lapsed {
            self.table.hold(*id, Hold::Lapsed);
        }
        let text = format!(
            "the leases of {} letters ran out; nothing is done with them before they are received again",
            lapsed.len()
        );
        self.tell(Weight::Warning, text);
        self.spare(&lapsed);
    }

    /// Begins the heartbeats that are due.
    fn extend(&mut self) {
        let now = self.now();
        for desk in &mut self.queues {
            if desk.letting_go {
                continue;
            }
            let due = desk.book.due(now, AT_ONCE);
            for batch in due.extend {
                desk.keeper.call(&self.runtime, batch, Why::Heartbeat);
            }
            for batch in due.give_back {
                desk.keeper.call(&self.runtime, batch, Why::GiveBack);
            }
        }
    }

    /// Gives back all of a queue and receives nothing more, while the session goes on.
    pub(super) fn let_go(&mut self, queue: QueueId) {
        if let Some(desk) = self.queue(queue) {
            desk.letting_go = true;
            desk.order(ScanOrder::Halt);
        }
    }

    /// Begins to give back whatever of a queue is held and has no call under way, at most `most` letters.
    pub(super) fn give_back(&mut self, at: usize, most: usize) {
        let now = self.now();
        let desk = &mut self.queues[at];
        if now < desk.not_before {
            return;
        }
        for batch in desk.book.to_give_back(most) {
            desk.keeper.call(&self.runtime, batch, Why::GiveBack);
        }
    }

    /// Takes the answer to one call.
    pub(super) fn hidden(&mut self, hidden: Hidden) {
        let now = self.now();
        let stays = self.leaving.is_none()
            && self
                .queue(hidden.queue)
                .is_some_and(|desk| !desk.letting_go);
        // a lease near its cap is given back to be received again
        let given_back = if stays { Hold::Lapsed } else { Hold::GivenBack };
        let whole = hidden.answer.as_ref().err().cloned();
        let each = hidden.answer.unwrap_or_default();
        let letters = hidden.batch.letters.iter().zip(&hidden.batch.receipts);
        for (nth, (letter, receipt)) in letters.enumerate() {
            let fault = match (&whole, each.get(nth)) {
                (Some(fault), _) | (None, Some(Err(fault))) => Some(fault),
                (None, _) => None,
            };
            let Some(desk) = self.queues.get_mut(usize::from(hidden.queue.0)) else {
                return;
            };
            match (fault, hidden.why) {
                (None, Why::Heartbeat) => {
                    if let Some(until) = desk.book.extended(*letter, receipt, hidden.asked) {
                        self.table.hold(*letter, Hold::Held(until));
                    }
                }
                (None, Why::GiveBack) => {
                    if desk.book.given_back(*letter, receipt) {
                        self.table.hold(*letter, given_back);
                        self.gave_back(1);
                        if stays {
                            self.spare(&[*letter]);
                        }
                    }
                }
                (Some(fault), _) => {
                    desk.book.failed(*letter, receipt, now, is_void(fault));
                    if hidden.why == Why::GiveBack {
                        desk.not_before = now.plus(AGAIN);
                    }
                }
            }
        }
    }
}

/// Whether a handle can't be used any more. (SQS API Reference, ChangeMessageVisibility)
fn is_void(fault: &Fault) -> bool {
    fault.kind == FaultKind::NotFound
        || fault.code.contains("ReceiptHandleIsInvalid")
        || fault.code.contains("MessageNotInflight")
        || fault.code.contains("InvalidParameterValue")
}
