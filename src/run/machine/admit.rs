//! What may begin now.

use std::sync::Arc;

use super::core::{Machine, Write};
use super::pack::{Batch, Cargo, Load};
use crate::letter::LetterId;
use crate::limits::{PUT_EVENTS_ENTRIES, SQS_BATCH};
use crate::plan::is_failed_target;
use crate::run::event::Effect;
use crate::run::progress::Kind;
use crate::run::record::Record;
use crate::run::stage::Cue;
use crate::run::watch::Phase;

/// Batches between their intent and their answer at a time. More would mean more in doubt after a crash.
const WINDOW: usize = 48;
/// Letters of one call.
const TOGETHER: usize = if PUT_EVENTS_ENTRIES < SQS_BATCH {
    PUT_EVENTS_ENTRIES
} else {
    SQS_BATCH
};

impl Machine {
    /// Begins what may begin: writes the intent of as many batches as the pace and the window let through.
    pub(super) fn admit(&mut self) {
        while let Some(item) = self.later.pop(self.now) {
            self.waiting.push_front(item);
        }
        while self.may_begin() {
            let together = self
                .waiting
                .front()
                .map_or(0, |head| self.scratch_most(*head));
            let wanted = self.waiting.len().min(TOGETHER).min(together);
            let allowed = self.pace.allowed(wanted, self.now);
            if allowed == 0 {
                return;
            }
            let Some(batch) = self.next_batch(allowed) else {
                return;
            };
            self.begin(batch);
        }
    }

    /// Whether anything may begin now, the pace apart.
    pub(super) fn may_begin(&self) -> bool {
        let deletes = if self.kind == Kind::Delete {
            self.deletes.len()
        } else {
            0
        };
        let out = self.intents + self.puts.len() + deletes;
        let Some(head) = self.waiting.front() else {
            return false;
        };
        let phase = match self.watch.phase {
            Phase::Running => true,
            Phase::Canary => self.items.slot(*head).canary,
            Phase::CanaryWatch(_) => false,
        };
        phase
            && out < WINDOW
            && !self.paused
            && self.stop.is_none()
            && !self.journal_broken
            && self.hold.is_none_or(|until| until <= self.now)
            && !self.fifo_busy.contains(&self.letters[*head as usize].to)
            && self.scratch_most(*head) > 0
    }

    fn begin(&mut self, batch: Batch) {
        for item in &batch.items {
            self.items.move_on(*item, Cue::Admitted);
        }
        self.pace.take(batch.items.len(), self.now);
        self.pioneer(&batch.to);
        if batch.to.ends_with(".fifo") {
            self.fifo_busy.insert(Arc::clone(&batch.to));
        }
        self.intents += 1;
        self.changed = true;
        let step = self.progress_step(batch.items.clone());
        self.write(vec![Record::Intent(step)], Write::Intent(batch));
    }

    /// Takes up to `most` items from the head of the line that go together.
    fn next_batch(&mut self, most: usize) -> Option<Batch> {
        let mut batch: Option<Batch> = None;
        let mut groups: Vec<Option<Arc<str>>> = Vec::new();
        while let Some(item) = self.waiting.front().copied() {
            if batch.as_ref().is_some_and(|b| b.items.len() >= most) {
                break;
            }
            let planned = self.letters[item as usize].clone();
            if let Some(b) = &batch
                && (b.to != planned.to || self.must_wait_for_its_turn(item))
            {
                break;
            }
            let group = self.fifo_group(item);
            if group.is_some() && groups.contains(&group) {
                break;
            }
            let load = match self.load_of(item, group.as_ref()) {
                Ok(load) => load,
                Err(why) => {
                    self.waiting.pop_front();
                    self.refuse_unsent(item, why);
                    continue;
                }
            };
            let alone = self.items.slot(item).alone;
            let b = batch.get_or_insert_with(|| Batch::new(Arc::clone(&planned.to), &load));
            if !b.has_room_for(&load) {
                break;
            }
            b.add(item, load);
            groups.push(group);
            self.waiting.pop_front();
            if alone {
                break;
            }
        }
        batch
    }

    /// Whether an item can't join a batch that has begun.
    fn must_wait_for_its_turn(&self, item: u32) -> bool {
        let slot = self.items.slot(item);
        slot.alone || (self.watch.phase == Phase::Canary && !slot.canary)
    }

    fn load_of(&self, item: u32, group: Option<&Arc<str>>) -> Result<Load, String> {
        let planned = &self.letters[item as usize];
        if let Some(group) = group
            && self
                .stuck
                .contains(&(Arc::clone(&planned.to), Arc::clone(group)))
        {
            return Err("an earlier letter of its message group stayed behind".into());
        }
        if is_failed_target(&planned.to) && self.sets.of(&planned.to).is_none() {
            return Err("the target that failed for it is not copied by this run".into());
        }
        Load::of(planned)
    }

    /// The message group of an item that goes to a FIFO queue.
    pub(super) fn fifo_group(&self, item: u32) -> Option<Arc<str>> {
        let planned = &self.letters[item as usize];
        planned.to.ends_with(".fifo").then(|| {
            let group = planned.letter.message.system("MessageGroupId");
            group.unwrap_or_default().into()
        })
    }

    /// The intent of a batch is on disk: does it, unless the run was stopped meanwhile.
    pub(super) fn intent_written(&mut self, batch: Batch) {
        self.intents -= 1;
        if self.stop.is_some() || self.journal_broken {
            self.fifo_busy.remove(&batch.to);
            self.not_begun(&batch.items);
            return;
        }
        let call = self.ticket();
        let cue = match batch.cargo {
            Cargo::Nothing => Cue::Delete,
            Cargo::Entries(_) | Cargo::Parcels(_) => Cue::Put,
        };
        for item in &batch.items {
            self.items.move_on(*item, cue);
            self.tell_fate(*item);
        }
        let items = batch.items.clone();
        let letters = self.letters_to_hold(&items);
        match &batch.cargo {
            Cargo::Entries(entries) => self.out.push(Effect::Put {
                call,
                bus: self.bus_of(&batch.to),
                items,
                entries: entries.clone(),
                letters,
            }),
            Cargo::Parcels(parcels) => self.out.push(Effect::Send {
                call,
                queue: Arc::clone(&batch.to),
                items,
                parcels: parcels.clone(),
                letters,
            }),
            Cargo::Nothing => return self.ask_to_delete(call, items),
        }
        self.puts.insert(call, batch);
    }

    /// Letters that must be held while they are sent, or another may do it too.
    fn letters_to_hold(&self, items: &[u32]) -> Vec<LetterId> {
        match self.kind {
            Kind::Redrive => items.iter().map(|item| self.letter_of(*item)).collect(),
            Kind::Delete | Kind::Undo | Kind::Import => Vec::new(),
        }
    }

    /// Stops a batch between its intent and its put.
    fn not_begun(&mut self, items: &[u32]) {
        for item in items {
            self.items.move_on(*item, Cue::NotDone);
            self.waiting.push_back(*item);
        }
        let step = self.progress_step(items.to_vec());
        if !self.journal_broken {
            self.write(vec![Record::Unsent(step)], Write::Remark);
        }
    }
}
