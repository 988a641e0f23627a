//! When letters were sent, counted by the minute: for growth and expiry. Pure.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::time::Time;

const MINUTE: i64 = 60_000;
/// Growth is looked at over so many minutes.
const LATELY: i64 = 5;

/// Letters by the minute in which they were sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Minutes {
    counts: BTreeMap<i64, u32>,
}

impl Minutes {
    pub(super) fn add(&mut self, sent: Time) {
        *self.counts.entry(sent.0.div_euclid(MINUTE)).or_default() += 1;
    }

    pub(super) fn remove(&mut self, sent: Time) {
        let minute = sent.0.div_euclid(MINUTE);
        if let Some(count) = self.counts.get_mut(&minute) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.counts.remove(&minute);
            }
        }
    }

    /// The minute in which the oldest was sent.
    pub(super) fn oldest(&self) -> Option<Time> {
        self.counts.first_key_value().map(|(m, _)| Time(m * MINUTE))
    }

    /// Letters that were sent before `then`.
    pub(super) fn before(&self, then: Time) -> usize {
        let end = then.0.div_euclid(MINUTE);
        self.counts.range(..end).map(|(_, n)| *n as usize).sum()
    }

    /// Letters a minute over the last minutes before `now`.
    pub(super) fn growth(&self, now: Time) -> f64 {
        let minute = now.0.div_euclid(MINUTE);
        let lately: u32 = self.counts.range(minute - LATELY..).map(|(_, n)| *n).sum();
        let into = Duration::from_millis(now.0.rem_euclid(MINUTE).unsigned_abs());
        f64::from(lately) / (LATELY as f64 + into.as_secs_f64() / 60.0)
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::desk::minutes::Minutes;
    use crate::time::Time;

    #[test]
    fn growth_counts_what_was_sent_lately_and_age_what_was_sent_first() {
        let mut minutes = Minutes::default();
        let now = Time(100 * 60_000);
        for _ in 0..10 {
            minutes.add(Time(99 * 60_000));
        }
        minutes.add(Time(60_001));
        assert!((minutes.growth(now) - 2.0).abs() < 1e-9);
        assert_eq!(minutes.oldest(), Some(Time(60_000)));
        assert_eq!(minutes.before(Time(50 * 60_000)), 1);
        minutes.remove(Time(60_001));
        assert_eq!(minutes.oldest(), Some(Time(99 * 60_000)));
        assert_eq!(minutes.before(Time(50 * 60_000)), 0);
    }
}
