//! What the journal knows of runs, as the face asks for it and shows it.

use std::sync::Arc;

use crate::run::{Kind, Progress, State, StoppedBy};
use crate::time::Time;

/// The journal, read away from the screen's thread: each call may wait. An error is a sentence.
pub trait Past: Send + Sync {
    /// All runs, newest first.
    ///
    /// # Errors
    /// When the journal can't be read.
    fn runs(&self) -> Result<Vec<PastRun>, String>;

    /// The letters of a run, in its order.
    ///
    /// # Errors
    /// When the journal can't be read.
    fn letters(&self, run: &str) -> Result<Vec<PastLetter>, String>;

    /// Writes what is known of a run to a new file: the whole messages of a delete, else a line a letter. Says
    /// what was written.
    ///
    /// # Errors
    /// When the journal can't be read or the file not written.
    fn export(&self, run: &str, path: &str) -> Result<String, String>;
}

/// A run.
#[derive(Clone, Debug, PartialEq)]
pub struct PastRun {
    /// Its name.
    pub run: Arc<str>,
    /// What it did.
    pub kind: Kind,
    /// URL of its queue; empty where it is not told.
    pub queue: String,
    /// Where the letters went, for people; empty for a delete.
    pub to: String,
    /// When it began.
    pub started: Time,
    /// When it ended.
    pub finished: Option<Time>,
    /// How it stands, in words.
    pub stands: String,
    /// Why it stopped early.
    pub stopped_by: Option<StoppedBy>,
    /// The run that it went on with or undid.
    pub follows: Option<Arc<str>>,
    /// Letters of its plan.
    pub total: usize,
    /// Accepted by the destination.
    pub sent: usize,
    /// Gone from the queue.
    pub deleted: usize,
    /// Came back.
    pub bounced: usize,
    /// Stayed away for the watch time.
    pub settled: usize,
    /// Refused for good.
    pub failed: usize,
    /// Asked for, never answered.
    pub in_doubt: usize,
    /// Not begun.
    pub left: usize,
}

/// A letter of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastLetter {
    /// Its message.
    pub message_id: Arc<str>,
    /// Its event's id.
    pub event_id: Option<Arc<str>>,
    /// The id that the destination gave.
    pub new_event_id: Option<Arc<str>>,
    /// Where it went; empty for a delete.
    pub to: Arc<str>,
    /// Where it stands, in a word: `deleted`, `sent`, `failed`, `in-doubt`, `left`.
    pub state: &'static str,
    /// Why it was refused.
    pub error: Option<String>,
    /// Whether it was edited.
    pub edited: bool,
    /// When it came back, and as which message where that is known.
    pub back: Option<(Time, Option<Arc<str>>)>,
    /// Whether it stayed away for the watch time.
    pub settled: bool,
    /// How it had come to be before that run: a sentence a run, newest first.
    pub lineage: Vec<String>,
}

impl PastRun {
    /// A run of this session, as far as it is.
    #[must_use]
    pub fn of(progress: &Progress, stands: &str) -> Self {
        Self {
            run: Arc::clone(&progress.run.0),
            kind: progress.kind,
            queue: String::new(),
            to: String::new(),
            started: progress.started,
            finished: progress.finished,
            stands: stands.to_owned(),
            stopped_by: progress.stopped_by,
            follows: None,
            total: progress.total,
            sent: progress.sent,
            deleted: progress.deleted,
            bounced: progress.bounced,
            settled: progress.settled,
            failed: progress.failed,
            in_doubt: progress.in_doubt,
            left: progress.left,
        }
    }

    /// The same with the numbers of this session, which are newer than the journal's.
    #[must_use]
    pub fn with(self, progress: &Progress, stands: &str) -> Self {
        Self {
            queue: self.queue,
            to: self.to,
            follows: self.follows,
            // some come back after the run is over: the journal still notes it
            bounced: self.bounced.max(progress.bounced),
            ..Self::of(progress, stands)
        }
    }

    /// Whether something of it could be gone on with.
    #[must_use]
    pub const fn left_something(&self) -> bool {
        self.left + self.in_doubt + self.failed > 0
    }
}

/// Whether a run of this session is over.
#[must_use]
pub fn is_over(progress: &Progress) -> bool {
    progress.finished.is_some() || progress.state == State::Finished
}
