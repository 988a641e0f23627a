//! Tests against a small fake of the queues and a real loopback downstream.

mod delivery;
mod operations;
pub(in crate::sim) mod world;
