//! The thread that sees the terminal hang up. Without it a terminal that is gone without a signal would leave the
//! face alone, and leases renewed for nobody hide a queue from everybody.
//!
//! Standard input is the terminal: nothing is drawn where it is not.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::tui::app::Happened;

/// How often it looks whether it is still needed.
const LOOK: Duration = Duration::from_secs(1);

/// What a look at the terminal found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing that was asked for.
    Nothing,
    /// What was asked for.
    Something,
    /// It hung up.
    Gone,
}

/// Waits for `wanted` or the end of the terminal, at most `limit`.
///
/// # Errors
/// When it can't be watched.
pub fn look(wanted: PollFlags, limit: Duration) -> io::Result<Seen> {
    let stdin = io::stdin();
    let mut watched = [PollFd::new(&stdin, wanted)];
    let limit = Timespec::try_from(limit).map_err(io::Error::other)?;
    match poll(&mut watched, Some(&limit)) {
        Ok(0) | Err(rustix::io::Errno::INTR) => return Ok(Seen::Nothing),
        Ok(_) => {}
        Err(error) => return Err(error.into()),
    }
    let bad = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    if watched[0].revents().intersects(bad) {
        return Ok(Seen::Gone);
    }
    Ok(Seen::Something)
}

/// Ends the watch when it is dropped, within a second.
pub struct Watch {
    stop: Arc<AtomicBool>,
}

impl Watch {
    /// Watches standard input.
    ///
    /// # Errors
    /// When no thread can be had.
    pub fn start(to: SyncSender<Happened>) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        thread::Builder::new()
            .name("hang-up".into())
            .spawn(move || watch(&flag, &to))?;
        Ok(Self { stop })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}

fn watch(stop: &AtomicBool, to: &SyncSender<Happened>) {
    while !stop.load(Ordering::SeqCst) {
        // nothing is asked for: hang-up and error are told unasked
        match look(PollFlags::empty(), LOOK) {
            Ok(Seen::Gone) => {
                if to.send(Happened::HungUp).is_err() {
                    tracing::debug!("the face had ended before the terminal did");
                }
                return;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the terminal can't be watched");
                return;
            }
        }
    }
}
