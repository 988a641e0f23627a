//! The operations that a run and those who look at runs need of a journal.

use std::sync::Arc;

use super::error::JournalError;
use super::rows::{Ancestor, Draft, ItemRow, Kept, Retention, RunRow, ScratchRow, Written};
use crate::run::{Fate, Record, RunId};
use crate::time::Time;

/// A journal. One thread owns it.
pub trait Journal: Send {
    /// Writes all groups of records durably, or none of them; answers one `Written` a group. Returns only when
    /// they would survive a power cut.
    ///
    /// # Errors
    /// Nothing was written. What fails once is not to be tried again: the caller stops.
    fn write(&mut self, groups: &[Vec<Record>]) -> Result<Vec<Written>, JournalError>;

    /// What earlier or other runs made of these messages of a queue; `None` where nothing stands in the way.
    /// `Planned` and `InFlight`: a run that lives has it. `Sent`, `InDoubt`: of a run that is over.
    ///
    /// # Errors
    /// The journal can't be read.
    fn fates(
        &mut self,
        queue: &str,
        message_ids: &[Arc<str>],
    ) -> Result<Vec<Option<Fate>>, JournalError>;

    /// All runs, newest first.
    ///
    /// # Errors
    /// The journal can't be read.
    fn runs(&mut self) -> Result<Vec<RunRow>, JournalError>;

    /// The run of that name.
    ///
    /// # Errors
    /// The journal can't be read.
    fn run(&mut self, run: &RunId) -> Result<Option<RunRow>, JournalError>;

    /// Runs of a queue that were interrupted, with letters that a run could go on with, newest first.
    ///
    /// # Errors
    /// The journal can't be read.
    fn unfinished(&mut self, queue: &str) -> Result<Vec<RunRow>, JournalError>;

    /// The letters of a run, by number.
    ///
    /// # Errors
    /// The journal can't be read.
    fn items(&mut self, run: &RunId) -> Result<Vec<ItemRow>, JournalError>;

    /// How each of these events came to be: the put that made it, the one before that, … newest first; empty for
    /// an event that no run put.
    ///
    /// # Errors
    /// The journal can't be read.
    fn lineage(&mut self, event_ids: &[Arc<str>]) -> Result<Vec<Vec<Ancestor>>, JournalError>;

    /// The messages that a delete run kept, by number, less those that an undo has sent back.
    ///
    /// # Errors
    /// The journal can't be read.
    fn kept(&mut self, run: &RunId) -> Result<Vec<Kept>, JournalError>;

    /// The drafts of a queue's letters.
    ///
    /// # Errors
    /// The journal can't be read.
    fn drafts(&mut self, queue: &str) -> Result<Vec<Draft>, JournalError>;

    /// What runs made to reach a failed target alone, and is not known to be removed, oldest first.
    ///
    /// # Errors
    /// The journal can't be read.
    fn scratches(&mut self) -> Result<Vec<ScratchRow>, JournalError>;

    /// Drops what is older or more than is to be kept; answers how many runs were dropped.
    ///
    /// # Errors
    /// The journal can't be written.
    fn prune(&mut self, keep: Retention, now: Time) -> Result<usize, JournalError>;
}
