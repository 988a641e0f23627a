//! `doctor`: what stands in the way, asked of AWS without changing anything; and `--clean`.
//!
//! - `finding` one check and its document
//! - `examine` which checks there are, in order
//! - `queue` the queue itself
//! - `clean` what runs to a failed target alone left behind
//! - `bus` buses, rules, targets, destinations, connections

mod bus;
mod clean;
mod examine;
mod finding;
mod queue;

pub use clean::{cleaned, left_behind};
pub use examine::examine;
pub use finding::{Check, Examine, State};

pub(super) use finding::run;
