//! Deletes, and what came of them.

use std::time::Duration;

use super::core::{Machine, Write};
use crate::letter::LetterId;
use crate::limits::SQS_BATCH;
use crate::run::event::{Effect, Fault, FaultKind, NotDone, Ticket};
use crate::run::progress::{Kind, StoppedBy};
use crate::run::record::Record;
use crate::run::stage::Cue;

/// Delete calls at a time.
const WINDOW: usize = 48;
/// A letter without a receipt is asked for again this often, …
const RECEIPT_AGAIN: Duration = Duration::from_secs(2);
/// … and given up after this long: it shows again when its lease has run out, and is received soon after.
const RECEIPT_PATIENCE: Duration = Duration::from_secs(120);
/// Tries of one delete.
const TRIES: u32 = 20;
/// Tries of one delete once the run is stopping.
const LAST_TRIES: u32 = 4;

impl Machine {
    /// Deletes what was sent, also while paused or stopping: that is finishing what is in flight.
    pub(super) fn delete(&mut self) {
        while let Some(item) = self.undeleted_later.pop(self.now) {
            self.undeleted.push_back(item);
        }
        if self.journal_broken {
            return;
        }
        while !self.undeleted.is_empty() && self.deletes.len() < WINDOW {
            let count = self.undeleted.len().min(SQS_BATCH);
            let items: Vec<u32> = self.undeleted.drain(..count).collect();
            for item in &items {
                self.items.move_on(*item, Cue::Delete);
            }
            let call = self.ticket();
            self.ask_to_delete(call, items);
        }
    }

    pub(super) fn ask_to_delete(&mut self, call: Ticket, items: Vec<u32>) {
        let letters: Vec<LetterId> = items.iter().map(|i| self.letter_of(*i)).collect();
        self.out.push(Effect::Delete {
            call,
            items: items.clone(),
            letters,
        });
        self.deletes.insert(call, items);
    }

    pub(super) fn delete_answered(
        &mut self,
        call: Ticket,
        outcome: Result<Vec<Result<(), NotDone>>, Fault>,
    ) {
        let Some(items) = self.deletes.remove(&call) else {
            return;
        };
        self.changed = true;
        let answers = match outcome {
            Ok(answers) => {
                self.silent_since = None;
                answers
            }
            Err(fault) => vec![Err(NotDone::Fault(fault)); items.len()],
        };
        let mut answers = answers.into_iter();
        let (mut gone, mut unsent) = (Vec::new(), Vec::new());
        for item in items {
            match answers.next() {
                Some(Ok(())) => {
                    self.items.move_on(item, Cue::Gone);
                    gone.push(item);
                }
                Some(Err(why)) => self.not_deleted(item, &why, &mut unsent),
                // not told: deleting once more does no harm
                None => self.not_deleted(item, &NotDone::NotHeld, &mut unsent),
            }
        }
        self.write_deleted(gone, unsent);
    }

    fn write_deleted(&mut self, gone: Vec<u32>, unsent: Vec<u32>) {
        if self.journal_broken {
            return self.note_unwritten(&gone);
        }
        let mut records = Vec::new();
        if !unsent.is_empty() {
            records.push(Record::Unsent(self.progress_step(unsent)));
        }
        if !gone.is_empty() {
            records.push(Record::Deleted(self.progress_step(gone.clone())));
        }
        if !records.is_empty() {
            self.write(records, Write::Note(gone));
        }
    }

    fn not_deleted(&mut self, item: u32, why: &NotDone, unsent: &mut Vec<u32>) {
        let sent = self.kind != Kind::Delete;
        let again = self.again_after(item, why);
        if sent {
            self.items.move_on(item, Cue::Kept);
        } else {
            self.items.move_on(item, Cue::NotDone);
            unsent.push(item);
        }
        let Some(after) = again else {
            return self.give_up(item);
        };
        let due = self.now.plus(after);
        if sent {
            self.undeleted_later.push(due, item);
        } else {
            self.later.push(due, item);
        }
    }

    /// How long until this is worth another try; `None` when it is not.
    fn again_after(&mut self, item: u32, why: &NotDone) -> Option<Duration> {
        let fault = match why {
            NotDone::NotHeld => return self.receipt_again(item),
            NotDone::Fault(fault) => fault,
        };
        self.last_error = fault.to_string();
        match fault.kind {
            // the handle does not count any more: the next receive gives one that does
            FaultKind::Rejected => return self.receipt_again(item),
            FaultKind::NotFound => self.stop_by(StoppedBy::Error),
            FaultKind::Denied => self.denied(fault),
            FaultKind::Unreachable => self.silent(),
            FaultKind::Throttled | FaultKind::Ambiguous => {}
        }
        let fatal = matches!(fault.kind, FaultKind::NotFound | FaultKind::Denied);
        let slot = self.items.slot_mut(item);
        slot.tries += 1;
        let tries = slot.tries;
        let most = if self.stop.is_some() {
            LAST_TRIES
        } else {
            TRIES
        };
        if tries >= most || (fatal && self.stop.is_some()) {
            return None;
        }
        Some(self.chance.backoff(tries))
    }

    /// How long until an item without a receipt is tried again; `None` when it is not.
    pub(super) fn receipt_again(&mut self, item: u32) -> Option<Duration> {
        let now = self.now;
        let since = *self.items.slot_mut(item).no_receipt.get_or_insert(now);
        let hopeless = self.stop.is_some() || now.since(since) >= RECEIPT_PATIENCE;
        (!hopeless).then_some(RECEIPT_AGAIN)
    }

    /// It stays in the queue: sent and not deleted, or not deleted at all.
    fn give_up(&mut self, item: u32) {
        if self.kind == Kind::Delete {
            self.items.move_on(item, Cue::Stopped);
        } else {
            self.items.move_on(item, Cue::GivenUp);
            self.tell_fate(item);
        }
    }
}
