//! The one owner of letters, causes and views, on a thread of its own.
//!
//! - `turn` the loop: commands first, then news, then a slice of the view, then a snapshot
//! - `state` all that is owned, and the snapshot of it; `table` the letters, `queue` a queue, `viewer` the view
//! - `arrivals`, `keeping`, `missing`, `neighbours`, `leaving`, `commands`, `planning`, `running`, `sifting`, `memory`, `typed`
//!   what changes it, by whose word; `walking` runs that take in letters as they come
//! - `minutes`, `attention` small counters
//!
//! Nothing here waits for AWS: calls are made by tasks, whose answers come in as events.

mod arrivals;
mod attention;
mod commands;
mod keeping;
mod leaving;
mod memory;
mod minutes;
mod missing;
mod neighbours;
mod planning;
mod queue;
mod running;
mod sifting;
mod skew;
mod state;
mod table;
mod turn;
mod typed;
mod viewer;
mod walking;

pub(super) use queue::QueueDesk;
pub(super) use state::State;
pub(super) use table::Table;
pub(super) use turn::Turn;
