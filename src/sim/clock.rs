//! The simulator's clock: the wall's time at its start, moved on by tokio's clock.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

use crate::time::Time;

/// A clock that goes with tokio's, so that a test which pauses tokio's time pauses the simulator's too.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    wall: Time,
    begun: Instant,
}

impl Clock {
    /// A clock that shows the wall's time now.
    #[must_use]
    pub fn start() -> Self {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        Self {
            wall: Time(0).plus(since),
            begun: Instant::now(),
        }
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Time {
        self.wall.plus(self.begun.elapsed())
    }

    /// The moment to sleep until, for `time` to have come.
    #[must_use]
    pub fn instant(&self, time: Time) -> Instant {
        self.begun + time.since(self.wall)
    }
}
