//! What is read out of a journal.

use std::sync::Arc;
use std::time::Duration;

use crate::letter::Message;
use crate::run::{Kind, RunId, StoppedBy};
use crate::time::Time;

/// What a write could not do as asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Numbers of listed items whose message another run has: they are in the journal as failed.
    pub taken: Vec<u32>,
}

/// How a run stands in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunEnd {
    /// At work, in a process that lives.
    Running,
    /// It came to its end, or was stopped.
    Finished,
    /// Its process died.
    Interrupted,
}

impl RunEnd {
    /// The word in JSON and in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Interrupted => "interrupted",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Running, Self::Finished, Self::Interrupted]
            .into_iter()
            .find(|end| end.word() == word)
    }
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its name.
    pub run: RunId,
    /// What it does.
    pub kind: Kind,
    /// URL of its queue.
    pub queue: String,
    /// For people.
    pub destination: String,
    /// How it was asked to go, for people.
    pub options: String,
    /// When it began.
    pub started: Time,
    /// When it ended; `None` while it runs, and when its process died.
    pub finished: Option<Time>,
    /// How it stands.
    pub end: RunEnd,
    /// Why it stopped early.
    pub stopped_by: Option<StoppedBy>,
    /// The run that it goes on with or undoes.
    pub follows: Option<RunId>,
    /// Which letters that its plan had not seen belong to it, as JSON; `None`: none.
    pub beyond: Option<String>,
    /// Letters of its plan, and those that joined.
    pub total: usize,
    /// Letters by where they stand. Letters of a bounce are counted in `bounced` too.
    pub planned: usize,
    /// About to be done.
    pub intent: usize,
    /// Accepted, not deleted.
    pub sent: usize,
    /// Gone from the queue.
    pub deleted: usize,
    /// Refused for good.
    pub failed: usize,
    /// Asked for, never answered; or sent to a failed target alone, and not watched to the end.
    pub in_doubt: usize,
    /// Not begun when it stopped.
    pub left: usize,
    /// Came back.
    pub bounced: usize,
    /// Stayed away for the watch time.
    pub settled: usize,
}

impl RunRow {
    /// Letters that a destination accepted, deleted from the queue since or not. A delete sends nothing.
    #[must_use]
    pub fn accepted(&self) -> usize {
        match self.kind {
            Kind::Delete => 0,
            Kind::Redrive | Kind::Undo | Kind::Import => self.sent + self.deleted,
        }
    }

    /// Letters that a run which goes on with this one could still do something about.
    #[must_use]
    pub const fn unfinished(&self) -> usize {
        self.sent + self.in_doubt + self.left
    }
}

/// Where an item stands on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemState {
    /// In the plan, not begun.
    Planned,
    /// About to be done.
    Intent,
    /// Accepted by a scratch bus; it may come back.
    Watched,
    /// Accepted, not deleted.
    Sent,
    /// Gone from the queue.
    Deleted,
    /// Refused for good.
    Failed,
    /// Asked for, never answered.
    InDoubt,
    /// Not begun when its run ended.
    Left,
}

impl ItemState {
    const ALL: [Self; 8] = [
        Self::Planned,
        Self::Intent,
        Self::Watched,
        Self::Sent,
        Self::Deleted,
        Self::Failed,
        Self::InDoubt,
        Self::Left,
    ];

    /// The word in JSON and in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Intent => "intent",
            Self::Watched => "watched",
            Self::Sent => "sent",
            Self::Deleted => "deleted",
            Self::Failed => "failed",
            Self::InDoubt => "in_doubt",
            Self::Left => "left",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// A letter of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    /// Its number in the run.
    pub number: u32,
    /// Its message.
    pub message_id: Arc<str>,
    /// The id of the event in it.
    pub event_id: Option<Arc<str>>,
    /// The id that the destination gave.
    pub new_event_id: Option<Arc<str>>,
    /// Where it goes; empty for a delete.
    pub to: Arc<str>,
    /// Where it stands.
    pub state: ItemState,
    /// Why it was refused.
    pub error: Option<String>,
    /// The operator's text that went out.
    pub edit: Option<Arc<str>>,
    /// When it came back, and in which message where that is known.
    pub bounced: Option<(Time, Option<Arc<str>>)>,
    /// The run that put the event that this letter held: it had bounced before.
    pub bounced_from: Option<RunId>,
    /// Whether it stayed away for the watch time.
    pub settled: bool,
    /// Another run that took the message over, and where it stands there.
    pub later: Option<(RunId, ItemState)>,
    /// When it came to where it stands.
    pub at: Time,
}

/// A step in a letter's lineage: an event that a run put, and the letter it was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ancestor {
    /// The run.
    pub run: RunId,
    /// When it was put (or what else became of it).
    pub at: Time,
    /// The message that it was in.
    pub message_id: Arc<str>,
    /// The event's id before.
    pub event_id: Option<Arc<str>>,
    /// The event's id after.
    pub new_event_id: Arc<str>,
    /// Where it went.
    pub to: Arc<str>,
    /// Where it stands.
    pub state: ItemState,
    /// Whether it was edited.
    pub edited: bool,
}

/// A message that a delete run took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number in that run.
    pub number: u32,
    /// The message, whole.
    pub message: Message,
    /// Whether it is certainly gone from the queue.
    pub deleted: bool,
}

/// What a run made to reach a failed target alone, and is not known to be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScratchRow {
    /// The name of the bus and of the queue.
    pub name: Arc<str>,
    /// The run that made it, or took it over.
    pub run: RunId,
    /// How that run stands.
    pub end: RunEnd,
    /// URL of the letters' queue.
    pub queue: String,
    /// The name of its rule.
    pub rule: Arc<str>,
    /// ARN of the rule whose target was copied.
    pub rule_arn: Arc<str>,
    /// The destination of its letters.
    pub to: Arc<str>,
    /// When it was made, or taken over.
    pub at: Time,
    /// Letters that are watched there.
    pub watched: usize,
}

/// An edit that is not sent yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its message.
    pub message_id: Arc<str>,
    /// The operator's text.
    pub text: Arc<str>,
    /// When it was written.
    pub at: Time,
}

/// How long and how much is kept. Younger than fourteen days, which is how long a queue can hold a message,
/// nothing is dropped of what could still be sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Runs that ended before are dropped.
    pub age: Duration,
    /// Above so many bytes the oldest are dropped first.
    pub bytes: u64,
}

impl Default for Retention {
    /// Ninety days, 1 GiB.
    fn default() -> Self {
        Self {
            age: Duration::from_secs(90 * 86_400),
            bytes: 1 << 30,
        }
    }
}
