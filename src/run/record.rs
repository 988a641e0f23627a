//! What a run has written down: before it acts, and after.

use std::sync::Arc;

use super::progress::{Kind, Progress, RunId};
use crate::letter::Message;
use crate::plan::is_failed_target;
use crate::time::Time;

/// One thing to write down. The journal writes records in the order in which they are given.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// A run begins. First of all its records.
    Begun(Arc<Begun>),
    /// Letters of a run's plan. Each takes the one claim on its message; who finds it taken is told so.
    Listed {
        /// The run.
        run: RunId,
        /// Its letters, each with a number of its own.
        items: Vec<Arc<Listed>>,
        /// When.
        at: Time,
    },
    /// These are about to be put, sent or deleted.
    Intent(Step),
    /// These were certainly not put, sent or deleted after all: as if never begun.
    Unsent(Step),
    /// These were accepted, under these new ids.
    Sent {
        /// The run.
        run: RunId,
        /// Number, and the event id (or message id) that the destination gave.
        items: Vec<(u32, Arc<str>)>,
        /// When.
        at: Time,
    },
    /// This was refused for good.
    Refused {
        /// The run.
        run: RunId,
        /// Its number.
        item: u32,
        /// Why, in words.
        why: Arc<str>,
        /// When.
        at: Time,
    },
    /// These were asked for and never answered.
    InDoubt(Step),
    /// These were accepted by a scratch bus, under these new ids; whether they come back is watched.
    Watched {
        /// The run.
        run: RunId,
        /// Number, and the event id.
        items: Vec<(u32, Arc<str>)>,
        /// When.
        at: Time,
    },
    /// These did not come back: from now on as if sent to any bus.
    WatchOver(Step),
    /// A run is about to make these.
    Scratches {
        /// The run.
        run: RunId,
        /// What it makes.
        names: Vec<ScratchName>,
        /// When.
        at: Time,
    },
    /// This was removed, or never made.
    ScratchGone {
        /// Its name.
        name: Arc<str>,
    },
    /// A scratch bus that a dead run left was emptied: these events had come back, with these errors; of the others
    /// that it watched nothing is known any more.
    Swept {
        /// Its name.
        name: Arc<str>,
        /// Event id, and the error in words.
        returned: Vec<(Arc<str>, Arc<str>)>,
        /// When.
        at: Time,
    },
    /// These are gone from the queue.
    Deleted(Step),
    /// An event came back to the queue. May be told more than once, and by any process.
    Bounced {
        /// The event's id, as PutEvents gave it (or the message id that SendMessage gave).
        event_id: Arc<str>,
        /// The message that it came back in, where known.
        message_id: Option<Arc<str>>,
        /// When.
        at: Time,
    },
    /// A run ends. What was not begun is left.
    Ended {
        /// Its last counts.
        progress: Arc<Progress>,
        /// Whether what was sent and did not come back was watched long enough to count as settled.
        settled: bool,
    },
    /// A run broke off without an end: what it had begun is in doubt, what it had not is left.
    BrokenOff(RunId),
    /// The operator's edit of a letter that is not sent yet; `None` takes it back.
    Draft {
        /// URL of its queue.
        queue: Arc<str>,
        /// Its message.
        message_id: Arc<str>,
        /// The new text.
        text: Option<Arc<str>>,
        /// When.
        at: Time,
    },
}

/// What a run makes to reach a failed target alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScratchName {
    /// The name of the bus and of the queue.
    pub name: Arc<str>,
    /// The name of the rule.
    pub rule: Arc<str>,
    /// ARN of the rule whose target is copied.
    pub rule_arn: Arc<str>,
    /// The destination that letters name.
    pub to: Arc<str>,
}

/// Items of a run that came one step further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The run.
    pub run: RunId,
    /// Their numbers.
    pub items: Vec<u32>,
    /// When.
    pub at: Time,
}

/// How a run began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its name.
    pub run: RunId,
    /// What it does.
    pub kind: Kind,
    /// URL of its queue.
    pub queue: Arc<str>,
    /// For people: `event bus default`.
    pub destination: String,
    /// The digest of its plan.
    pub digest: u64,
    /// How it was asked to go, for people: `rate 100, canary 5`.
    pub options: String,
    /// Letters of its plan.
    pub total: usize,
    /// The run that it goes on with, or the one that it undoes.
    pub follows: Option<RunId>,
    /// Whether letters in doubt may be taken over: the operator decided to send them again. (Those that are taken
    /// for sent are listed as sent, under an empty id.)
    pub despite_doubt: bool,
    /// Which letters that were not seen belong to it, where there are such: the plan room's `Rest`, as JSON.
    pub beyond: Option<Arc<str>>,
    /// When.
    pub at: Time,
}

impl Listed {
    /// Whether an earlier run sent it to a failed target alone and did not see the end of its watch.
    #[must_use]
    pub fn is_watched_on(&self) -> bool {
        self.sent.is_some() && is_failed_target(&self.to)
    }
}

/// A letter of a run's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number in the run, from 0.
    pub number: u32,
    /// The message. Kept whole when `keep` says so.
    pub message: Message,
    /// Whether the body and the attributes are kept: it will be deleted without having been sent.
    pub keep: bool,
    /// The id of the event in it, if there is one.
    pub event_id: Option<Arc<str>>,
    /// The operator's text, if it is edited.
    pub edit: Option<Arc<str>>,
    /// Where it goes; empty for a delete.
    pub to: Arc<str>,
    /// An earlier run sent it, under this id (empty where that is not known): now it is only deleted, or, with a
    /// destination, watched on first.
    pub sent: Option<Arc<str>>,
}
