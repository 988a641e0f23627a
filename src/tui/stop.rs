//! How somebody outside ends the face: a signal handler holds this.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

use crate::tui::app::Happened;

/// Ends the face from outside. Cheap to clone.
#[derive(Clone, Default)]
pub struct Stop(Arc<Inner>);

#[derive(Default)]
struct Inner {
    asked: AtomicBool,
    face: Mutex<Option<SyncSender<Happened>>>,
}

impl Stop {
    /// One that nobody has used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// SIGTERM or the like came: leases are given back, then the face ends. Never waits; more calls change nothing.
    pub fn now(&self) {
        self.0.asked.store(true, Ordering::SeqCst);
        let face = self.0.face.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(face) = &*face {
            // a full channel is being read, and the flag is looked at then
            face.try_send(Happened::Stop).unwrap_or_default();
        }
    }

    /// Whether somebody has used it.
    pub(super) fn asked(&self) -> bool {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// Whom to wake.
    pub(super) fn connect(&self, face: SyncSender<Happened>) {
        *self.0.face.lock().unwrap_or_else(PoisonError::into_inner) = Some(face);
    }
}
