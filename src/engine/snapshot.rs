//! Everything that a face may see, as one value.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::command::ViewRequest;
use super::letters::Letters;
use super::ports::Move;
use crate::cause::Cause;
use crate::letter::LetterId;
use crate::plan::{Plan, World};
use crate::problem::Problem;
use crate::run::Progress;
use crate::text;
use crate::time::Time;

/// The number of a queue in this session, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueId(pub u16);

/// Everything a face may see. Cheap to hand out: its large parts are shared.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Grows with every snapshot.
    pub revision: u64,
    /// When it was made.
    pub now: Time,
    /// The queues of this session.
    pub queues: Vec<QueueState>,
    /// Whether anything may be changed.
    pub mode: Mode,
    /// All letters that are known.
    pub letters: Letters,
    /// Causes, most frequent first.
    pub causes: Arc<[Cause]>,
    /// The letters to show, as last asked for.
    pub view: View,
    /// The plan that was last asked for.
    pub planned: Option<Planned>,
    /// The rule that was last asked about.
    pub rule: Option<RuleFacts>,
    /// Runs of this session, newest last.
    pub runs: Vec<Progress>,
    /// Text that was typed in an editor and not taken over yet, by message id: also of a session that broke off.
    pub typed: Arc<HashMap<Arc<str>, Arc<str>>>,
    /// Leases given back so far while closing, and those that could not be: until when they stay hidden.
    pub closing: Option<Closing>,
    /// How far this machine's clock is off AWS's, where that matters.
    pub skew: Option<Skew>,
    /// When an untouched screen lets go of everything, while it is being asked whether somebody is there.
    pub untouched: Option<Time>,
}

/// How far this machine's clock is off AWS's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skew {
    /// Ours is later than theirs.
    pub ahead: bool,
    /// By so much.
    pub by: Duration,
}

impl fmt::Display for Skew {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = if self.ahead { "ahead of" } else { "behind" };
        let by = text::left(self.by);
        write!(
            f,
            "this machine's clock is {by} {side} AWS's: ages and times left are wrong by that"
        )
    }
}

/// How far the giving back is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closing {
    /// Given back.
    pub given_back: usize,
    /// Still to be given back.
    pub left: usize,
    /// Could not be given back; they stay hidden until then.
    pub hidden: usize,
    /// When the last of the hidden appears again.
    pub hidden_until: Option<Time>,
    /// All is done.
    pub done: bool,
}

/// Whether anything may be changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Leases are kept; edits, redrives and deletes are possible.
    #[default]
    Lease,
    /// Nothing is changed.
    ReadOnly,
}

/// What is known of one queue.
#[derive(Clone, Debug)]
pub struct QueueState {
    /// Its number.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Its URL.
    pub url: String,
    /// Its ARN; empty until known.
    pub arn: String,
    /// Region and account; empty until known.
    pub region: String,
    /// Account of the queue.
    pub account: String,
    /// ApproximateNumberOfMessages, …NotVisible, …Delayed, as last told.
    pub visible: u64,
    /// In flight: ours and others'.
    pub in_flight: u64,
    /// Delayed.
    pub delayed: u64,
    /// Held by us.
    pub ours: usize,
    /// MessageRetentionPeriod.
    pub retention: Duration,
    /// The queue's own redrive policy, as JSON, if it has one.
    pub redrive_policy: Option<String>,
    /// When the first held letter will be deleted by retention.
    pub oldest_expires: Option<Time>,
    /// Letters that will be within the hour.
    pub expiring_soon: usize,
    /// New letters a minute, lately.
    pub growth_per_minute: f64,
    /// Who else is at work on it.
    pub others: Others,
    /// What it is doing.
    pub phase: Phase,
    /// The pass over the queue.
    pub scan: Scan,
}

/// Who else is at work on a queue, as far as SQS tells. Whether a Lambda drains it, it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// Messages in flight that are not ours; 0 while a pass is going, whose receives can't be told apart.
    pub in_flight: u64,
    /// The move task that takes messages out of it.
    pub moving: Option<Move>,
    /// Since when SQS counts no message in it at all, though we hold some.
    pub emptied: Option<Time>,
}

/// What the engine is doing with a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing is known yet.
    #[default]
    Connecting,
    /// The first pass is going.
    Scanning,
    /// New arrivals appear by themselves.
    Live,
    /// The window is full; it goes on as letters leave.
    Full,
    /// The operator (or an untouched screen) paused polling.
    Paused,
    /// No answer since then; it tries again by itself.
    Offline {
        /// Since when.
        since: Time,
        /// What was wrong last.
        problem: Problem,
    },
    /// It can't go on.
    Failed(Problem),
}

/// How far the first pass over a queue is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Messages received, duplicates not counted.
    pub read: usize,
    /// Messages that were received before in this session.
    pub duplicates: usize,
    /// About how many there are.
    pub approximate: u64,
    /// The end is known to be an end: empty long polls, and counters at zero.
    pub complete: bool,
    /// How long it took, or takes so far.
    pub took: Duration,
}

/// The letters to show.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What was asked for.
    pub request: ViewRequest,
    /// The letters, in order.
    pub ids: Arc<[LetterId]>,
    /// The newest request that could not be answered, by its revision, and why: its jq program could not be run.
    pub refused: Option<(u64, Problem)>,
}

/// What is known of a rule that was asked about.
#[derive(Clone, Debug)]
pub struct RuleFacts {
    /// The rule.
    pub rule_arn: Arc<str>,
    /// Its bus, its targets, their destinations and connections, as far as they could be read; `None` while they
    /// are being read for the first time.
    pub world: Option<Arc<World>>,
}

/// A plan that was asked for.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Of which request.
    pub revision: u64,
    /// `None` while it is worked out.
    pub outcome: Option<Result<Arc<Plan>, Problem>>,
}
