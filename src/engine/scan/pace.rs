//! How many receives are in flight: additive increase, multiplicative decrease. Pure.

use std::time::Duration;

/// Receives in flight at most.
const MOST: usize = 64;
/// Receives in flight at the start.
const FIRST: usize = 4;
/// Answers slower than this multiple of the fastest one mean that the service is at its limit.
const SLOW: u32 = 8;
/// Differences below this are noise.
const NOISE: Duration = Duration::from_millis(200);
/// Waits after throttled and failed receives: the first, and the longest.
const WAITS: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(30));

/// The number of receives in flight, adapted to what comes back.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    limit: usize,
    /// Grow by one an answer (doubling each round) until something said stop, then by one a round.
    climbing: bool,
    answers: usize,
    fastest: Duration,
    failures: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            limit: FIRST,
            climbing: true,
            answers: 0,
            fastest: Duration::MAX,
            failures: 0,
        }
    }
}

impl Pace {
    /// Receives that may be in flight now.
    pub(super) const fn limit(&self) -> usize {
        self.limit
    }

    /// An answer with messages.
    pub(super) fn got(&mut self, took: Duration) {
        self.failures = 0;
        if self.waited(took) {
            return;
        }
        self.fastest = self.fastest.min(took);
        self.answers += 1;
        if self.climbing || self.answers >= self.limit {
            self.limit = (self.limit + 1).min(MOST);
            self.answers = 0;
        }
    }

    /// Whether an answer took so long that it must have waited for messages: SQS asks all its servers in a long
    /// poll and answers at once when there is any message.
    pub(super) fn waited(&self, took: Duration) -> bool {
        self.fastest != Duration::MAX && took > (self.fastest * SLOW).max(self.fastest + NOISE)
    }

    /// A long poll that brought nothing.
    pub(super) fn empty(&mut self) {
        self.failures = 0;
        self.shrink();
    }

    /// Too fast, or nobody there: how long to wait before the next.
    pub(super) fn failed(&mut self) -> Duration {
        self.shrink();
        self.failures += 1;
        let doubled = WAITS.0 * (1 << (self.failures - 1).min(10));
        doubled.min(WAITS.1)
    }

    fn shrink(&mut self) {
        self.limit = (self.limit / 2).max(1);
        self.climbing = false;
        self.answers = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::engine::scan::pace::{MOST, Pace};

    const QUICK: Duration = Duration::from_millis(20);

    #[test]
    fn it_climbs_fast_falls_by_half_and_climbs_slowly_again() {
        let mut pace = Pace::default();
        for _ in 0..MOST {
            pace.got(QUICK);
        }
        assert_eq!(pace.limit(), MOST);
        assert!(pace.failed() < pace.failed());
        assert_eq!(pace.limit(), MOST / 4);
        for _ in 0..MOST / 4 {
            pace.got(QUICK);
        }
        assert_eq!(pace.limit(), MOST / 4 + 1);
    }

    #[test]
    fn it_never_stops_and_waits_are_bounded() {
        let mut pace = Pace::default();
        for _ in 0..100 {
            pace.empty();
            assert!(pace.failed() <= Duration::from_secs(30));
        }
        assert_eq!(pace.limit(), 1);
    }

    #[test]
    fn an_answer_that_waited_does_not_make_it_grow() {
        let mut pace = Pace::default();
        pace.got(QUICK);
        let limit = pace.limit();
        pace.got(Duration::from_millis(900));
        assert_eq!(pace.limit(), limit);
        assert!(pace.waited(Duration::from_millis(900)));
    }
}
