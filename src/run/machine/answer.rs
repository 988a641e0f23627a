//! What came of puts and sends.

use std::sync::Arc;

use super::core::{Machine, Write};
use super::pack::Batch;
use crate::run::event::{Fault, FaultKind, NotDone, Ticket};
use crate::run::progress::StoppedBy;
use crate::run::record::Record;
use crate::run::stage::Cue;

/// Tries of one item before it counts as refused.
pub(super) const TRIES: u32 = 20;
/// Tries of whole calls count no further: it is not the item's fault.
const PATIENT_TRIES: u32 = 8;

/// What became of a batch, sorted for the journal.
#[derive(Default)]
struct Sorted {
    accepted: Vec<(u32, Arc<str>)>,
    unsent: Vec<u32>,
    unheld: Vec<u32>,
    in_doubt: Vec<u32>,
    refused: Vec<(u32, Arc<str>)>,
}

impl Machine {
    pub(super) fn answered(
        &mut self,
        call: Ticket,
        outcome: Result<Vec<Result<Arc<str>, NotDone>>, Fault>,
    ) {
        let Some(batch) = self.puts.remove(&call) else {
            return;
        };
        self.fifo_busy.remove(&batch.to);
        self.changed = true;
        let mut sorted = Sorted::default();
        match outcome {
            Ok(answers) => {
                if answers.iter().any(was_asked) {
                    self.heard();
                }
                self.sort_entries(&batch, answers, &mut sorted);
            }
            Err(fault) => self.sort_whole(&batch, &fault, &mut sorted),
        }
        self.wait_again(&batch, &sorted.unsent);
        self.wait_until_held(&batch, &sorted.unheld);
        self.write_down(sorted);
    }

    fn sort_entries(
        &mut self,
        batch: &Batch,
        answers: Vec<Result<Arc<str>, NotDone>>,
        sorted: &mut Sorted,
    ) {
        let mut answers = answers.into_iter();
        for item in batch.items.iter().copied() {
            match answers.next() {
                Some(Ok(id)) => sorted.accepted.push((item, id)),
                Some(Err(NotDone::NotHeld)) => sorted.unheld.push(item),
                Some(Err(NotDone::Fault(fault))) => self.sort_entry(item, &fault, sorted),
                // fewer answers than entries: nobody knows
                None => sorted.in_doubt.push(item),
            }
        }
    }

    fn sort_entry(&mut self, item: u32, fault: &Fault, sorted: &mut Sorted) {
        self.last_error = fault.to_string();
        match fault.kind {
            FaultKind::Throttled | FaultKind::Unreachable => {
                self.slow_down(fault);
                let slot = self.items.slot_mut(item);
                slot.tries += 1;
                if slot.tries < TRIES {
                    sorted.unsent.push(item);
                } else {
                    let why = format!("not taken after {TRIES} tries: {fault}");
                    sorted.refused.push((item, why.into()));
                }
            }
            FaultKind::Denied | FaultKind::NotFound | FaultKind::Rejected => {
                sorted.refused.push((item, fault.to_string().into()));
            }
            FaultKind::Ambiguous => sorted.in_doubt.push(item),
        }
    }

    fn sort_whole(&mut self, batch: &Batch, fault: &Fault, sorted: &mut Sorted) {
        self.last_error = fault.to_string();
        match fault.kind {
            FaultKind::Ambiguous => return sorted.in_doubt.extend(&batch.items),
            FaultKind::Rejected if batch.items.len() == 1 => {
                self.heard();
                let why = fault.to_string().into();
                return sorted.refused.push((batch.items[0], why));
            }
            // one of them spoils the call: each goes alone, and the culprit shows
            FaultKind::Rejected => {
                self.heard();
                for item in &batch.items {
                    self.items.slot_mut(*item).alone = true;
                }
            }
            FaultKind::Throttled => {
                self.throttled(fault);
                self.count_tries(batch);
            }
            FaultKind::Unreachable => {
                self.silent();
                self.count_tries(batch);
            }
            FaultKind::Denied => self.denied(fault),
            FaultKind::NotFound => self.stop_by(StoppedBy::Error),
        }
        sorted.unsent.extend(&batch.items);
    }

    fn count_tries(&mut self, batch: &Batch) {
        for item in &batch.items {
            let slot = self.items.slot_mut(*item);
            slot.tries = slot.tries.max((slot.tries + 1).min(PATIENT_TRIES));
        }
    }

    fn write_down(&mut self, sorted: Sorted) {
        let (run, at) = (self.run.clone(), self.now);
        let mut records = Vec::new();
        let unsent = [sorted.unsent, sorted.unheld].concat();
        if !unsent.is_empty() {
            records.push(Record::Unsent(self.progress_step(unsent)));
        }
        for (item, why) in sorted.refused {
            self.refused(item, &why);
            let run = run.clone();
            records.push(Record::Refused { run, item, why, at });
        }
        for item in &sorted.in_doubt {
            self.items.move_on(*item, Cue::Unanswered);
            self.gone_wrong(*item, &"".into());
        }
        if !sorted.in_doubt.is_empty() {
            records.push(Record::InDoubt(self.progress_step(sorted.in_doubt)));
        }
        let accepted: Vec<u32> = sorted.accepted.iter().map(|(item, _)| *item).collect();
        for (item, id) in &sorted.accepted {
            self.items.move_on(*item, Cue::Accepted);
            self.accepted(*item, id);
        }
        if !accepted.is_empty() {
            let items = sorted.accepted;
            records.push(if self.sets.any() {
                Record::Watched { run, items, at }
            } else {
                Record::Sent { run, items, at }
            });
        }
        if self.journal_broken {
            return self.outcome_unwritten(&accepted);
        }
        if !records.is_empty() {
            self.write(records, Write::Outcome(accepted));
        }
    }

    fn accepted(&mut self, item: u32, id: &Arc<str>) {
        self.items.accepted(item, Arc::clone(id));
        let slot = self.items.slot_mut(item);
        (slot.tries, slot.no_receipt) = (0, None);
        self.watch.sent(item, self.now);
        if let Some(at) = self.sets.of(&self.letters[item as usize].to) {
            self.sets.all[at].pioneers += 1;
            self.hear_strays(item, id);
        }
        if self.strays.remove(id) {
            self.came_back(id);
        }
    }

    /// An item that can't go out, before any intent: `why` in words.
    pub(super) fn refuse_unsent(&mut self, item: u32, why: String) {
        let why: Arc<str> = why.into();
        self.refused(item, &why);
        let record = Record::Refused {
            run: self.run.clone(),
            item,
            why,
            at: self.now,
        };
        self.write(vec![record], Write::Remark);
    }

    fn refused(&mut self, item: u32, why: &Arc<str>) {
        self.items.move_on(item, Cue::Refused);
        self.last_error = why.to_string();
        self.gone_wrong(item, why);
    }

    /// Nothing of its message group may overtake a letter that stays behind.
    pub(super) fn gone_wrong(&mut self, item: u32, why: &Arc<str>) {
        if let Some(group) = self.fifo_group(item) {
            let to = Arc::clone(&self.letters[item as usize].to);
            self.stuck.insert((to, group));
        }
        self.tell_fate_because(item, why);
    }
}

/// Whether AWS was asked for that entry at all.
fn was_asked(answer: &Result<Arc<str>, NotDone>) -> bool {
    !matches!(answer, Err(NotDone::NotHeld))
}
