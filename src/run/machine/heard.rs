//! What a scratch queue tells, and the verdict on each letter that is watched there.

use std::sync::Arc;

use super::core::{Machine, Write};
use crate::limits::SQS_BATCH;
use crate::run::event::{DeadLetter, Fault, Heard};
use crate::run::progress::StoppedBy;
use crate::run::record::Record;
use crate::run::scratch::Stand;
use crate::run::stage::{Cue, Stage};

/// Events that are remembered until their put is answered.
const STRAYS: usize = 100_000;

impl Machine {
    /// A receive of a scratch queue was answered.
    pub(super) fn heard_of(&mut self, at: usize, heard: Result<Vec<Heard>, Fault>) {
        let Some(set) = self.sets.all.get_mut(at) else {
            return;
        };
        set.listening = false;
        match heard {
            Err(trouble) => self.deaf(at, &trouble),
            Ok(heard) => {
                set.deaf = None;
                set.confirmed |= !heard.is_empty();
                if heard.len() < SQS_BATCH {
                    set.caught_up = Some(self.now);
                }
                set.drained = heard.is_empty() && self.items.all_ended();
                for one in heard {
                    self.hear(one);
                }
            }
        }
    }

    fn hear(&mut self, heard: Heard) {
        let Heard { event_id, dead } = heard;
        match self.items.by_id(&event_id) {
            Some(item) => self.hear_of_item(item, dead),
            None if self.sets.strays.len() < STRAYS => {
                let known = self.sets.strays.entry(event_id).or_default();
                if known.is_none() {
                    *known = dead;
                }
            }
            None => {}
        }
    }

    /// An event was accepted: what was heard of it before counts.
    pub(super) fn hear_strays(&mut self, item: u32, id: &str) {
        if let Some(dead) = self.sets.strays.remove(id) {
            self.hear_of_item(item, dead);
        }
    }

    fn hear_of_item(&mut self, item: u32, dead: Option<DeadLetter>) {
        let slot = self.items.slot_mut(item);
        slot.matched = true;
        let Some(dead) = dead else { return };
        if slot.returned.is_some() {
            return;
        }
        slot.returned = Some(Arc::clone(&dead.why));
        if let Some(id) = slot.new_id.clone() {
            self.came_back(&id);
        }
        if self.items.stage(item) == Stage::Watched {
            self.fail_watched(item);
        } else {
            self.sets.late.push((item, dead.parcel));
        }
    }

    /// Its event came back: the letter stays, with the new error.
    fn fail_watched(&mut self, item: u32) {
        let why = self.items.slot(item).returned.clone().unwrap_or_default();
        self.items.move_on(item, Cue::CameBack);
        self.last_error = why.to_string();
        self.changed = true;
        self.gone_wrong(item, &why);
        let record = Record::Refused {
            run: self.run.clone(),
            item,
            why,
            at: self.now,
        };
        if !self.journal_broken {
            self.write(vec![record], Write::Remark);
        }
    }

    /// These were accepted by a scratch bus, and that is on disk: from now on they are watched.
    pub(super) fn watch_items(&mut self, items: &[u32]) {
        let until = self.now.plus(self.watch.time);
        for item in items.iter().copied() {
            self.items.move_on(item, Cue::WatchBegun);
            self.tell_fate(item);
            self.begin_watch(item, until);
        }
    }

    /// An earlier run sent it, and it is watched on.
    pub(super) fn watch_on(&mut self, item: u32) {
        self.items.move_on(item, Cue::ListedAsWatched);
        self.tell_fate(item);
        self.begin_watch(item, self.now.plus(self.watch.time));
        if let Some(id) = self.items.slot(item).new_id.clone() {
            self.hear_strays(item, &id);
        }
    }

    fn begin_watch(&mut self, item: u32, until: crate::time::Time) {
        if self.items.slot(item).returned.is_some() {
            self.fail_watched(item);
        } else {
            self.sets.watched.push_back((until, item));
        }
    }

    /// Decides what was watched long enough, and what can't be watched any longer.
    pub(super) fn give_verdicts(&mut self) {
        let (mut over, mut doubtful) = (Vec::new(), Vec::new());
        while let Some((until, item)) = self.sets.watched.front().copied() {
            let at = self.sets.of(&self.letters[item as usize].to);
            let cut = at.is_none_or(|at| self.is_cut_short(at));
            let seen = at.and_then(|at| self.sets.all[at].caught_up);
            if !cut && seen.is_none_or(|seen| seen < until) {
                break;
            }
            self.sets.watched.pop_front();
            if self.items.stage(item) != Stage::Watched {
                continue;
            }
            if !cut && self.items.slot(item).matched {
                over.push(item);
            } else {
                doubtful.push(item);
            }
        }
        self.watch_is_over(over);
        self.doubt(doubtful);
    }

    fn watch_is_over(&mut self, items: Vec<u32>) {
        if items.is_empty() {
            return;
        }
        self.changed = true;
        for item in items.iter().copied() {
            self.items.move_on(item, Cue::WatchOver);
            self.items.settle(item);
        }
        let record = Record::WatchOver(self.progress_step(items.clone()));
        self.write(vec![record], Write::WatchOver(items));
    }

    /// What was sent and not watched to its end, or not seen to be taken by the rule.
    fn doubt(&mut self, items: Vec<u32>) {
        if items.is_empty() {
            return;
        }
        self.changed = true;
        if self.last_error.is_empty() {
            self.last_error = if self.stop == Some(StoppedBy::Interrupt) {
                "the run was stopped before what it had sent was watched to the end".into()
            } else {
                "events were accepted, and the scratch rule was not seen to take them".into()
            };
        }
        for item in items.iter().copied() {
            self.items.move_on(item, Cue::CutShort);
            self.gone_wrong(item, &Arc::default());
        }
        if !self.journal_broken {
            let record = Record::InDoubt(self.progress_step(items));
            self.write(vec![record], Write::Remark);
        }
    }

    /// Whether what is watched there can't be watched to its end: the operator stopped the run, or nobody answers.
    pub(super) fn is_cut_short(&self, at: usize) -> bool {
        let set = &self.sets.all[at];
        let deaf = set
            .deaf
            .is_some_and(|(since, borne)| self.now.since(since) >= borne);
        // one that is still being made is waited for
        let lost = matches!(set.stand, Stand::Half | Stand::Gone | Stand::Stays);
        let stopped = self.journal_broken || self.stop == Some(StoppedBy::Interrupt);
        // what is being received still counts
        (deaf || lost || stopped) && !set.listening
    }
}
