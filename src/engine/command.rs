//! Everything that a face may ask of the engine.

use std::sync::Arc;

use super::snapshot::QueueId;
use crate::cause::CauseId;
use crate::filter::Filter;
use crate::letter::LetterId;
use crate::plan::{Consent, Deed, Options, Selection};
use crate::repair::Edit;
use crate::run::RunId;

/// What a face asks. Nothing here waits; what comes of it shows in the snapshot or as a notice.
#[derive(Clone, Debug)]
pub enum Command {
    /// Which letters to show, in which order. The newest request wins.
    View(ViewRequest),
    /// Take a letter's new text, or (`None`) go back to the original. Journalled.
    Edit {
        /// The letter.
        letter: LetterId,
        /// Its new text.
        edit: Option<Arc<Edit>>,
    },
    /// Take many edits over, all of them or (where nothing may be changed) none. As [`Command::Edit`].
    Edits(Vec<(LetterId, Option<Arc<Edit>>)>),
    /// Keep what is being typed of a letter in case the session ends, or (`None`) keep it no longer. Journalled.
    Typed {
        /// The letter.
        letter: LetterId,
        /// The text.
        text: Option<Arc<str>>,
    },
    /// Read what is known of a rule's targets; it appears as `Snapshot::rule`. The newest request wins.
    ReadRule {
        /// The rule.
        rule_arn: Arc<str>,
        /// Its bus: a name or an ARN.
        bus: Arc<str>,
    },
    /// Work out a plan; it appears as `Snapshot::planned`. The newest request wins.
    Plan(PlanRequest),
    /// Forget the plan that is shown.
    DropPlan,
    /// Do what was agreed to.
    Run(Consent),
    /// Pause the run: what is in flight is finished.
    PauseRun(RunId),
    /// Go on with a paused run.
    ResumeRun(RunId),
    /// Stop the run: what is in flight is finished, the rest is left.
    AbortRun(RunId),
    /// Change the rate of a run, in events a second.
    SetRate(RunId, u32),
    /// Stop (true) or go on (false) polling.
    Pause(bool),
    /// From now on nothing may be changed.
    ReadOnly,
    /// Somebody is there: put off the time-out of an untouched screen.
    Touch,
    /// Give every lease back and end.
    Close,
}

/// Which letters to show.
#[derive(Clone, Debug, Default)]
pub struct ViewRequest {
    /// Grows with every request of a face; the answer carries it.
    pub revision: u64,
    /// Only letters of this cause.
    pub cause: Option<CauseId>,
    /// Only letters that it matches.
    pub filter: Filter,
    /// Their order.
    pub sort: Sort,
}

/// An order of letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// The other way round.
    pub reverse: bool,
}

/// What letters are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortKey {
    /// When they were sent, newest first.
    #[default]
    Sent,
    /// Which expires first.
    Expires,
    /// Size, largest first.
    Size,
    /// detail-type, then sent.
    DetailType,
    /// Attempts, most first.
    Attempts,
}

/// What a plan is asked for.
#[derive(Clone, Debug)]
pub struct PlanRequest {
    /// Grows with every request; the answer carries it.
    pub revision: u64,
    /// Which queue; letters of others are left out.
    pub queue: QueueId,
    /// Which letters.
    pub selection: Selection,
    /// What to do with them.
    pub deed: Deed,
    /// How.
    pub options: Options,
}
