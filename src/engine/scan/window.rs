//! The window: how many letters may be held at once, and how much memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use crate::limits::SQS_BATCH;

/// How often a scan without room looks whether there is some.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// What all scans share. The desk says how full it is, scans reserve room for receives in flight.
#[derive(Debug)]
pub(in crate::engine) struct Window {
    max_letters: usize,
    max_bytes: u64,
    letters: AtomicUsize,
    bytes: AtomicU64,
    reserved: AtomicUsize,
    room: Notify,
}

impl Window {
    pub(in crate::engine) fn new(max_letters: usize, max_bytes: u64) -> Self {
        Self {
            max_letters: max_letters.max(1),
            max_bytes,
            letters: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
            reserved: AtomicUsize::new(0),
            room: Notify::new(),
        }
    }

    /// What the desk holds now.
    pub(in crate::engine) fn holds(&self, letters: usize, bytes: u64) {
        self.letters.store(letters, Ordering::Relaxed);
        self.bytes.store(bytes, Ordering::Relaxed);
        if !self.is_full() {
            self.room.notify_waiters();
        }
    }

    /// Whether the desk takes no more.
    pub(in crate::engine) fn is_full(&self) -> bool {
        self.letters.load(Ordering::Relaxed) >= self.max_letters
            || self.bytes.load(Ordering::Relaxed) >= self.max_bytes
    }

    /// Makes room for one receive of ten, until what it brought is with the desk. A rest of less than ten is
    /// filled by one receive alone; what it brings too much is given back.
    pub(super) fn reserve(self: &Arc<Self>) -> Option<Room> {
        if self.is_full() {
            return None;
        }
        let letters = self.letters.load(Ordering::Relaxed);
        let reserved = self.reserved.fetch_add(SQS_BATCH, Ordering::Relaxed);
        let fits = reserved == 0 || letters + reserved + SQS_BATCH <= self.max_letters;
        let room = Room(Arc::clone(self));
        fits.then_some(room)
    }

    /// Returns when there may be room again, and after a moment in any case: whoever waits looks again.
    pub(super) async fn room(&self) {
        drop(tokio::time::timeout(LOOK_AGAIN, self.room.notified()).await);
    }
}

/// Room for the ten letters of one receive, until it is dropped.
#[derive(Debug)]
pub(in crate::engine) struct Room(Arc<Window>);

impl Drop for Room {
    fn drop(&mut self) {
        self.0.reserved.fetch_sub(SQS_BATCH, Ordering::Relaxed);
        self.0.room.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::engine::scan::window::Window;

    #[test]
    fn receives_in_flight_count_before_they_are_answered() {
        let window = Arc::new(Window::new(25, u64::MAX));
        let first = window.reserve().unwrap();
        let second = window.reserve().unwrap();
        assert!(window.reserve().is_none(), "30 would not fit into 25");
        window.holds(20, 0);
        drop((first, second));
        let rest = window.reserve();
        assert!(rest.is_some(), "a rest of 5 is filled by one receive");
        assert!(window.reserve().is_none());
        window.holds(25, 0);
        assert!(window.is_full());
    }

    #[test]
    fn memory_fills_the_window_too() {
        let window = Arc::new(Window::new(1000, 4096));
        window.holds(3, 4096);
        assert!(window.is_full());
        assert!(window.reserve().is_none());
    }
}
