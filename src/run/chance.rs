//! Chance from a seed, and how long to wait before the next try.

use std::time::Duration;

/// The first wait, doubled with every further try.
const FIRST: Duration = Duration::from_millis(200);
/// No wait is longer: the twenty tries of one item take a minute, so that a run without hands comes to its end.
const LONGEST: Duration = Duration::from_secs(5);

/// Numbers that look like chance and follow from a seed (splitmix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// How long to wait before try number `tries` + 1: between half and all of a span that doubles each time, so
    /// that many who failed together do not come back together.
    pub(super) fn backoff(&mut self, tries: u32) -> Duration {
        let span = FIRST
            .saturating_mul(1 << tries.saturating_sub(1).min(10))
            .min(LONGEST);
        let millis = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(millis / 2 + self.next() % (millis / 2 + 1))
    }
}
