//! The machine itself: what it remembers, and one step.
//!
//! - `start` the run and its letters on disk
//! - `admit` what may begin now: batches under every limit, at the pace, their intent first
//! - `pack` what goes out for each item, and how much goes together
//! - `answer` what came of puts and sends; `again` items whose turn comes again
//! - `patience` how long is waited for an answer or a login
//! - `delete` deletes, and what came of them
//! - `scratch` scratch buses: made, asked, removed; `heard` what their queues tell, and the verdicts
//! - `written` what is on disk now, and a journal that can't be written
//! - `close` stopping, watching, the end
//! - `late` letters that join later
//! - `show` progress and fates

mod admit;
mod again;
mod answer;
mod close;
mod core;
mod delete;
mod heard;
mod late;
mod pack;
mod patience;
mod scratch;
mod show;
mod start;
mod written;

pub use self::core::Machine;
