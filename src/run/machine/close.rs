//! Bounces, stopping, watching, the end.

use std::sync::Arc;

use super::core::{Machine, Write};
use crate::run::event::Effect;
use crate::run::progress::{Kind, StoppedBy};
use crate::run::record::Record;
use crate::run::stage::{Cue, Stage};
use crate::run::watch::Look;

/// Ids of arrivals that are remembered until it is known what the run sent. Arrivals come as fast as the queue is
/// read; a put is answered within seconds.
const STRAYS: usize = 100_000;

impl Machine {
    pub(super) fn arrived(&mut self, id: &Arc<str>) {
        if self.items.knows(id) {
            self.came_back(id);
        } else if !self.puts.is_empty() && self.strays.len() < STRAYS {
            // its put may not be answered yet
            self.strays.insert(Arc::clone(id));
        }
    }

    pub(super) fn came_back(&mut self, id: &Arc<str>) {
        if !self.items.bounce(id) {
            return;
        }
        self.changed = true;
        if self.journal_broken || self.ending {
            return;
        }
        let record = Record::Bounced {
            event_id: Arc::clone(id),
            message_id: None,
            at: self.now,
        };
        self.write(vec![record], Write::Remark);
    }

    /// Stops at once when too many came back; lets the rest follow the canary when its time is over.
    pub(super) fn look_for_bounces(&mut self) {
        if self.puts.is_empty() {
            self.strays.clear();
        }
        if self.stop.is_some() || self.ending {
            return;
        }
        let mut sent = self.items.sent(self.kind) + self.items.count(&[Stage::Recording]);
        if self.sets.any() {
            // what came back is not counted as sent any more
            sent += self.items.bounced;
        }
        let look = match self.watch.look(&self.items, sent) {
            Look::Fine => self.watch.turn(&self.items, self.now),
            bad => bad,
        };
        match look {
            Look::Fine => {}
            Look::CanaryBounced => self.stop_by(StoppedBy::Canary),
            Look::TooManyBounced => self.stop_by(StoppedBy::BounceLimit),
        }
    }

    pub(super) fn pause(&mut self, paused: bool) {
        self.paused = paused;
        self.changed = true;
    }

    pub(super) fn set_rate(&mut self, rate: u32) {
        self.watch.end_ramp();
        self.pace.ask(Some(rate), self.now);
        self.changed = true;
    }

    /// Nothing new begins; what is in flight is finished. The first reason stays.
    pub(super) fn stop_by(&mut self, reason: StoppedBy) {
        if !self.ending {
            self.stop.get_or_insert(reason);
            self.changed = true;
        }
    }

    /// Ends the run when nothing is left to be done, to be watched or to be written.
    pub(super) fn close(&mut self) {
        self.drop_undeleted();
        if self.stop.is_some() {
            self.leave_the_rest();
        }
        self.remove_scratches();
        if self.finished.is_some() || !self.writes_nothing() || !self.items.all_ended() {
            return;
        }
        let expecting = self.late.expecting && self.stop.is_none();
        let busy = !self.puts.is_empty() || !self.deletes.is_empty() || !self.sets.all_closed();
        if expecting || busy || self.still_watching() {
            return;
        }
        self.ending = true;
        self.finished = Some(self.now);
        if self.journal_broken {
            return;
        }
        let record = Record::Ended {
            progress: Arc::new(self.counts()),
            settled: self.watched_to_the_end(),
        };
        self.write(vec![record], Write::End);
    }

    fn leave_the_rest(&mut self) {
        let rest: Vec<u32> = self.waiting.drain(..).chain(self.later.drain()).collect();
        for item in rest {
            // a delete that was given up is at its end already
            if self.items.stage(item) == Stage::Waiting {
                self.items.move_on(item, Cue::Stopped);
            }
        }
    }

    /// All is sent, and it is still looked for what comes back.
    pub(super) fn still_watching(&self) -> bool {
        self.stop.is_none()
            && self.kind == Kind::Redrive
            && !self.sets.any()
            && self.watch.end().is_some_and(|end| end > self.now)
    }

    fn watched_to_the_end(&self) -> bool {
        !self.watch.time.is_zero()
            && self.kind == Kind::Redrive
            && self.watch.end().is_some_and(|end| end <= self.now)
    }

    pub(super) fn writes_nothing(&self) -> bool {
        self.writes.is_empty()
    }

    pub(super) fn done(&mut self) {
        let progress = Box::new(self.counts());
        self.out.push(Effect::Done(progress));
    }
}
