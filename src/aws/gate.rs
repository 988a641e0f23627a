//! Calls that are let through one after the other, at a pace.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::limits::CONTROL_PLANE_RATE;

/// Between two calls: four fifths of what an account has, which others use too.
const EVERY: Duration = Duration::from_millis(1000 * 5 / (CONTROL_PLANE_RATE as u64 * 4));

/// Lets EventBridge's control-plane calls through no faster than the account's quota.
#[derive(Debug)]
pub(super) struct Gate {
    next: Mutex<Instant>,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            next: Mutex::new(Instant::now()),
        }
    }
}

impl Gate {
    /// Returns when a call may be made.
    pub(super) async fn pass(&self) {
        let mut next = self.next.lock().await;
        tokio::time::sleep_until(*next).await;
        *next = Instant::now() + EVERY;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use crate::aws::gate::Gate;

    #[tokio::test(start_paused = true)]
    async fn no_more_than_the_quota_passes_in_a_second() {
        let (gate, began) = (Gate::default(), Instant::now());
        let mut passed = 0;
        while began.elapsed() < Duration::from_secs(1) {
            gate.pass().await;
            passed += 1;
        }
        assert!((30..=50).contains(&passed), "{passed}");
    }
}
