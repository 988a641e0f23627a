//! The thread that sees the terminal hang up. Without it a terminal that is gone without a signal would leave the
//! face alone, and leases renewed for nobody hide a queue from everybody.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::tui::app::Happened;

/// How often it looks whether it is still needed.
const LOOK: Timespec = Timespec {
    tv_sec: 1,
    tv_nsec: 0,
};

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
    let stdin = io::stdin();
    while !stop.load(Ordering::SeqCst) {
        // nothing is asked for: hang-up and error are told unasked
        let mut watched = [PollFd::new(&stdin, PollFlags::empty())];
        let seen = poll(&mut watched, Some(&LOOK));
        let bad = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        match seen {
            Ok(n) if n > 0 && watched[0].revents().intersects(bad) => {
                if to.send(Happened::HungUp).is_err() {
                    tracing::debug!("the face had ended before the terminal did");
                }
                return;
            }
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => {
                tracing::warn!(%error, "the terminal can't be watched");
                return;
            }
        }
    }
}
