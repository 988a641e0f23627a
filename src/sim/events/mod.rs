//! EventBridge: buses, rules, targets, connections, API destinations, archives, replays; and deliveries to
//! targets with their retries and dead letters.
//!
//! A file is a noun of EventBridge's and holds its operations. What AWS says word for word is in DOMAIN and
//! AWS_RECORDED of the project's documents; where nothing is known, the comment says so.
//!
//! - `service` the operations by name; `check`, `page`, `names` what they share
//! - `core`, `state` what is behind them
//! - `put_events`, `event`, `pipeline` the way of an event from PutEvents to the targets of the rules that match
//! - `delivery` from there to an endpoint, a queue, a bus, or a dead-letter queue
//!
//! Not here: cross-account and cross-region delivery, bus policies (kept, not asked), KMS, tags (answered empty),
//! `cron` schedules, targets of other services (counted as not played).

mod api_destination;
mod archive;
mod authorization;
mod bus;
mod check;
mod connection;
mod core;
mod delivery;
mod event;
mod names;
mod page;
mod pipeline;
mod put_events;
mod replay;
mod rule;
mod schedule;
mod service;
mod state;
mod target;

pub use service::{Events, EventsOptions};

#[cfg(test)]
pub(in crate::sim) mod tests;
