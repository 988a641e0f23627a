//! What joins the rooms: tasks, state, and the three values that a face sees.
//!
//! A face holds a [`Handle`]. It reads a [`Snapshot`] (everything it may see), sends [`Command`]s (everything it
//! may ask, never waiting), and takes [`Notice`]s (told once). The engine reaches AWS only through `ports`.
//! Of all commands only [`Command::Run`] changes anything in AWS, and it takes a `Consent`.
//!
//! - `desk` the one owner of letters, causes and views, on a thread of its own
//! - `scan` many receives in flight, then long polling
//! - `keeper` makes the calls that keep and give back leases; the book of them is with the desk
//! - `planner` selects letters, reads the facts that a plan needs, and has the plan built
//! - `sieve` filters that are jq programs; `sight` a letter as other filters see it
//! - `runner` does the effects of `run` and feeds it the answers
//! - `scribe` the journal's thread: group commits
//! - `imports` what an import, which sends by itself, needs of the journal
//! - `sweep` finds and removes what runs to a failed target alone left behind
//! - `watch` depth, retention, others at work
//! - `survey` which queues the account has, before one is chosen

mod clock;
mod command;
mod desk;
mod event;
mod fault;
mod handle;
mod imports;
mod keeper;
mod letters;
mod news;
mod notice;
mod planner;
pub mod ports;
pub mod runner;
mod scan;
pub mod scribe;
mod settings;
mod sieve;
mod sight;
mod snapshot;
mod start;
pub mod survey;
mod sweep;
#[cfg(test)]
mod tests;
mod watch;

pub use clock::Clock;
pub use command::{Command, PlanRequest, Sort, SortKey, ViewRequest};
pub use handle::{Desk, Handle};
pub use imports::{Earlier, earlier_import, new_run};
pub use letters::{Hold, Letters, Row};
pub use news::{RunNews, RunOrder};
pub use notice::{Notice, Weight};
pub use settings::{Settings, Untouched};
pub use sieve::check_program;
pub use snapshot::{
    Closing, Mode, Others, Phase, Planned, QueueId, QueueState, RuleFacts, Scan, Skew, Snapshot,
    View,
};
pub use start::start;
pub use sweep::{Swept, look, sweep};
