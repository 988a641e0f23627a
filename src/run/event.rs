//! What the machine is told, and what it wants done.

use std::fmt;
use std::sync::Arc;

use super::progress::{Fate, Progress};
use super::record::Record;
use crate::letter::{Attribute, AttributeData, LetterId, message_size};
use crate::plan::{Item, Scratch};
use crate::repair::Outgoing;
use crate::time::Time;

/// The number of a write or a call, so that its answer finds back. Never used twice in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What the machine is told.
#[derive(Clone, Debug)]
pub enum Event {
    /// Begin.
    Start,
    /// The records of that ticket are on disk, as far as they are not `taken`.
    Journalled {
        /// Which write.
        ticket: Ticket,
        /// Numbers of listed items whose message another run has.
        taken: Vec<u32>,
    },
    /// A write failed: from now on nothing can be written.
    JournalFailed(String),
    /// What came of a put or a send: an answer an entry, in order, or the fault of the whole call.
    Answered {
        /// Which call.
        call: Ticket,
        /// The new ids, or why not.
        outcome: Result<Vec<Result<Arc<str>, NotDone>>, Fault>,
    },
    /// What came of a delete: an answer a letter, in order, or the fault of the whole call.
    Deleted {
        /// Which call.
        call: Ticket,
        /// Gone, or why not.
        outcome: Result<Vec<Result<(), NotDone>>, Fault>,
    },
    /// A scratch bus was made, or not.
    Made {
        /// Which call.
        call: Ticket,
        /// Made, or why not.
        outcome: Result<(), Fault>,
    },
    /// What was received from the scratch queue of that number.
    Heard {
        /// Which one.
        set: usize,
        /// What it told, or why nothing could be received.
        heard: Result<Vec<Heard>, Fault>,
    },
    /// A scratch bus was removed, or not.
    Removed {
        /// Which call.
        call: Ticket,
        /// Removed, or why not.
        outcome: Result<(), Fault>,
    },
    /// Letters join the run: it follows the queue, or walks through one that is longer than the window. The run does
    /// not end before `NoMore`; nothing in it only says that more may come.
    More(More),
    /// No more letters join.
    NoMore(Unseen),
    /// Time has passed.
    Tick,
    /// Finish what is in flight and wait.
    Pause,
    /// Go on.
    Resume,
    /// Finish what is in flight and end.
    Abort,
    /// So many events a second from now on.
    Rate(u32),
    /// A letter arrived whose event (or message) has this id.
    Arrived(Arc<str>),
}

/// Letters that came after a run was planned and belong to it.
#[derive(Clone, Debug, Default)]
pub struct More {
    /// They join.
    pub items: Vec<Item>,
    /// So many more are held back.
    pub held_back: usize,
    /// So many more are in doubt since an earlier run, and are left alone.
    pub in_doubt: usize,
}

/// What a run that takes no more letters in leaves unseen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Letters of the queue that nobody looked at, about.
    pub letters: usize,
    /// Why not, in words; empty where there are none.
    pub why: String,
}

