//! The thread that reads the terminal.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, channel};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::crossterm::event;
use rustix::event::PollFlags;

use crate::tui::app::Happened;
use crate::tui::background::Late;
use crate::tui::hangup::{self, Seen};

/// How long it takes at most to see that it should stop.
const LOOK: Duration = Duration::from_millis(50);
/// How long its end is waited for. It has none when the terminal went away while it was being read: crossterm
/// then reads for ever, and only the end of the process ends that.
const PATIENCE: Duration = Duration::from_millis(500);

/// The reader; only one may be there at a time.
pub struct Input {
    stop: Arc<AtomicBool>,
    /// Is dropped by the thread at its end; nothing is ever sent.
    ended: Receiver<()>,
}

impl Input {
    /// Starts to read.
    ///
    /// # Errors
    /// When no thread can be had.
    pub fn start(to: SyncSender<Happened>) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let (end, ended) = channel();
        thread::Builder::new().name("input".into()).spawn(move || {
            read(&flag, &to);
            drop(end);
        })?;
        Ok(Self { stop, ended })
    }

    /// Stops it and waits for its word: from now on it takes no key from anybody. Never waits for long.
    pub fn stop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        if self.ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the thread that reads the terminal does not end");
        }
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.stop();
    }
}

fn read(stop: &AtomicBool, to: &SyncSender<Happened>) {
    let mut late = Late::default();
    while !stop.load(Ordering::SeqCst) {
        // asked before crossterm is: it never comes back from a terminal that is gone
        let wait = match hangup::look(PollFlags::IN, LOOK) {
            Ok(Seen::Gone) => return hung_up(to),
            Ok(Seen::Something) => LOOK,
            Ok(Seen::Nothing) | Err(_) => Duration::ZERO,
        };
        if take(wait, &mut late, to).is_none() {
            return;
        }
    }
}

/// Hands over all that there is; `None` when nobody takes it, or the terminal is gone.
fn take(mut wait: Duration, late: &mut Late, to: &SyncSender<Happened>) -> Option<()> {
    loop {
        let event = match event::poll(wait) {
            Ok(false) => return Some(()),
            Ok(true) => event::read(),
            Err(error) => Err(error),
        };
        let Ok(event) = event else {
            hung_up(to);
            return None;
        };
        wait = Duration::ZERO;
        if late.is_answer(&event, Instant::now()) {
            continue;
        }
        // a full channel waits here: keys are not lost, and the face is not flooded
        to.send(Happened::Input(event)).ok()?;
    }
}

fn hung_up(to: &SyncSender<Happened>) {
    if to.send(Happened::HungUp).is_err() {
        tracing::debug!("the face had ended before the terminal did");
    }
}
