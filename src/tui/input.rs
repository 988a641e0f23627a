//! The thread that reads the terminal.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ratatui::crossterm::event;

use crate::tui::app::Happened;

/// How long it takes at most to see that it should stop.
const PATIENCE: Duration = Duration::from_millis(50);

/// The reader; only one may be there at a time.
pub struct Input {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Input {
    /// Starts to read.
    ///
    /// # Errors
    /// When no thread can be had.
    pub fn start(to: SyncSender<Happened>) -> io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let thread = thread::Builder::new()
            .name("input".into())
            .spawn(move || read(&flag, &to))?;
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }

    /// Stops it and waits for its word: from now on it takes no key from anybody.
    pub fn stop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let ended = self.thread.take().map(JoinHandle::join);
        if let Some(Err(_)) = ended {
            tracing::warn!("the thread that reads the terminal had panicked");
        }
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.stop();
    }
}

fn read(stop: &AtomicBool, to: &SyncSender<Happened>) {
    while !stop.load(Ordering::SeqCst) {
        let event = match event::poll(PATIENCE) {
            Ok(false) => continue,
            Ok(true) => event::read(),
            Err(error) => Err(error),
        };
        let gone = event.is_err();
        let happened = event.map_or(Happened::HungUp, Happened::Input);
        // a full channel waits here: keys are not lost, and the face is not flooded
        if to.send(happened).is_err() || gone {
            return;
        }
    }
}
