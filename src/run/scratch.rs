//! The scratch buses of a run: where each stands.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::event::{DeadLetter, Parcel};
use crate::plan::{Plan, SCRATCH_PREFIX, Scratch};
use crate::run::progress::RunId;
use crate::time::Time;

/// How long the first event of a scratch bus is waited for before another is tried.
pub(super) const PIONEER: Duration = Duration::from_secs(10);
/// First events that may be missed before nothing more is sent.
pub(super) const PIONEERS: usize = 3;
/// A scratch queue is asked again this long after it could not be asked, …
pub(super) const DEAF_AGAIN: Duration = Duration::from_secs(2);
/// … and what is watched there is in doubt after this long: where the permission is missing, and where nobody
/// answers or a login ran out.
pub(super) const DEAF: (Duration, Duration) =
    (Duration::from_secs(120), Duration::from_secs(30 * 60));
/// Tries of a removal.
pub(super) const REMOVALS: u32 = 5;

/// Where a scratch bus stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// Not on disk, not made.
    Planned,
    /// Being made.
    Making,
    /// Made; events may be put from then on.
    Up(Time),
    /// Perhaps made in part: only to be removed.
    Half,
    /// Being removed.
    Removing,
    /// To be removed again at that moment.
    Again(Time),
    /// Removed, or never made.
    Gone,
    /// Could not be removed.
    Stays,
}

/// A scratch bus with its rule, its target and its queue.
#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) scratch: Scratch,
    pub(super) name: Arc<str>,
    pub(super) stand: Stand,
    /// Its rule is known to match: an event came through.
    pub(super) confirmed: bool,
    /// Events that were put before.
    pub(super) pioneers: usize,
    pub(super) next_pioneer: Time,
    /// A receive is under way.
    pub(super) listening: bool,
    pub(super) next_listen: Time,
    /// When all of its queue was seen last.
    pub(super) caught_up: Option<Time>,
    /// Since when it can't be asked, and for how long that is borne.
    pub(super) deaf: Option<(Time, Duration)>,
    /// Seen to be empty after the last of its letters was decided.
    pub(super) drained: bool,
    pub(super) removals: u32,
}

/// All of them, and what is watched.
#[derive(Clone, Debug, Default)]
pub(super) struct Sets {
    pub(super) all: Vec<Set>,
    /// Items whose events may still come back, by when they may no more.
    pub(super) watched: VecDeque<(Time, u32)>,
    /// What was heard of events whose put was not answered yet.
    pub(super) strays: HashMap<Arc<str>, Option<DeadLetter>>,
    /// Dead letters that came too late, of these items.
    pub(super) late: Vec<(u32, Parcel)>,
}

impl Sets {
    pub(super) fn new(plan: &Plan, run: &RunId) -> Self {
        let set = |(n, scratch): (usize, &Scratch)| Set {
            scratch: scratch.clone(),
            name: scratch
                .name
                .clone()
                .unwrap_or_else(|| format!("{SCRATCH_PREFIX}{}-{n}", run.0).into()),
            stand: Stand::Planned,
            confirmed: false,
            pioneers: 0,
            next_pioneer: Time::default(),
            listening: false,
            next_listen: Time::default(),
            caught_up: None,
            deaf: None,
            drained: false,
            removals: 0,
        };
        Self {
            all: plan.scratches.iter().enumerate().map(set).collect(),
            ..Self::default()
        }
    }

    /// Whether the run goes through scratch buses at all.
    pub(super) fn any(&self) -> bool {
        !self.all.is_empty()
    }

    /// The number of the one that a destination means.
    pub(super) fn of(&self, to: &str) -> Option<usize> {
        self.all.iter().position(|set| *set.scratch.to == *to)
    }

    /// Whether nothing is left to be removed.
    pub(super) fn all_closed(&self) -> bool {
        let closed = |set: &Set| matches!(set.stand, Stand::Gone | Stand::Stays);
        self.all.iter().all(closed)
    }
}

impl Set {
    /// Whether its queue is to be asked.
    pub(super) const fn is_up(&self) -> bool {
        matches!(self.stand, Stand::Up(_))
    }

    /// How many events may be put together now; none while it settles, or while the first one is waited for.
    pub(super) fn most(&self, now: Time) -> usize {
        match self.stand {
            Stand::Up(from) if from <= now && self.confirmed => usize::MAX,
            Stand::Up(from)
                if from <= now && self.next_pioneer <= now && self.pioneers < PIONEERS =>
            {
                1
            }
            _ => 0,
        }
    }

    /// When something is due by itself.
    pub(super) fn next(&self, now: Time) -> Option<Time> {
        match self.stand {
            Stand::Up(from) if from > now => Some(from),
            Stand::Up(_) if !self.listening => Some(self.next_listen),
            Stand::Up(_) if !self.confirmed && self.next_pioneer > now => Some(self.next_pioneer),
            Stand::Again(at) => Some(at),
            _ => None,
        }
    }
}
