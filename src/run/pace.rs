//! How fast: a token bucket that the operator sets, and a ceiling that throttling lowers.

use std::collections::VecDeque;
use std::time::Duration;

use crate::time::Time;

/// Throttling within this time of the last cut belongs to the same trouble.
const SAME_TROUBLE: Duration = Duration::from_secs(1);
/// How often the ceiling is raised while nothing is throttled.
const RAISE: Duration = Duration::from_secs(1);
/// How long back the rate is measured.
const MEASURED: Duration = Duration::from_secs(5);
/// Events that may go at once at most, in parts of a second's worth.
const BURST: f64 = 0.1;

/// The pace of a run. A token is one event.
#[derive(Clone, Debug)]
pub struct Pace {
    asked: Option<u32>,
    ceiling: Option<Ceiling>,
    tokens: f64,
    filled: Time,
    /// What went lately: when, and how many.
    gone: VecDeque<(Time, usize)>,
}

/// What throttling made of the rate.
#[derive(Clone, Copy, Debug)]
struct Ceiling {
    rate: f64,
    /// The rate at which it was throttled first.
    trouble: f64,
    cut: Time,
    raised: Time,
}

impl Pace {
    /// `asked` events a second, or as fast as it goes.
    pub(super) fn new(asked: Option<u32>, now: Time) -> Self {
        Self {
            asked: asked.map(|rate| rate.max(1)),
            ceiling: None,
            tokens: 1.0,
            filled: now,
            gone: VecDeque::new(),
        }
    }

    /// From now on `rate` events a second.
    pub(super) fn ask(&mut self, rate: Option<u32>, now: Time) {
        self.fill(now);
        self.asked = rate.map(|rate| rate.max(1));
        self.tokens = self.limit().map_or(0.0, |l| self.tokens.min(burst(l)));
    }

    /// Events a second that may go now; `None`: as many as can.
    pub(super) fn limit(&self) -> Option<f64> {
        let asked = self.asked.map(f64::from);
        match (asked, self.ceiling.map(|c| c.rate)) {
            (Some(a), Some(c)) => Some(a.min(c)),
            (a, c) => a.or(c),
        }
    }

    /// How many of `wanted` may go together now; 0 when it is better to wait for more.
    pub(super) fn allowed(&mut self, wanted: usize, now: Time) -> usize {
        self.fill(now);
        let Some(limit) = self.limit() else {
            return wanted;
        };
        let together = together(wanted, limit);
        if self.tokens + 1e-9 >= together as f64 {
            together
        } else {
            0
        }
    }

    /// When so many of `wanted` may go as go together.
    pub(super) fn when(&self, wanted: usize, now: Time) -> Time {
        let Some(limit) = self.limit() else {
            return now;
        };
        let missing = together(wanted, limit) as f64 - self.tokens;
        let seconds = (missing / limit).max(0.0);
        // a millisecond more than exact: never early
        self.filled
            .plus(Duration::from_secs_f64(seconds) + Duration::from_millis(1))
            .max(now)
    }

    /// So many go.
    pub(super) fn take(&mut self, count: usize, now: Time) {
        self.fill(now);
        if self.limit().is_some() {
            self.tokens -= count as f64;
        }
        self.gone.push_back((now, count));
        self.forget(now);
    }

    /// AWS said: too fast.
    pub(super) fn throttled(&mut self, now: Time) {
        self.fill(now);
        if self
            .ceiling
            .is_some_and(|c| now.since(c.cut) < SAME_TROUBLE)
        {
            return;
        }
        let was = self.limit().unwrap_or_else(|| self.measured(now)).max(1.0);
        let trouble = self.ceiling.map_or(was, |c| c.trouble.min(was));
        self.ceiling = Some(Ceiling {
            rate: (was / 2.0).max(1.0),
            trouble,
            cut: now,
            raised: now,
        });
        self.tokens = self.tokens.min(0.0);
    }

    /// Raises the ceiling where nothing was throttled for a while; takes it away once it is out of the way.
    pub(super) fn recover(&mut self, now: Time) {
        let Some(c) = &mut self.ceiling else { return };
        let steps = now.since(c.raised).as_millis() / RAISE.as_millis();
        if steps == 0 {
            return;
        }
        c.raised = c
            .raised
            .plus(RAISE.saturating_mul(u32::try_from(steps).unwrap_or(u32::MAX)));
        c.rate += (c.trouble / 20.0).max(1.0) * steps as f64;
        let enough = self.asked.map_or(c.trouble * 4.0, f64::from);
        if c.rate >= enough {
            self.ceiling = None;
            self.tokens = self.tokens.min(1.0);
            self.filled = now;
        }
    }

    /// Events a second lately.
    pub(super) fn measured(&self, now: Time) -> f64 {
        let from = now.minus(MEASURED);
        let since = self.gone.iter().filter(|(at, _)| *at >= from);
        let count: usize = since.map(|(_, n)| n).sum();
        let first = self.gone.iter().map(|(at, _)| *at).find(|at| *at >= from);
        let span = first.map_or(Duration::ZERO, |at| now.since(at));
        count as f64 / span.as_secs_f64().max(1.0)
    }

    fn fill(&mut self, now: Time) {
        if let Some(limit) = self.limit() {
            let more = now.since(self.filled).as_secs_f64() * limit;
            self.tokens = (self.tokens + more).min(burst(limit));
        }
        self.filled = self.filled.max(now);
    }

    fn forget(&mut self, now: Time) {
        let from = now.minus(MEASURED);
        while self.gone.front().is_some_and(|(at, _)| *at < from) {
            self.gone.pop_front();
        }
    }
}

/// What may have gathered in the bucket: what goes together, and as much again, so that a wake-up that comes late
/// costs no tokens.
fn burst(limit: f64) -> f64 {
    (limit * BURST).max(1.0) + (limit * BURST).max(0.2)
}

/// How many of `wanted` go together: a tenth of a second's worth, at least one.
fn together(wanted: usize, limit: f64) -> usize {
    // far less than 2^53 events
    wanted.min((limit * BURST) as usize).max(1)
}
