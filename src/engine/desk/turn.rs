//! The desk's loop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use tokio::sync::{Notify, mpsc};

use super::state::State;
use crate::engine::event::Event;
use crate::engine::handle::Desk;
use crate::engine::notice::{Notice, Weight};

/// Between two snapshots, when only news came.
const FRAME: Duration = Duration::from_millis(33);
/// Between two looks at leases and time-outs.
const TICK: Duration = Duration::from_millis(100);
/// Events of one turn; commands come in between.
const EVENTS: usize = 64;

/// The desk at work.
pub(in crate::engine) struct Turn {
    pub state: State,
    pub desk: Desk,
    pub events: mpsc::Receiver<Event>,
    /// Rings when a command came.
    pub bell: Arc<Notify>,
}

impl Turn {
    /// Works until everything is given back. A panic is told, and then everything is given back too.
    pub(in crate::engine) fn work(mut self) {
        let end = catch_unwind(AssertUnwindSafe(|| self.until_the_end()));
        if end.is_ok() {
            return;
        }
        self.desk.notice(Notice::new(
            Weight::Warning,
            "the program made a mistake; all leases are being given back",
        ));
        self.state.close();
        if catch_unwind(AssertUnwindSafe(|| self.until_the_end())).is_err() {
            self.state.give_up();
            self.desk.publish(self.state.snapshot());
        }
    }

    fn until_the_end(&mut self) {
        let (mut shown, mut looked) = (None::<Instant>, None::<Instant>);
        loop {
            let urgent = self.commands();
            self.news();
            let now = Instant::now();
            if looked.is_none_or(|at| now >= at + TICK) {
                looked = Some(now);
                self.state.look();
            }
            let due = urgent || shown.is_none_or(|at| now >= at + FRAME);
            // what came is merged in once a frame; a view that is being worked out goes on
            if due || self.state.table.viewer.is_building() {
                self.state.view();
            }
            for notice in std::mem::take(&mut self.state.notices) {
                self.desk.notice(notice);
            }
            let ended = self.state.has_ended();
            if self.state.changed && (due || ended) {
                self.state.changed = false;
                shown = Some(now);
                self.desk.publish(self.state.snapshot());
            }
            if ended {
                return;
            }
            self.rest(shown);
        }
    }

    /// Takes all commands; whether there were any.
    fn commands(&mut self) -> bool {
        let mut any = false;
        loop {
            match self.desk.commands.try_recv() {
                Ok(command) => {
                    any = true;
                    self.state.changed = true;
                    self.state.command(command);
                }
                Err(TryRecvError::Empty) => return any,
                Err(TryRecvError::Disconnected) => {
                    // no face is left that could ask for it
                    self.state.close();
                    return any;
                }
            }
        }
    }

    fn news(&mut self) {
        for _ in 0..EVENTS {
            let Ok(event) = self.events.try_recv() else {
                return;
            };
            self.state.event(event);
        }
    }

    /// Waits for a command, news, or the time of the next look, unless there is work left.
    fn rest(&mut self, shown: Option<Instant>) {
        if self.state.table.viewer.is_building() {
            return;
        }
        let frame = shown.filter(|_| self.state.changed).map_or(TICK, |at| {
            (at + FRAME).saturating_duration_since(Instant::now())
        });
        let runtime = self.state.runtime.clone();
        let (bell, events) = (&self.bell, &mut self.events);
        let event = runtime.block_on(async {
            tokio::select! {
                biased;
                () = bell.notified() => None,
                event = events.recv() => event,
                () = tokio::time::sleep(frame.min(TICK)) => None,
            }
        });
        if let Some(event) = event {
            self.state.event(event);
        }
    }
}
