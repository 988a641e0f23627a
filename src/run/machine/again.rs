//! Items whose turn comes again.

use std::sync::Arc;

use super::core::Machine;
use super::pack::Batch;
use crate::run::stage::Cue;
use crate::time::Time;

impl Machine {
    /// Puts what was not done back in the line: at its head where the order counts, else after a while.
    pub(super) fn wait_again(&mut self, batch: &Batch, unsent: &[u32]) {
        let fifo = batch.to.ends_with(".fifo");
        for item in unsent.iter().rev().copied() {
            self.items.move_on(item, Cue::NotDone);
            self.tell_fate(item);
            let due = self.due_again(item);
            if fifo {
                self.hold = self.hold.max((due > self.now).then_some(due));
                self.waiting.push_front(item);
            } else if due > self.now {
                self.later.push(due, item);
            } else {
                self.waiting.push_front(item);
            }
        }
    }

    /// Puts what was not held when its turn came back in the line: it is received again, or else left.
    pub(super) fn wait_until_held(&mut self, batch: &Batch, unheld: &[u32]) {
        let fifo = batch.to.ends_with(".fifo");
        for item in unheld.iter().rev().copied() {
            self.items.move_on(item, Cue::NotDone);
            self.tell_fate(item);
            let Some(after) = self.receipt_again(item) else {
                self.items.move_on(item, Cue::Stopped);
                self.last_error = "a lease ran out, and the letter was not received again".into();
                self.gone_wrong(item, &Arc::default());
                continue;
            };
            let due = self.now.plus(after);
            if fifo {
                self.hold = self.hold.max(Some(due));
                self.waiting.push_front(item);
            } else {
                self.later.push(due, item);
            }
        }
    }

    fn due_again(&mut self, item: u32) -> Time {
        let tries = self.items.slot(item).tries;
        if tries == 0 {
            return self.now;
        }
        self.now.plus(self.chance.backoff(tries))
    }
}
