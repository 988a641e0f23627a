//! InvocationRateLimitPerSecond: each API destination has one turn after another.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The next free turn of every API destination, by ARN. (DOMAIN 7.3)
#[derive(Debug, Default)]
pub(in crate::sim::events) struct Pace(Mutex<HashMap<String, Instant>>);

impl Pace {
    /// The next turn at `rate` a second; it is taken by asking.
    pub fn turn(&self, arn: &str, rate: u32) -> Instant {
        let now = Instant::now();
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = turns.entry(arn.to_owned()).or_insert(now);
        let turn = (*next).max(now);
        *next = turn + Duration::from_secs(1) / rate.max(1);
        turn
    }

    /// All turns are free.
    pub fn reset(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
