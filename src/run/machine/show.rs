//! Progress, fates, and when to wake up.

use std::sync::Arc;
use std::time::Duration;

use super::core::Machine;
use crate::run::event::Effect;
use crate::run::progress::{Kind, Progress, State};
use crate::run::stage::Stage;
use crate::run::watch::Phase;
use crate::time::Time;

impl Machine {
    /// Tells what changed, at most once in `every`, and when to wake it.
    pub(super) fn show(&mut self, every: Duration) {
        if !self.fates.is_empty() {
            let fates = std::mem::take(&mut self.fates);
            self.out.push(Effect::Fates(fates));
        }
        if self.is_over() {
            return self.done();
        }
        let state = self.state();
        let due = self
            .shown
            .is_none_or(|(at, was)| was != state || at.plus(every) <= self.now);
        if self.changed && due {
            self.changed = false;
            self.shown = Some((self.now, state));
            let progress = Box::new(self.counts());
            self.out.push(Effect::Progress(progress));
        }
        if let Some(wake) = self.wake(every) {
            self.out.push(Effect::Wait(wake));
        }
    }

    /// When something is due, if nothing happens before.
    fn wake(&self, every: Duration) -> Option<Time> {
        let mut due: Vec<Time> = Vec::new();
        due.extend(self.later.next());
        due.extend(self.undeleted_later.next());
        due.extend(self.watch.next());
        due.extend(self.hold.filter(|hold| *hold > self.now));
        due.extend(self.watch.end().filter(|end| *end > self.now));
        due.extend(self.scratch_next());
        if self.may_begin() {
            due.push(self.pace.when(self.waiting.len().min(10), self.now));
        }
        if let (true, Some((at, _))) = (self.changed, self.shown) {
            due.push(at.plus(every));
        }
        due.into_iter().min().map(|at| at.max(self.now))
    }

    pub(super) fn tell_fate(&mut self, item: u32) {
        self.tell_fate_because(item, &Arc::default());
    }

    pub(super) fn tell_fate_because(&mut self, item: u32, why: &Arc<str>) {
        if let Some(fate) = self.items.fate(item, why) {
            self.fates.push((self.letter_of(item), fate));
        }
    }

    fn state(&self) -> State {
        let stuck = self.hold.is_some_and(|h| h > self.now) && self.silent_since.is_some();
        if self.finished.is_some() {
            State::Finished
        } else if self.stop.is_some() {
            State::Stopping
        } else if self.paused || stuck {
            State::Paused
        } else if self.watch.phase != Phase::Running {
            State::Canary
        } else if self.items.all_ended() && self.late.expecting {
            State::Waiting
        } else if self.is_only_watching() || (self.items.all_ended() && self.still_watching()) {
            State::Watching
        } else {
            State::Running
        }
    }

    /// All is sent to failed targets, and what comes back is looked for.
    fn is_only_watching(&self) -> bool {
        let watched = self.items.count(&[Stage::Watched]);
        let ends = [Stage::Failed, Stage::InDoubt, Stage::Left, Stage::Deleted];
        watched > 0 && watched + self.items.count(&ends) == self.items.len()
    }

    pub(super) fn counts(&self) -> Progress {
        let items = &self.items;
        let deleting = match self.kind {
            Kind::Delete => items.count(&[Stage::Deleting, Stage::Noting]),
            Kind::Redrive | Kind::Undo | Kind::Import => 0,
        };
        let waiting = items.count(&[Stage::Unlisted, Stage::Waiting, Stage::Intending]);
        let in_flight = items.count(&[Stage::Putting, Stage::Recording]) + deleting;
        Progress {
            run: self.run.clone(),
            kind: self.kind,
            state: self.state(),
            started: self.started,
            finished: self.finished,
            total: items.len() + self.late.in_doubt + self.late.unseen,
            about: self.late.about(items.len()),
            told: self.late.told,
            waiting,
            in_flight,
            sent: items.sent(self.kind),
            deleted: items.count(&[Stage::Deleted]),
            bounced: items.bounced,
            settled: items.settled,
            failed: items.count(&[Stage::Failed]),
            in_doubt: items.count(&[Stage::InDoubt]) + self.late.in_doubt,
            left: items.count(&[Stage::Left]) + self.late.unseen,
            skipped: self.late.held_back,
            rate: self.pace.measured(self.now),
            eta_seconds: self.eta(waiting + in_flight + self.late.to_come(items.len())),
            stopped_by: self.stop,
            last_error: self.last_error.clone(),
        }
    }

    fn eta(&self, to_go: usize) -> Option<u64> {
        if self.finished.is_some() {
            return Some(0);
        }
        let measured = self.pace.measured(self.now);
        let rate =
            self.pace.limit().map_or(
                measured,
                |l| if measured > 0.0 { l.min(measured) } else { l },
            );
        let watch = match self.sets.watched.back() {
            Some((until, _)) => until.since(self.now).as_secs(),
            None if self.sets.any() && to_go > 0 => self.watch.time.as_secs(),
            None => 0,
        };
        if to_go == 0 {
            return Some(watch);
        }
        (rate > 0.0).then(|| (to_go as f64 / rate).ceil() as u64 + watch)
    }
}
