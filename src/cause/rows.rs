//! What is known of a cause.

use std::fmt;
use std::sync::Arc;

use super::diagnose::first_of_all;
use crate::letter::{LetterId, Origin};
use crate::time::Time;

/// A cause's name: a hash of its key, the same in every session and on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CauseId(pub u64);

impl fmt::Display for CauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Would a plain redrive help?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A plain redrive is likely to help.
    Redrive,
    /// Something outside must be fixed first.
    FixFirst,
    /// The payload must be changed first.
    EditFirst,
    /// It can't be put back as it is.
    Impossible,
    /// Nothing is known about it.
    Unknown,
}

impl Verdict {
    /// The word in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Redrive => "redrive",
            Self::FixFirst => "fix-first",
            Self::EditFirst => "edit-first",
            Self::Impossible => "impossible",
            Self::Unknown => "unknown",
        }
    }
}

impl Verdict {
    /// The verdict where something outside is known to stand in the way too.
    #[must_use]
    pub const fn with_obstacle(self) -> Self {
        match self {
            Self::Redrive | Self::Unknown => Self::FixFirst,
            Self::FixFirst | Self::EditFirst | Self::Impossible => self,
        }
    }
}

/// All letters that died of the same, counted.
#[derive(Clone, Debug)]
pub struct Cause {
    /// Its name.
    pub id: CauseId,
    /// One line for people: `503 from ExampleReportingAPI · "upstream overloaded"`.
    pub title: String,
    /// Letters of this cause that are held.
    pub count: usize,
    /// Their bytes.
    pub bytes: u64,
    /// The origin they share.
    pub origin: Origin,
    /// Rule name, ARN; target name, ARN; bus name: those of the first letter.
    pub rule: Option<Arc<str>>,
    /// ARN of the rule.
    pub rule_arn: Option<Arc<str>>,
    /// Target name.
    pub target: Option<Arc<str>>,
    /// ARN of the target.
    pub target_arn: Option<Arc<str>>,
    /// Bus name.
    pub bus: Option<Arc<str>>,
    /// Error code.
    pub code: Option<Arc<str>>,
    /// HTTP status of the downstream.
    pub status: Option<u16>,
    /// The error message with its variable parts masked.
    pub message: String,
    /// Fewest and most attempts recorded; `None` when none recorded any.
    pub attempts: Option<(u32, u32)>,
    /// The retry limit that ended them, where they share one.
    pub condition: Option<Arc<str>>,
    /// When the first and the last of them were sent to the queue.
    pub first_sent: Option<Time>,
    /// See `first_sent`.
    pub last_sent: Option<Time>,
    /// When each arrived, in minutes since the epoch, with how many: for the sparkline. Sorted.
    pub arrivals: Arc<[(i64, u32)]>,
    /// Would a plain redrive help?
    pub verdict: Verdict,
    /// Why that verdict, and what to do: one or two sentences.
    pub advice: String,
    /// A few of its letters.
    pub samples: Vec<LetterId>,
}

impl Cause {
    /// Takes in what is known to stand in the way of its events.
    pub fn meets(&mut self, obstacle: &str) {
        self.verdict = self.verdict.with_obstacle();
        self.advice = first_of_all(obstacle, &self.advice);
    }
}
