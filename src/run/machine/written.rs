//! What is on disk now, and a journal that can't be written.

use std::ops::Range;
use std::sync::Arc;

use super::core::{Machine, Write};
use crate::plan::is_failed_target;
use crate::run::event::Ticket;
use crate::run::progress::{Kind, StoppedBy};
use crate::run::stage::{Cue, Stage};

impl Machine {
    pub(super) fn journalled(&mut self, ticket: Ticket, taken: &[u32]) {
        let Some(write) = self.writes.remove(&ticket) else {
            return;
        };
        match write {
            Write::List(range) => self.listed_on_disk(range, taken),
            Write::Intent(batch) => self.intent_written(batch),
            Write::Outcome(items) => self.outcome_written(&items),
            Write::Note(items) => self.note_written(&items),
            Write::WatchOver(items) => self.watch_over_written(&items),
            Write::Scratches => self.make_scratches(),
            Write::Remark | Write::End => {}
        }
    }

    fn listed_on_disk(&mut self, range: Range<u32>, taken: &[u32]) {
        self.changed = true;
        for item in range {
            let earlier = self.letters[item as usize].sent.clone();
            if taken.contains(&item) {
                self.items.move_on(item, Cue::Taken);
                self.tell_fate_because(item, &"another run has this letter".into());
            } else if let (Some(id), Kind::Redrive, true) =
                (&earlier, self.kind, self.is_watched(item))
            {
                self.items.accepted(item, Arc::clone(id));
                self.watch_on(item);
            } else if let (Some(id), Kind::Redrive) = (earlier, self.kind) {
                self.items.move_on(item, Cue::ListedAsSent);
                self.items.slot_mut(item).new_id = Some(id);
                self.undeleted.push_back(item);
            } else {
                self.items.move_on(item, Cue::Listed);
                self.waiting.push_back(item);
                self.tell_fate(item);
            }
        }
    }

    /// Whether an earlier run sent it to a failed target alone, and did not see the end of its watch.
    fn is_watched(&self, item: u32) -> bool {
        is_failed_target(&self.letters[item as usize].to)
    }

    fn outcome_written(&mut self, items: &[u32]) {
        self.changed = true;
        if self.sets.any() {
            return self.watch_items(items);
        }
        for item in items.iter().copied() {
            if self.kind == Kind::Undo {
                self.items.move_on(item, Cue::AllOnDisk);
            } else {
                self.items.move_on(item, Cue::SentOnDisk);
                self.undeleted.push_back(item);
            }
            self.tell_fate(item);
        }
    }

    fn watch_over_written(&mut self, items: &[u32]) {
        self.changed = true;
        for item in items.iter().copied() {
            self.items.move_on(item, Cue::SentOnDisk);
            self.undeleted.push_back(item);
            self.tell_fate(item);
        }
    }

    fn note_written(&mut self, items: &[u32]) {
        self.changed = true;
        for item in items.iter().copied() {
            self.items.move_on(item, Cue::AllOnDisk);
            self.tell_fate(item);
            self.let_go(item);
        }
    }

    /// Nothing can be written any more: nothing new begins, and what is under way is only waited for.
    pub(super) fn journal_failed(&mut self, why: String) {
        if self.journal_broken {
            return;
        }
        self.journal_broken = true;
        self.stop.get_or_insert(StoppedBy::Error);
        self.last_error = why;
        self.changed = true;
        let mut writes: Vec<(Ticket, Write)> = self.writes.drain().collect();
        writes.sort_by_key(|(ticket, _)| *ticket);
        for (_, write) in writes {
            self.unwritten(write);
        }
    }

    fn unwritten(&mut self, write: Write) {
        match write {
            Write::List(range) => range.for_each(|item| {
                self.items.move_on(item, Cue::Unwritten);
            }),
            Write::Intent(batch) => {
                self.intents -= 1;
                self.fifo_busy.remove(&batch.to);
                for item in batch.items {
                    self.items.move_on(item, Cue::Unwritten);
                }
            }
            Write::Outcome(items) => self.outcome_unwritten(&items),
            Write::WatchOver(items) => self.outcome_unwritten(&items),
            Write::Note(items) => self.note_unwritten(&items),
            Write::Scratches => self.scratches_unwritten(),
            Write::Remark | Write::End => {}
        }
    }

    /// These were accepted, and the journal does not say so: they are not deleted.
    pub(super) fn outcome_unwritten(&mut self, items: &[u32]) {
        for item in items.iter().copied() {
            self.items.move_on(item, Cue::Unwritten);
            self.tell_fate(item);
        }
    }

    pub(super) fn note_unwritten(&mut self, items: &[u32]) {
        for item in items.iter().copied() {
            self.items.move_on(item, Cue::Unwritten);
            self.tell_fate(item);
        }
    }

    /// What could not be deleted after the journal broke stays as it is.
    pub(super) fn drop_undeleted(&mut self) {
        if !self.journal_broken {
            return;
        }
        let rest: Vec<u32> = self
            .undeleted
            .drain(..)
            .chain(self.undeleted_later.drain())
            .collect();
        for item in rest {
            debug_assert_eq!(self.items.stage(item), Stage::Undeleted);
            self.items.move_on(item, Cue::Unwritten);
            self.tell_fate(item);
        }
    }
}
