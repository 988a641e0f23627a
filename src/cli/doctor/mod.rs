//! `doctor`: what stands in the way, asked of AWS without changing anything.
//!
//! - `finding` one check and its document
//! - `examine` which checks there are, in order
//! - `queue` the queue itself
//! - `bus` buses, rules, targets, destinations, connections

mod bus;
mod examine;
mod finding;
mod queue;

pub use examine::examine;
pub use finding::{Check, Examine, State};

pub(super) use finding::run;
