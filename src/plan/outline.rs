//! The plan: a value that says all that a run would do.

use std::sync::Arc;

use super::beyond::Beyond;
use super::deed::{Deed, Options};
use super::move_task::MoveTask;
use super::scratch::Scratch;
use crate::letter::{Letter, LetterId};
use crate::repair::Edit;

/// What a run would do, complete, before anything is done. It changes nothing by itself.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What would be done.
    pub deed: Deed,
    /// URL of the queue.
    pub queue_url: String,
    /// For people: `event bus default`, `queue orders`.
    pub destination: String,
    /// The letters of the run, in order.
    pub items: Vec<Item>,
    /// Letters that were selected and are not in the run, by reason.
    pub skipped: Vec<Skipped>,
    /// Targets that are copied to scratch buses first, where the failed target alone is meant.
    pub scratches: Vec<Scratch>,
    /// Rules and targets that would fire, and for how many letters.
    pub fires: Vec<Fires>,
    /// Why the run can't be started at all; empty for one that can.
    pub blockers: Vec<String>,
    /// What the operator should know: healthy targets that fire again, a connection that is still down, what
    /// could not be read.
    pub warnings: Vec<String>,
    /// Events that would be put (or messages sent).
    pub events: usize,
    /// Bytes of the items.
    pub bytes: u64,
    /// Events a second; `None`: as fast as it goes.
    pub rate_per_second: Option<u32>,
    /// How long it would take, in seconds.
    pub eta_seconds: u64,
    /// Requests to AWS.
    pub requests: u64,
    /// What they cost in US dollars at list price, about.
    pub cost_dollars: f64,
    /// How the run would go.
    pub options: Options,
    /// What it takes in of letters that were not seen yet; `None`: nothing.
    pub beyond: Option<Beyond>,
    /// SQS's own move task, where it would do the same.
    pub move_task: Option<MoveTask>,
}

impl Plan {
    /// Letters that were selected and are not in the run for such a reason.
    #[must_use]
    pub fn skipped(&self, which: impl Fn(Skip) -> bool) -> usize {
        self.skipped
            .iter()
            .filter(|skipped| which(skipped.skip))
            .map(|skipped| skipped.letters.len())
            .sum()
    }
}

/// A letter of the run.
#[derive(Clone, Debug)]
pub struct Item {
    /// The letter.
    pub letter: Arc<Letter>,
    /// Its edit, if it is edited.
    pub edit: Option<Arc<Edit>>,
    /// The event id under which an earlier run sent it without deleting it: now it is only deleted, or, where it has
    /// a destination, it is watched on and then deleted.
    pub sent: Option<Arc<str>>,
    /// Where it goes: a bus name or ARN, a queue URL or ARN, or a failed target; empty for a delete.
    pub to: Arc<str>,
}

impl Item {
    /// The letter's number.
    #[must_use]
    pub fn id(&self) -> LetterId {
        self.letter.id
    }
}

/// Letters that are not in the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// What the reason means for the outcome.
    pub skip: Skip,
    /// Why, in words: "source aws.s3 can't be put".
    pub reason: String,
    /// Which.
    pub letters: Vec<LetterId>,
}

/// What it means that letters are not in the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Skip {
    /// Something holds them back: they were wanted and stay behind.
    HeldBack,
    /// An earlier run asked for them, and nobody knows whether it was done.
    InDoubt,
    /// What is to be done with them can't be told yet; later it can.
    Undecided,
    /// They are beyond `--limit`: they were not asked for.
    BeyondLimit,
    /// They are where they are wanted already.
    Needless,
}

impl Skip {
    /// Whether something that was asked for is not done.
    #[must_use]
    pub const fn stays_behind(self) -> bool {
        match self {
            Self::HeldBack | Self::InDoubt | Self::Undecided => true,
            Self::BeyondLimit | Self::Needless => false,
        }
    }
}

/// A target that would fire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fires {
    /// Its rule's name.
    pub rule: String,
    /// Its ARN.
    pub target_arn: String,
    /// Whether it is the one that failed (for all of the letters counted).
    pub failed: bool,
    /// For how many letters.
    pub count: usize,
}
