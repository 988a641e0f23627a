//! How far a run is, as faces show it and the journal counts it.

use std::sync::Arc;

use crate::plan::Before;
use crate::time::Time;

/// A run's name: a UUID v7, so that names sort by time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub Arc<str>);

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Put again, then delete.
    Redrive,
    /// Delete.
    Delete,
    /// Send back to the queue what a delete run took.
    Undo,
    /// Send what was exported. Done by the command line itself, not by the machine.
    Import,
}

impl Kind {
    /// The word in JSON and the journal.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Redrive => "redrive",
            Self::Delete => "delete",
            Self::Undo => "undo",
            Self::Import => "import",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Redrive, Self::Delete, Self::Undo, Self::Import]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The canary is out, or being watched.
    Canary,
    /// At work.
    Running,
    /// The operator paused it.
    Paused,
    /// All that came so far is done, and more may come.
    Waiting,
    /// All is sent; bounces are still looked for.
    Watching,
    /// Finishing what is in flight before it stops.
    Stopping,
    /// Over.
    Finished,
}

/// Why a run stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoppedBy {
    /// The canary bounced.
    Canary,
    /// Too many bounced.
    BounceLimit,
    /// The operator.
    Interrupt,
    /// AWS or the journal.
    Error,
}

impl StoppedBy {
    /// The word in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Canary => "canary",
            Self::BounceLimit => "bounce-limit",
            Self::Interrupt => "interrupt",
            Self::Error => "error",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [
            Self::Canary,
            Self::BounceLimit,
            Self::Interrupt,
            Self::Error,
        ]
        .into_iter()
        .find(|reason| reason.word() == word)
    }
}

/// The counts of a run. Every item of the plan, and every one that joined, is in exactly one of `waiting`, `in_flight`,
/// `sent` (put, not yet deleted), `deleted`, `failed`, `in_doubt`, `left`.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The run.
    pub run: RunId,
    /// What it does.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// When it began.
    pub started: Time,
    /// When it ended.
    pub finished: Option<Time>,
    /// Items of the plan, those that joined, and letters that should have been looked at and were not.
    pub total: usize,
    /// Letters in all, about, while more may join.
    pub about: Option<usize>,
    /// Letters that the run was told of, whatever came of them: what it did not hear of yet is not in its counts.
    pub told: usize,
    /// Not begun.
    pub waiting: usize,
    /// Intent on disk, no outcome yet.
    pub in_flight: usize,
    /// Accepted by the destination (deleted ones included), over the whole run.
    pub sent: usize,
    /// Gone from the queue.
    pub deleted: usize,
    /// Came back to the queue.
    pub bounced: usize,
    /// Stayed away for the watch time.
    pub settled: usize,
    /// Refused for good; still in the queue.
    pub failed: usize,
    /// Asked for, never answered.
    pub in_doubt: usize,
    /// Not begun when the run stopped, or not looked at.
    pub left: usize,
    /// Came later, belong to it, and are held back; not in `total`.
    pub skipped: usize,
    /// Events a second now.
    pub rate: f64,
    /// Seconds to the end, if it goes on like this.
    pub eta_seconds: Option<u64>,
    /// Why it stopped early.
    pub stopped_by: Option<StoppedBy>,
    /// What went wrong last, in words; empty when nothing did.
    pub last_error: String,
}

/// What became of one letter in a run, as its row shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// In the plan of a run, not begun.
    Planned,
    /// The intent is on disk; the put or delete is under way.
    InFlight,
    /// Accepted under this event id (or message id), not deleted yet.
    Sent(Arc<str>),
    /// Gone from the queue.
    Deleted,
    /// Refused for good, in words.
    Failed(Arc<str>),
    /// Asked for, never answered.
    InDoubt,
}

impl Fate {
    /// What it means for a plan with this letter.
    #[must_use]
    pub fn before(&self) -> Option<Before> {
        match self {
            Self::Planned | Self::InFlight => Some(Before::Busy),
            Self::Sent(id) => Some(Before::Sent(Arc::clone(id))),
            Self::Deleted => Some(Before::Deleted),
            Self::Failed(_) => None,
            Self::InDoubt => Some(Before::InDoubt),
        }
    }
}

impl Progress {
    /// Whether every letter of the plan is where it should be: the only way to exit code 0.
    #[must_use]
    pub fn all_done(&self) -> bool {
        let done = if matches!(self.kind, Kind::Undo | Kind::Import) {
            self.sent
        } else {
            self.deleted
        };
        let all = done == self.total && self.skipped == 0;
        all && self.finished.is_some() && self.stopped_by.is_none()
    }

    /// Accepted by the destination and still in the queue.
    #[must_use]
    pub fn undeleted(&self) -> usize {
        if self.kind == Kind::Redrive {
            self.sent.saturating_sub(self.deleted)
        } else {
            0
        }
    }
}
