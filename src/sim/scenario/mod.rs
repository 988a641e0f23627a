//! The demo's story: a producer of user activity, and hosts that are in trouble.
//!
//! - `trouble` what can go wrong, and the scenarios by name
//! - `activity` the events
//! - `producer` sends them, breaks and heals the hosts
//!
//! It is made for the seed's stack: rule `ExampleEventRule`, destinations `ExampleReportingAPI` and `AuditAPI`.

mod activity;
mod producer;
mod trouble;

pub use producer::{Scenario, ScenarioError, ScenarioOptions};

#[cfg(test)]
mod tests;
