//! The items of a run: where each stands, and the counts.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use super::progress::{Fate, Kind};
use super::stage::{Cue, Stage};
use crate::time::Time;

/// What the machine remembers of one item.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) stage: Stage,
    /// Tries that ended without the thing being done.
    pub(super) tries: u32,
    /// It goes in a call of its own: its batch was refused as a whole.
    pub(super) alone: bool,
    /// It belongs to the canary.
    pub(super) canary: bool,
    /// Since when there is no receipt for it.
    pub(super) no_receipt: Option<Time>,
    /// The id that the destination gave; empty when it is not known.
    pub(super) new_id: Option<Arc<str>>,
    /// The scratch rule took it.
    pub(super) matched: bool,
    /// Why it came back to the scratch queue.
    pub(super) returned: Option<Arc<str>>,
    pub(super) bounced: bool,
    pub(super) settled: bool,
}

impl Slot {
    fn new() -> Self {
        Self {
            stage: Stage::Unlisted,
            tries: 0,
            alone: false,
            canary: false,
            no_receipt: None,
            new_id: None,
            matched: false,
            returned: None,
            bounced: false,
            settled: false,
        }
    }
}

/// All items, and how many are in each stage.
#[derive(Clone, Debug)]
pub(super) struct Items {
    slots: Vec<Slot>,
    counts: [usize; Stage::COUNT],
    /// Canaries of which it is not known what became of them.
    pub(super) canaries_open: usize,
    pub(super) bounced: usize,
    pub(super) settled: usize,
    by_new_id: HashMap<Arc<str>, u32>,
}

impl Items {
    pub(super) fn new(count: usize) -> Self {
        let mut counts = [0; Stage::COUNT];
        counts[Stage::Unlisted as usize] = count;
        Self {
            slots: vec![Slot::new(); count],
            counts,
            canaries_open: 0,
            bounced: 0,
            settled: 0,
            by_new_id: HashMap::new(),
        }
    }

    /// So many more items, not on disk yet.
    pub(super) fn grow(&mut self, more: usize) {
        self.slots.resize_with(self.slots.len() + more, Slot::new);
        self.counts[Stage::Unlisted as usize] += more;
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn stage(&self, item: u32) -> Stage {
        self.slots[item as usize].stage
    }

    pub(super) fn slot(&self, item: u32) -> &Slot {
        &self.slots[item as usize]
    }

    pub(super) fn slot_mut(&mut self, item: u32) -> &mut Slot {
        &mut self.slots[item as usize]
    }

    pub(super) fn mark_canary(&mut self, item: u32) {
        self.slots[item as usize].canary = true;
        self.canaries_open += 1;
    }

    /// Moves an item on; `false`, and nothing is changed, when `cue` leads nowhere from where it is.
    pub(super) fn move_on(&mut self, item: u32, cue: Cue) -> bool {
        let slot = &mut self.slots[item as usize];
        let Some(next) = slot.stage.after(cue) else {
            debug_assert!(false, "{:?} {cue:?}", slot.stage);
            return false;
        };
        if slot.canary && !slot.stage.is_resolved() && next.is_resolved() {
            self.canaries_open -= 1;
        }
        // it was watched, and that this is over is being written
        if slot.canary && slot.stage.is_resolved() && !next.is_resolved() {
            self.canaries_open += 1;
        }
        self.counts[slot.stage as usize] -= 1;
        self.counts[next as usize] += 1;
        slot.stage = next;
        true
    }

    pub(super) fn count(&self, stages: &[Stage]) -> usize {
        stages.iter().map(|s| self.counts[*s as usize]).sum()
    }

    /// Whether every item is at its end.
    pub(super) fn all_ended(&self) -> bool {
        let ends = [
            Stage::Deleted,
            Stage::Sent,
            Stage::Failed,
            Stage::InDoubt,
            Stage::Left,
        ];
        self.count(&ends) == self.len()
    }

    /// Items that the destination accepted and of which that is on disk (or will never be).
    pub(super) fn sent(&self, kind: Kind) -> usize {
        if kind == Kind::Delete {
            return 0;
        }
        self.count(&[
            Stage::Watched,
            Stage::Undeleted,
            Stage::Deleting,
            Stage::Noting,
            Stage::Deleted,
            Stage::Sent,
        ])
    }

    pub(super) fn accepted(&mut self, item: u32, new_id: Arc<str>) {
        self.by_new_id.insert(Arc::clone(&new_id), item);
        self.slots[item as usize].new_id = Some(new_id);
    }

    /// The item that was accepted under that id came back; `true` the first time.
    pub(super) fn bounce(&mut self, id: &str) -> bool {
        let Some(item) = self.by_new_id.get(id) else {
            return false;
        };
        let slot = &mut self.slots[*item as usize];
        if slot.bounced {
            return false;
        }
        slot.bounced = true;
        self.bounced += 1;
        if std::mem::take(&mut slot.settled) {
            self.settled -= 1;
        }
        true
    }

    /// The item that was accepted under that id.
    pub(super) fn by_id(&self, id: &str) -> Option<u32> {
        self.by_new_id.get(id).copied()
    }

    /// Whether the run put something under that id.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.by_new_id.contains_key(id)
    }

    /// The watch time of an accepted item is over.
    pub(super) fn settle(&mut self, item: u32) {
        let slot = &mut self.slots[item as usize];
        if !slot.bounced && !slot.settled {
            slot.settled = true;
            self.settled += 1;
        }
    }

    /// What its row shows; `None` for one whose letter is as before.
    pub(super) fn fate(&self, item: u32, why: &Arc<str>) -> Option<Fate> {
        let slot = &self.slots[item as usize];
        let sent = || Fate::Sent(slot.new_id.clone().unwrap_or_default());
        Some(match slot.stage {
            Stage::Unlisted | Stage::Left => return None,
            Stage::Waiting | Stage::Intending => Fate::Planned,
            Stage::Putting | Stage::Recording => Fate::InFlight,
            Stage::Deleting | Stage::Noting | Stage::Undeleted if slot.new_id.is_none() => {
                Fate::InFlight
            }
            Stage::Watched | Stage::Undeleted | Stage::Deleting | Stage::Noting | Stage::Sent => {
                sent()
            }
            Stage::Deleted => Fate::Deleted,
            Stage::Failed => Fate::Failed(Arc::clone(why)),
            Stage::InDoubt => Fate::InDoubt,
        })
    }
}

/// Items that wait for their time.
#[derive(Clone, Debug, Default)]
pub(super) struct Later(BinaryHeap<Reverse<(Time, u32)>>);

impl Later {
    pub(super) fn push(&mut self, due: Time, item: u32) {
        self.0.push(Reverse((due, item)));
    }

    /// An item whose time has come.
    pub(super) fn pop(&mut self, now: Time) -> Option<u32> {
        let Reverse((due, _)) = self.0.peek()?;
        if *due > now {
            return None;
        }
        self.0.pop().map(|Reverse((_, item))| item)
    }

    /// When the first is due.
    pub(super) fn next(&self) -> Option<Time> {
        self.0.peek().map(|Reverse((due, _))| *due)
    }

    pub(super) fn drain(&mut self) -> Vec<u32> {
        self.0.drain().map(|Reverse((_, item))| item).collect()
    }
}
