//! What others hold of the scribe.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::thread::{Request, serve};
use crate::journal::{
    Ancestor, Draft, ItemRow, Journal, JournalError, Kept, Retention, RunRow, ScratchRow,
    SqliteJournal, Written,
};
use crate::problem::Problem;
use crate::run::{Fate, Record, RunId};
use crate::time::Time;

/// Requests that may wait.
const WAITING: usize = 1_024;

/// What comes of a write.
pub type Reply = oneshot::Receiver<Result<Written, Problem>>;

/// The journal, from any task. Cheap to clone; the thread ends with the last of the clones.
#[derive(Clone, Debug)]
pub struct Scribe {
    requests: mpsc::Sender<Request>,
}

impl Scribe {
    /// Opens the journal at `path` and starts its thread.
    ///
    /// # Errors
    /// The journal can't be opened: its place, its state, its version.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        Self::with(Box::new(SqliteJournal::open(path)?))
    }

    /// Starts the thread of any journal.
    ///
    /// # Errors
    /// The operating system gives no thread.
    pub fn with(journal: Box<dyn Journal>) -> Result<Self, Problem> {
        let (requests, waiting) = mpsc::channel(WAITING);
        std::thread::Builder::new()
            .name("scribe".into())
            .spawn(move || serve(journal, waiting))
            .map_err(|e| Problem::internal(format!("no thread for the journal: {e}")))?;
        Ok(Self { requests })
    }

    /// Writes records durably.
    ///
    /// # Errors
    /// They were not written, and nothing will be any more.
    pub async fn record(&self, records: Vec<Record>) -> Result<Written, Problem> {
        self.enqueue(records).await?.await.map_err(|_| ended())?
    }

    /// Hands records over; who calls this twice in a row has them on disk in that order.
    ///
    /// # Errors
    /// The scribe has ended.
    pub async fn enqueue(&self, records: Vec<Record>) -> Result<Reply, Problem> {
        let (reply, answer) = oneshot::channel();
        let request = Request::Write { records, reply };
        self.requests.send(request).await.map_err(|_| ended())?;
        Ok(answer)
    }

    /// Hands records over without waiting, from a thread that may not: `None` when the scribe is swamped or has
    /// ended.
    #[must_use]
    pub fn post(&self, records: Vec<Record>) -> Option<Reply> {
        let (reply, answer) = oneshot::channel();
        let request = Request::Write { records, reply };
        self.requests.try_send(request).ok().map(|()| answer)
    }

    /// Asks the journal anything, after all that was handed over before is written.
    ///
    /// # Errors
    /// The journal can't answer.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut dyn Journal) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, Problem> {
        let (reply, answer) = oneshot::channel();
        let request = Request::Ask(Box::new(move |journal| {
            // who asked may have gone
            drop(reply.send(question(journal)));
        }));
        self.requests.send(request).await.map_err(|_| ended())?;
        Ok(answer.await.map_err(|_| ended())??)
    }

    /// See [`Journal::fates`].
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn fates(
        &self,
        queue: &str,
        message_ids: Vec<Arc<str>>,
    ) -> Result<Vec<Option<Fate>>, Problem> {
        let queue = queue.to_owned();
        self.ask(move |j| j.fates(&queue, &message_ids)).await
    }

    /// See [`Journal::runs`].
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn runs(&self) -> Result<Vec<RunRow>, Problem> {
        self.ask(|j| j.runs()).await
    }

    /// See [`Journal::run`].
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn run(&self, run: RunId) -> Result<Option<RunRow>, Problem> {
        self.ask(move |j| j.run(&run)).await
    }

    /// See [`Journal::unfinished`].
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn unfinished(&self, queue: &str) -> Result<Vec<RunRow>, Problem> {
        let queue = queue.to_owned();
        self.ask(move |j| j.unfinished(&queue)).await
    }

    /// See [`Journal::items`].
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn items(&self, run: RunId) -> Result<Vec<ItemRow>, Problem> {
        self.ask(move |j| j.items(&run)).await
    }

    /// See [`Journal::lineage`].
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn lineage(&self, event_ids: Vec<Arc<str>>) -> Result<Vec<Vec<Ancestor>>, Problem> {
        self.ask(move |j| j.lineage(&event_ids)).await
    }

    /// See [`Journal::kept`].
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn kept(&self, run: RunId) -> Result<Vec<Kept>, Problem> {
        self.ask(move |j| j.kept(&run)).await
    }

    /// See [`Journal::drafts`].
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn drafts(&self, queue: &str) -> Result<Vec<Draft>, Problem> {
        let queue = queue.to_owned();
        self.ask(move |j| j.drafts(&queue)).await
    }

    /// See [`Journal::scratches`].
    ///
    /// # Errors
    /// The journal can't be read.
    pub async fn scratches(&self) -> Result<Vec<ScratchRow>, Problem> {
        self.ask(|j| j.scratches()).await
    }

    /// See [`Journal::prune`].
    ///
    /// # Errors
    /// The journal can't be written.
    pub async fn prune(&self, keep: Retention, now: Time) -> Result<usize, Problem> {
        self.ask(move |j| j.prune(keep, now)).await
    }
}

fn ended() -> Problem {
    Problem::internal("the journal's thread has ended")
}
