//! Does the effects of a run's machine and feeds it the answers. Decides nothing.
//!
//! - `drive` the loop of one run: effects out, answers, orders and time in
//! - `held` which letters of a call are still ours when it is made
//! - `scratch` scratch buses: made, listened to, removed
//! - `calls` puts, sends and deletes as the ports have them, and what their faults mean to the machine
//!
//! A run is a task. It holds no letter and no receipt: before each put and each delete it asks the desk which receipt counts.
//! The desk must not wait for a run (orders by `try_send`); a run may wait for the desk. When the desk goes, the
//! run finishes what is in flight and ends.

mod calls;
mod drive;
mod held;
mod scratch;

pub use drive::{Clock, Job, start};
pub(super) use scratch::heard;

#[cfg(test)]
mod tests;
