//! What was done, kept: runs and their items, bodies of deleted letters, edits, lineage.
//!
//! [`Journal`] is the narrow interface that a run needs: one write of many records, all of them or none, and a
//! few questions. [`SqliteJournal`] keeps it in one file that its owner can read with `sqlite3`:
//!
//! - `run` a row a run: what, which queue, which plan, which letters that it had not seen, when, by which session, how it
//!   ended. An import is one too; its items claim nothing
//! - `item` a row a letter of a run: its message, its event's id, the new id, where it stands. `claimed` is 1 in
//!   at most one row of a message: a letter is in one run at a time
//! - `edit` the text that was sent instead of the letter's own
//! - `kept`, `kept_attribute` whole messages that a delete run took, for undo
//! - `scratch` event buses, rules and queues that runs made to reach a failed target alone, so that what a crash left
//!   behind can be found and removed
//! - `draft` edits that are not sent yet; under `typed:ID` text of an editor that was not taken over
//!
//! States of an item on disk: `planned`, `intent` (about to be done), `watched` (accepted by a scratch bus, may come
//! back), `sent` (accepted, not deleted), `deleted`, `failed`, `in_doubt`, `left`. A run whose session died with its process is `interrupted`: its `intent` rows
//! become `in_doubt`, its `planned` ones `left`. A session is alive as long as it holds the lock on its file in
//! the folder `FILE.sessions`; the operating system lets go of it when the process ends, however it ends.
//!
//! Does not know: what a run does next, AWS, the screen.

mod error;
mod rows;
mod sqlite;
mod store;

pub use error::JournalError;
pub use rows::{
    Ancestor, Draft, ItemRow, ItemState, Kept, Retention, RunEnd, RunRow, ScratchRow, Written,
};
pub use sqlite::SqliteJournal;
pub use store::Journal;

#[cfg(test)]
mod tests;
