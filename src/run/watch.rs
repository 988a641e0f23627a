//! Canary, ramp, bounce limit, settled: what is looked for while and after a run sends.

use std::collections::VecDeque;
use std::time::Duration;

use super::item::Items;
use super::stage::Stage;
use crate::plan::Options;
use crate::time::Time;

/// So many must have been sent before a share of them says anything.
const ENOUGH: usize = 20;
/// How long a step of the ramp takes when no watch time was given.
const RAMP_STEP: Duration = Duration::from_secs(60);

/// What the run may begin now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The canary, nothing else.
    Canary,
    /// All of the canary is out; it is watched until then.
    CanaryWatch(Time),
    /// Everything.
    Running,
}

/// What a look at the canary or the bounces says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Fine,
    CanaryBounced,
    TooManyBounced,
}

#[derive(Clone, Debug)]
pub(super) struct Watch {
    pub(super) phase: Phase,
    /// How long a sent event is watched; zero: not at all.
    pub(super) time: Duration,
    max_bounce: f64,
    ramp: VecDeque<u32>,
    settles: bool,
    step_since: Option<Time>,
    /// Sent and still watched, oldest first.
    fresh: VecDeque<(Time, u32)>,
    pub(super) last_sent: Option<Time>,
}

impl Watch {
    /// `settles`: whether what is sent can come back at all.
    pub(super) fn new(options: &Options, canary: usize, settles: bool) -> Self {
        Self {
            phase: if canary > 0 {
                Phase::Canary
            } else {
                Phase::Running
            },
            time: options.watch,
            max_bounce: options.max_bounce,
            ramp: options.ramp.iter().copied().collect(),
            settles: settles && !options.watch.is_zero(),
            step_since: None,
            fresh: VecDeque::new(),
            last_sent: None,
        }
    }

    /// An item was accepted.
    pub(super) fn sent(&mut self, item: u32, now: Time) {
        self.last_sent = Some(now);
        if self.settles {
            self.fresh.push_back((now, item));
        }
    }

    /// Counts as settled what stayed away for the watch time.
    pub(super) fn settle(&mut self, items: &mut Items, now: Time) {
        while let Some((at, item)) = self.fresh.front().copied() {
            // what is not on disk as sent is not counted as settled either
            let recorded = items.stage(item) != Stage::Recording;
            if now < at.plus(self.time) || !recorded {
                return;
            }
            self.fresh.pop_front();
            items.settle(item);
        }
    }

    /// Whether what came back is too much.
    pub(super) fn look(&self, items: &Items, sent: usize) -> Look {
        let too_many = items.bounced as f64 * 100.0 > self.max_bounce * sent as f64;
        if items.bounced == 0 || !too_many {
            return Look::Fine;
        }
        match self.phase {
            Phase::Canary | Phase::CanaryWatch(_) => Look::CanaryBounced,
            Phase::Running if sent >= ENOUGH => Look::TooManyBounced,
            Phase::Running => Look::Fine,
        }
    }

    /// Goes from the canary to the rest, where it is time; says so when no canary could be sent at all.
    pub(super) fn turn(&mut self, items: &Items, now: Time) -> Look {
        if self.phase == Phase::Canary && items.canaries_open == 0 {
            let Some(last) = self.last_sent else {
                return Look::CanaryBounced;
            };
            self.phase = Phase::CanaryWatch(last.plus(self.time));
        }
        if matches!(self.phase, Phase::CanaryWatch(until) if until <= now) {
            self.phase = Phase::Running;
        }
        Look::Fine
    }

    /// The rate of the ramp's step, when a new one begins.
    pub(super) fn ramp(&mut self, now: Time) -> Option<u32> {
        if self.phase != Phase::Running {
            return None;
        }
        let due = self.step_since.is_none_or(|s| s.plus(self.step()) <= now);
        if !due {
            return None;
        }
        let rate = self.ramp.pop_front()?;
        self.step_since = Some(now);
        Some(rate)
    }

    /// The operator set the rate: no more steps.
    pub(super) fn end_ramp(&mut self) {
        self.ramp.clear();
    }

    /// When all that was sent has been watched.
    pub(super) fn end(&self) -> Option<Time> {
        self.last_sent.map(|last| last.plus(self.time))
    }

    /// When the next thing of this kind is due.
    pub(super) fn next(&self) -> Option<Time> {
        let canary = match self.phase {
            Phase::CanaryWatch(until) => Some(until),
            Phase::Canary | Phase::Running => None,
        };
        let step = match (self.ramp.is_empty(), self.step_since) {
            (false, Some(since)) => Some(since.plus(self.step())),
            _ => None,
        };
        canary.into_iter().chain(step).min()
    }

    fn step(&self) -> Duration {
        if self.time.is_zero() {
            RAMP_STEP
        } else {
            self.time
        }
    }
}
