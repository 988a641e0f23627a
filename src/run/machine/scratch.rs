//! Scratch buses: made before the first event, asked for what comes back, removed after the last verdict.

use std::sync::Arc;

use super::core::{Machine, Write};
use super::patience::may_come_back;
use crate::plan::SCRATCH_SETTLE;
use crate::run::event::{Effect, Fault, FaultKind, Parcel, Ticket};
use crate::run::progress::StoppedBy;
use crate::run::record::{Record, ScratchName};
use crate::run::scratch::{DEAF, DEAF_AGAIN, PIONEER, PIONEERS, REMOVALS, Set, Stand};
use crate::run::stage::Stage;
use crate::time::Time;

impl Machine {
    /// What is written before anything is made.
    pub(super) fn scratches_intended(&self) -> Record {
        let name = |set: &Set| ScratchName {
            name: Arc::clone(&set.name),
            rule: set.scratch.rule.as_str().into(),
            rule_arn: set.scratch.rule_arn.as_str().into(),
            to: Arc::clone(&set.scratch.to),
        };
        Record::Scratches {
            run: self.run.clone(),
            names: self.sets.all.iter().map(name).collect(),
            at: self.now,
        }
    }

    /// The intent is on disk: makes them.
    pub(super) fn make_scratches(&mut self) {
        for at in 0..self.sets.all.len() {
            if self.stop.is_some() || self.journal_broken {
                self.make_nothing(at);
                continue;
            }
            let call = self.ticket();
            self.making.insert(call, at);
            let set = &mut self.sets.all[at];
            set.stand = Stand::Making;
            self.out.push(Effect::Make {
                call,
                name: Arc::clone(&set.name),
                scratch: Box::new(set.scratch.clone()),
            });
        }
    }

    /// The run ends before it made one. What it took over from an earlier run is there, and is removed.
    fn make_nothing(&mut self, at: usize) {
        let set = &mut self.sets.all[at];
        if set.scratch.name.is_some() && !self.journal_broken {
            set.stand = Stand::Half;
            return;
        }
        set.stand = Stand::Gone;
        self.note_gone(at);
    }

    /// Nothing was made, and nothing will be.
    pub(super) fn scratches_unwritten(&mut self) {
        for set in &mut self.sets.all {
            set.stand = Stand::Gone;
        }
    }

    pub(super) fn made(&mut self, call: Ticket, outcome: Result<(), Fault>) {
        let Some(at) = self.making.remove(&call) else {
            return;
        };
        self.changed = true;
        self.sets.all[at].stand = match outcome {
            Ok(()) => Stand::Up(self.now.plus(SCRATCH_SETTLE)),
            Err(trouble) => {
                self.last_error = format!("the scratch bus could not be made: {trouble}");
                self.stop_by(StoppedBy::Error);
                Stand::Half
            }
        };
    }

    /// How many of the events at the head of the line may go together, as far as scratch buses are concerned.
    pub(super) fn scratch_most(&self, item: u32) -> usize {
        let to = &self.letters[item as usize].to;
        let set = self.sets.of(to).map(|at| &self.sets.all[at]);
        set.map_or(usize::MAX, |set| set.most(self.now))
    }

    /// The bus that a destination means.
    pub(super) fn bus_of(&self, to: &Arc<str>) -> Arc<str> {
        let set = self.sets.of(to).map(|at| &self.sets.all[at]);
        set.map_or_else(|| Arc::clone(to), |set| Arc::clone(&set.name))
    }

    /// An event goes to a scratch bus: until one has come through, the next waits.
    pub(super) fn pioneer(&mut self, to: &str) {
        let next = self.now.plus(PIONEER);
        if let Some(at) = self.sets.of(to) {
            self.sets.all[at].next_pioneer = next;
        }
    }

    /// All that follows for scratch buses from where things stand.
    pub(super) fn scratch(&mut self) {
        if !self.sets.any() {
            return;
        }
        self.give_verdicts();
        let over = self.items.all_ended();
        for at in 0..self.sets.all.len() {
            self.sets.all[at].drained &= over;
            self.look_at_pioneers(at);
            if !self.is_cut_short(at) {
                self.listen(at);
            }
        }
    }

    /// Removes the scratch buses that no letter of the run needs any more.
    pub(super) fn remove_scratches(&mut self) {
        let over = self.items.all_ended() && !(self.late.expecting && self.stop.is_none());
        if over && self.puts.is_empty() && self.deletes.is_empty() {
            (0..self.sets.all.len()).for_each(|at| self.remove(at));
        }
    }

