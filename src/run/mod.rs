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
//! | `Unlisted` | `ListedAsWatched` | `Watched` |
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
//! | `Recording` | `WatchBegun` | `Watched` |
//! | `Recording` | `AllOnDisk` | `Sent` |
//! | `Recording` | `Unwritten` | `Sent` |
//! | `Watched` | `WatchOver` | `Recording` |
//! | `Watched` | `CameBack` | `Failed` |
//! | `Watched` | `CutShort` | `InDoubt` |
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
//! (of a delete run also `Deleting` and `Noting`), `Watched` `watched`, then `sent`, `deleted`, `failed`, `in_doubt`,
//! `left`. A crash therefore loses at most the answers that were under way, and those are in doubt.
//!
//! **To the failed target alone** (`--to failed-target`): before the first event each target that failed is copied to
//! a scratch bus of its own, named after the run, and that is on disk before it is made. Its rule matches every event
//! and has two targets: the copy, whose dead letters go to the scratch queue, and that queue itself, which gets the
//! id of each event that the rule took. The first event goes alone until its id comes out there, since a rule that
//! is not at work yet drops events without a word. A letter is `Watched` until the plan's watch time is over *and* the
//! scratch queue was seen whole after that. Then, if its id was seen and no dead letter, it is deleted; with a dead
//! letter it is failed and stays; with neither it is in doubt and stays. The watch is never shorter than AWS may go on
//! trying: the copy's events may not grow older than that (`plan::Scratch`). So nothing can come back after its letter
//! was deleted; should it all the same, it is sent to the letters' queue before the scratch queue is removed. When
//! all letters are at their end what was made is removed, in the reverse order. An abort cuts the watch short: what
//! was sent is in doubt. A crash leaves the letters `watched`; a run that goes on with it makes the same buses anew
//! (they are there), and watches on. What nobody goes on with `dlq-tui doctor --clean` removes.
//!
//! - `machine` what it remembers, one step, and the parts of a step
//! - `stage` stages, cues, ways; `item` where each item stands
//! - `event` what goes in and out; `record` what is written down
//! - `scratch` where each scratch bus stands
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
mod scratch;
mod stage;
mod watch;

pub use event::{
    DeadLetter, Effect, Event, Fault, FaultKind, Heard, More, NotDone, Parcel, Ticket, Unseen,
};
pub use machine::Machine;
pub use progress::{Fate, Kind, Progress, RunId, State, StoppedBy};
pub use record::{Begun, Listed, Record, ScratchName, Step};
pub use stage::{Cue, Stage, WAYS};

#[cfg(test)]
mod tests;
