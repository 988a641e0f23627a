//! What a run's task and the desk say to each other.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::letter::LetterId;
use crate::run::{Fate, More, Progress, Unseen};

/// What a run's task tells the desk.
#[derive(Debug)]
pub enum RunNews {
    /// What became of letters.
    Fates(Vec<(LetterId, Fate)>),
    /// How far the run is; the last one has a `finished` time.
    Progress(Progress),
    /// Which receipt handles count now? `None` for a letter whose lease ran out or that left: it must not be
    /// deleted on an old handle.
    Receipts {
        /// The letters.
        letters: Vec<LetterId>,
        /// One answer a letter, in order.
        reply: oneshot::Sender<Vec<Option<Arc<str>>>>,
    },
}

/// What the desk tells a run's task.
#[derive(Clone, Debug)]
pub enum RunOrder {
    /// Finish what is in flight and wait.
    Pause,
    /// Go on.
    Resume,
    /// Finish what is in flight and end.
    Abort,
    /// These letters are in the run too; it does not end before `NoMore`.
    More(More),
    /// No more letters join.
    NoMore(Unseen),
    /// Events a second from now on.
    Rate(u32),
    /// A letter arrived whose event has this id: if the run put it, it bounced.
    Arrived {
        /// The event's id.
        event_id: Arc<str>,
        /// The new letter.
        letter: LetterId,
    },
}
