//! The tabs of a letter, each a page of lines.
//!
//! - `failure` why it died, in plain words, and what would help
//! - `event` the event as it would be sent
//! - `diff` what the operator changed
//! - `raw` the message as SQS gave it
//! - `lineage` where it came from, and how often

pub mod diff;
pub mod event;
mod fact;
pub mod failure;
pub mod lineage;
pub mod raw;
