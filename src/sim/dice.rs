//! Chance that can be repeated: SplitMix64 (Steele, Lea, Flood 2014), the same numbers for the same seed.

use std::sync::atomic::{AtomicU64, Ordering};

/// A source of chance that may be shared.
#[derive(Debug)]
pub struct Dice(AtomicU64);

impl Dice {
    /// Always the same numbers for the same `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// Sixty-four bits.
    pub fn bits(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut z = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, 1.
    pub fn share(&self) -> f64 {
        // 32 bits fit an f64 exactly
        f64::from(u32::try_from(self.bits() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    /// A number from 0 up to, not including, `end`; 0 when `end` is 0.
    pub fn below(&self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.bits() % end).unwrap_or(0)
    }

    /// One of `choices`; `None` when there are none.
    pub fn pick<'a, T>(&self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }
}

#[cfg(test)]
mod tests {
    use crate::sim::dice::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_within_their_bounds() {
        let (a, b) = (Dice::new(7), Dice::new(7));
        for _ in 0..1000 {
            let share = a.share();
            assert!((0.0..1.0).contains(&share));
            assert_eq!(share.to_bits(), b.share().to_bits());
            assert!(a.below(3) < 3);
            b.below(3);
        }
        assert_eq!(a.pick::<u8>(&[]), None);
    }
}
