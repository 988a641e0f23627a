//! Tests against a small fake of the queues and a real loopback downstream.

mod delivery;
mod hostile;
mod operations;
mod time;
pub(in crate::sim) mod world;