/// What the machine wants done. The order among effects of one step does not matter, except for `Journal`: what
/// was asked for first is on disk first.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Write these down; answer with [`Event::Journalled`] or [`Event::JournalFailed`].
    Journal {
        /// For the answer.
        ticket: Ticket,
        /// What.
        records: Vec<Record>,
    },
    /// PutEvents to one bus; answer with [`Event::Answered`].
    Put {
        /// For the answer.
        call: Ticket,
        /// Name or ARN.
        bus: Arc<str>,
        /// The items, in order.
        items: Vec<u32>,
        /// What goes out for each.
        entries: Vec<Outgoing>,
        /// Their letters: one that is not held when the put is made must not be in it ([`NotDone::NotHeld`]).
        letters: Vec<LetterId>,
    },
    /// SendMessageBatch to one queue; answer with [`Event::Answered`].
    Send {
        /// For the answer.
        call: Ticket,
        /// Its URL.
        queue: Arc<str>,
        /// The items, in order.
        items: Vec<u32>,
        /// What goes out for each.
        parcels: Vec<Parcel>,
        /// As of a put; none for an undo, whose letters are in no queue.
        letters: Vec<LetterId>,
    },
    /// DeleteMessageBatch with the receipts that count now; answer with [`Event::Deleted`].
    Delete {
        /// For the answer.
        call: Ticket,
        /// The items, in order.
        items: Vec<u32>,
        /// Their letters.
        letters: Vec<LetterId>,
    },
    /// Make a scratch bus with its rule, its target and its queue; answer with [`Event::Made`].
    Make {
        /// For the answer.
        call: Ticket,
        /// The name of the bus and of the queue.
        name: Arc<str>,
        /// What is copied.
        scratch: Box<Scratch>,
    },
    /// Receive from a scratch queue once; answer with [`Event::Heard`].
    Listen {
        /// For the answer.
        set: usize,
        /// Its name.
        name: Arc<str>,
    },
    /// Send these dead letters to the letters' queue, then remove a scratch bus and all that belongs to it; answer
    /// with [`Event::Removed`].
    Remove {
        /// For the answer.
        call: Ticket,
        /// The name of the bus and of the queue.
        name: Arc<str>,
        /// Dead letters of events whose letters are deleted.
        back: Vec<Parcel>,
    },
    /// Send [`Event::Tick`] at this moment, if nothing else happens before. Replaces the last one.
    Wait(Time),
    /// What became of letters.
    Fates(Vec<(LetterId, Fate)>),
    /// How far it is.
    Progress(Box<Progress>),
    /// It is over; nothing comes after this.
    Done(Box<Progress>),
}

/// What a scratch queue tells of an event: that the scratch rule took it, or that it came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The event.
    pub event_id: Arc<str>,
    /// Its dead letter; `None`: the rule took it.
    pub dead: Option<DeadLetter>,
}

/// An event that a scratch rule could not deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Why, in words.
    pub why: Arc<str>,
    /// The message, to be sent on.
    pub parcel: Parcel,
}

/// A message to be sent to a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Its body.
    pub body: Arc<str>,
    /// Message attributes.
    pub attributes: Arc<[(Arc<str>, Attribute)]>,
    /// `AWSTraceHeader`.
    pub trace_header: Option<Arc<str>>,
    /// `MessageGroupId`.
    pub group_id: Option<Arc<str>>,
    /// `MessageDeduplicationId`.
    pub deduplication_id: Option<Arc<str>>,
}

impl Parcel {
    /// A dead letter of a scratch rule as the rule whose target was copied would have left it.
    #[must_use]
    pub fn of_rule(&self, rule_arn: &str) -> Self {
        let of = |(name, attribute): &(Arc<str>, Attribute)| {
            let mut attribute = attribute.clone();
            if &**name == "RULE_ARN" {
                attribute.data = AttributeData::Text(rule_arn.into());
            }
            (Arc::clone(name), attribute)
        };
        Self {
            attributes: self.attributes.iter().map(of).collect(),
            ..self.clone()
        }
    }

    /// Bytes as SQS counts them.
    #[must_use]
    pub fn size(&self) -> usize {
        message_size(&self.body, &self.attributes)
    }
}

/// Why a call, or an entry of a batch call, failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What to make of it.
    pub kind: FaultKind,
    /// AWS's code, or a word of ours: `AccessDeniedException`, `timeout`.
    pub code: String,
    /// What it says, bounded to 1,000 characters (PutEvents' validation errors repeat whole payloads).
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.is_empty() {
            return f.write_str(&self.code);
        }
        write!(f, "{}: {}", self.code, self.message)
    }
}

/// What to make of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// Too fast, or AWS's internal error that was answered: nothing was done; try again later.
    Throttled,
    /// No credentials, expired credentials, no permission.
    Denied,
    /// The queue, bus, rule, … does not exist.
    NotFound,
    /// Certainly never sent: connection refused, no route, no such host.
    Unreachable,
    /// AWS refused this for what it is; the same again will be refused again.
    Rejected,
    /// Sent, and no answer was seen: it may or may not have been done.
    Ambiguous,
}

/// Why an entry of a call was not sent, or its letter not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// The letter is not held: its lease ran out, or it is gone from this session. Nothing was asked of AWS.
    NotHeld,
    /// AWS did not do it, or nobody knows.
    Fault(Fault),
}

impl From<Fault> for NotDone {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
