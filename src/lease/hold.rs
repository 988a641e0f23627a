//! One hold on one message.

use std::sync::Arc;
use std::time::Duration;

use crate::time::Time;

/// What is under way with a hold. While a call is, no other is made: an extension that lands after the giving
/// back would hide the message again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    Nothing,
    Extending,
    GivingBack,
}

#[derive(Clone, Debug)]
pub(super) struct Hold {
    /// The newest receipt handle.
    pub receipt: Arc<str>,
    /// Which receive of the message gave it.
    pub nth: u32,
    /// When this receive was answered; the cap counts from here.
    pub received: Time,
    /// Until when it surely is ours.
    pub until: Time,
    /// When it should be extended.
    pub due: Time,
    pub doing: Doing,
}

impl Hold {
    /// When something is next to be done with it.
    pub(super) fn next(&self) -> Time {
        match self.doing {
            Doing::Nothing => self.due.min(self.until),
            Doing::Extending | Doing::GivingBack => self.until,
        }
    }
}

/// How much sooner than SQS we take a lease for ended: the time that an answer travels.
pub(super) fn margin(lease: Duration) -> Duration {
    (lease / 10).min(Duration::from_secs(5))
}

/// When a lease that began at `from` is to be extended: after 35% to 65% of it, by letter, so that what was
/// received together is not extended together.
pub(super) fn heartbeat(from: Time, lease: Duration, letter: u32) -> Time {
    // Fibonacci hashing spreads neighbouring numbers over the whole range
    let spread = letter.wrapping_mul(2_654_435_769) >> 16;
    let share = 350 + spread * 300 / 65_536;
    from.plus(lease * share / 1000)
}
