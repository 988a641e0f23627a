//! The only way to change anything: one pure machine for redrive, delete and undo.
//!
//! [`Machine::step`] takes in an [`Event`] and the time, and answers with [`Effect`]s; whoever does them decides
//! nothing. What holds under every order of answers, every fault, and a crash after every effect:
//!
//! - nothing is put, sent or deleted whose intent is not on disk, each time anew
//! - nothing is deleted before what became of it is on disk
//! - what was answered with success is never put again; what was never answered is in doubt, and nothing else is
//! - every item is in exactly one stage, and the counts add up to the plan
//! - never faster than the pace, never more in a call than its limits
//!
//! An item goes these ways and no others (a test reads this table):
//!
//! | from | cue | to |
//! | --- | --- | --- |
//! | `Unlisted` | `Listed` | `Waiting` |
//! | `Unlisted` | `ListedAsSent` | `Undeleted` |
//! | `Unlisted` | `Taken` | `Failed` |
//! | `Unlisted` | `Unwritten` | `Left` |
//! | `Waiting` | `Admitted` | `Intending` |
//! | `Waiting` | `Refused` | `Failed` |
//! | `Waiting` | `Stopped` | `Left` |
//! | `Intending` | `Put` | `Putting` |
//! | `Intending` | `Delete` | `Deleting` |
//! | `Intending` | `NotDone` | `Waiting` |
//! | `Intending` | `Unwritten` | `Left` |
//! | `Putting` | `Accepted` | `Recording` |
//! | `Putting` | `NotDone` | `Waiting` |
//! | `Putting` | `Refused` | `Failed` |
//! | `Putting` | `Unanswered` | `InDoubt` |
//! | `Recording` | `SentOnDisk` | `Undeleted` |
//! | `Recording` | `AllOnDisk` | `Sent` |
//! | `Recording` | `Unwritten` | `Sent` |
//! | `Undeleted` | `Delete` | `Deleting` |
//! | `Undeleted` | `GivenUp` | `Sent` |
//! | `Undeleted` | `Unwritten` | `Sent` |
//! | `Deleting` | `Gone` | `Noting` |
//! | `Deleting` | `Kept` | `Undeleted` |
//! | `Deleting` | `NotDone` | `Waiting` |
//! | `Noting` | `AllOnDisk` | `Deleted` |
//! | `Noting` | `Unwritten` | `Deleted` |
//!
//! On disk a stage is one of the journal's states: up to `Intending` `planned`, `Putting` to `Recording` `intent`
//! (of a delete run also `Deleting` and `Noting`), then `sent`, `deleted`, `failed`, `in_doubt`, `left`. A crash
//! therefore loses at most the answers that were under way, and those are in doubt.
//!
//! - `machine` what it remembers, one step, and the parts of a step
//! - `stage` stages, cues, ways; `item` where each item stands
//! - `event` what goes in and out; `record` what is written down
//! - `pace` token bucket and throttling; `chance` backoff; `watch` canary, ramp, bounces
//! - `progress` how far it is, as faces show it
//!
//! Does not know: tasks, files, AWS, receipts.

mod chance;
mod event;
mod item;
mod machine;
mod pace;
mod progress;
mod record;
mod stage;
mod watch;

pub use event::{Effect, Event, Fault, FaultKind, More, NotDone, Parcel, Ticket, Unseen};
pub use machine::Machine;
pub use progress::{Fate, Kind, Progress, RunId, State, StoppedBy};
pub use record::{Begun, Listed, Record, Step};
pub use stage::{Cue, Stage, WAYS};

#[cfg(test)]
mod tests;