    fn look_at_pioneers(&mut self, at: usize) {
        let set = &self.sets.all[at];
        let missed = !set.confirmed && set.pioneers >= PIONEERS && set.next_pioneer <= self.now;
        if missed && self.stop.is_none() {
            let (name, n) = (&set.name, set.pioneers);
            self.last_error = format!(
                "the rule of the scratch bus {name} took none of {n} events: nothing more is sent"
            );
            self.stop_by(StoppedBy::Error);
        }
    }

    fn listen(&mut self, at: usize) {
        let set = &mut self.sets.all[at];
        if set.is_up() && !set.listening && !set.drained && set.next_listen <= self.now {
            set.listening = true;
            self.out.push(Effect::Listen {
                set: at,
                name: Arc::clone(&set.name),
            });
        }
    }

    fn remove(&mut self, at: usize) {
        let set = &self.sets.all[at];
        let ready = match set.stand {
            Stand::Up(_) => !set.listening && (set.drained || self.is_cut_short(at)),
            Stand::Half => true,
            Stand::Again(when) => when <= self.now,
            _ => false,
        };
        if !ready {
            return;
        }
        let back = self.to_send_back(at);
        let call = self.ticket();
        self.making.insert(call, at);
        let set = &mut self.sets.all[at];
        set.stand = Stand::Removing;
        self.out.push(Effect::Remove {
            call,
            name: Arc::clone(&set.name),
            back,
        });
    }

    /// Dead letters of events whose letters are deleted already: their place is the letters' queue.
    fn to_send_back(&self, at: usize) -> Vec<Parcel> {
        let rule = &self.sets.all[at].scratch.rule_arn;
        let gone = self.sets.late.iter().filter(|(item, _)| {
            let to = &self.letters[*item as usize].to;
            self.sets.of(to) == Some(at) && self.items.stage(*item) == Stage::Deleted
        });
        gone.map(|(_, parcel)| parcel.of_rule(rule)).collect()
    }

    pub(super) fn removed(&mut self, call: Ticket, outcome: Result<(), Fault>) {
        let Some(at) = self.making.remove(&call) else {
            return;
        };
        self.changed = true;
        let tries = self.sets.all[at].removals + 1;
        self.sets.all[at].removals = tries;
        match outcome {
            Ok(()) => {
                self.sets.all[at].stand = Stand::Gone;
                self.note_gone(at);
            }
            Err(trouble) => {
                let name = &self.sets.all[at].name;
                self.last_error = format!(
                    "the scratch bus {name} could not be removed: {trouble}; `dlq-tui doctor --clean` tries again"
                );
                let hopeless = tries >= REMOVALS || trouble.kind == FaultKind::Denied;
                self.sets.all[at].stand = if hopeless {
                    self.stop_by(StoppedBy::Error);
                    Stand::Stays
                } else {
                    Stand::Again(self.now.plus(self.chance.backoff(tries)))
                };
            }
        }
    }

    fn note_gone(&mut self, at: usize) {
        if self.journal_broken {
            return;
        }
        let record = Record::ScratchGone {
            name: Arc::clone(&self.sets.all[at].name),
        };
        self.write(vec![record], Write::Remark);
    }

    /// When scratch buses want to be looked at again.
    pub(super) fn scratch_next(&self) -> Option<Time> {
        let set = |(at, set): (usize, &Set)| {
            // one that is cut short is not asked any more, however long its deletes take
            let silent = set.is_up() && self.is_cut_short(at);
            set.next(self.now).filter(|_| !silent)
        };
        let sets = self.sets.all.iter().enumerate().filter_map(set);
        let watched = self.sets.watched.front().map(|(due, _)| *due);
        // one that is overdue waits for its queue to be seen whole
        sets.chain(watched.filter(|due| *due > self.now)).min()
    }

    /// A scratch queue could not be asked.
    pub(super) fn deaf(&mut self, at: usize, trouble: &Fault) {
        self.last_error = format!("the scratch queue can't be read: {trouble}");
        let now = self.now;
        let refused = trouble.kind == FaultKind::Denied && !may_come_back(&trouble.code);
        let set = &mut self.sets.all[at];
        let (since, _) = set.deaf.unwrap_or((now, DEAF.1));
        set.deaf = Some((since, if refused { DEAF.0 } else { DEAF.1 }));
        set.next_listen = now.plus(DEAF_AGAIN);
        if trouble.kind == FaultKind::NotFound {
            set.stand = Stand::Half;
            self.stop_by(StoppedBy::Error);
        }
    }
}
