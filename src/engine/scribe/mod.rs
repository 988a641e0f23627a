//! The journal's thread: it owns the journal, writes what gathered as one group, answers all who wait.
//!
//! - `desk` what others hold: records in, answers out
//! - `thread` the loop
//!
//! What is handed over first is on disk first. After a write that failed nothing is accepted any more.

mod desk;
mod thread;

pub use desk::{Reply, Scribe};

#[cfg(test)]
mod tests;
