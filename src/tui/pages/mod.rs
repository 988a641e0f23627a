//! The tabs of a letter, each a page of lines.
//!
//! - `failure` why it died, in plain words, and what would help
//! - `event` the event as it would be sent
//! - `target` what the targets of the rule would get of it
//! - `diff` what the operator changed; `sides` the two texts beside each other
//! - `raw` the message as SQS gave it
//! - `lineage` where it came from, and how often

pub mod diff;
pub mod event;
mod fact;
pub mod failure;
pub mod lineage;
pub mod raw;
mod sides;
pub mod target;
