//! What tasks tell the desk.

use std::sync::Arc;

use super::news::RunNews;
use super::planner::Joining;
use super::ports::{Fault, Move, QueueFacts};
use super::scan::Room;
use super::sieve::Sifted;
use super::snapshot::QueueId;
use crate::journal::{Ancestor, Draft};
use crate::lease::Batch;
use crate::letter::{Letter, LetterId};
use crate::plan::{Plan, World};
use crate::problem::Problem;
use crate::run::{Fate, RunId};
use crate::time::Time;

/// Something that happened outside the desk.
#[derive(Debug)]
pub(super) enum Event {
    /// One receive's messages, decoded, with their handles.
    Arrived {
        queue: QueueId,
        /// When the answer came.
        at: Time,
        letters: Vec<(Letter, Arc<str>)>,
        /// Held until the letters are counted.
        room: Room,
    },
    /// What a scan is doing now.
    Scanned(QueueId, ScanNews),
    /// GetQueueAttributes.
    Facts(QueueId, Result<QueueFacts, Fault>),
    /// The move task that is at work on a queue.
    Moving(QueueId, Option<Move>),
    /// A run tells.
    Run(RunId, RunNews),
    /// A run's task died.
    RunBroke(RunId),
    /// A plan was worked out, for the request of that revision.
    Planned(u64, Result<Arc<Plan>, Problem>),
    /// Which of the letters that came join a run.
    Joining(RunId, Result<Joining, Problem>),
    /// So many letters of the queue are left that a run can't look at, about.
    Unseen(RunId, usize),
    /// What is known of a rule's targets was read.
    RuleRead(Arc<str>, Arc<World>),
    /// The program of a jq filter was run.
    Sifted(Arc<str>, Result<Sifted, Problem>),
    /// What the journal knows of letters.
    Remembered(Vec<Recalled>),
    /// Edits of an earlier session that were not sent.
    Drafts(QueueId, Vec<Draft>),
    /// A heartbeat or a giving back was answered.
    Hidden(Hidden),
}

/// What the journal knows of one letter.
#[derive(Debug)]
pub(super) struct Recalled {
    pub letter: LetterId,
    /// What an earlier or another run made of its message.
    pub fate: Option<Fate>,
    /// The puts that its event came of, newest first.
    pub lineage: Vec<Ancestor>,
}

/// The answer to one ChangeMessageVisibilityBatch.
#[derive(Debug)]
pub(super) struct Hidden {
    pub queue: QueueId,
    pub batch: Batch,
    /// When it was asked.
    pub asked: Time,
    pub why: Why,
    /// One for each letter, or the fault of the whole call.
    pub answer: Result<Vec<Result<(), Fault>>, Fault>,
}

/// Why messages are hidden or shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// To keep them longer.
    Heartbeat,
    /// To let others have them.
    GiveBack,
}

/// What a scan is doing.
#[derive(Debug)]
pub(super) enum ScanNews {
    /// Many receives in flight.
    Scanning,
    /// The end of the queue was seen; `known`: the counters say so too.
    End { known: bool },
    /// No room.
    Full,
    /// No answer, or none that helps; it tries again by itself.
    Offline(Problem),
    /// It answers again.
    Back,
    /// The queue is gone.
    Failed(Problem),
    /// It stopped receiving as ordered, and nothing is in flight any more.
    Stopped,
}
