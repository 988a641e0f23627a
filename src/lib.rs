//! `dlq-tui` opens the dead-letter queue behind Amazon EventBridge, says why each event died, and sends the
//! dead back without losing one, without silently sending one twice, without waking what had not failed.
//!
//! The line that every message walks, and the room of each word:
//!
//! ```text
//! queue -> lease -> letter -> cause -> view -> decision -> plan -> run -> journal -> bus
//! aws      lease    letter    cause   filter   repair      plan    run    journal    aws
//! ```
//!
//! Everything from `lease` to `run` is pure: time comes in as an argument, effects go out as values.
//! `tests/it/architecture.rs` holds which room may know which.

pub mod arn;
pub mod aws;
pub mod cause;
pub mod cli;
pub mod config;
pub mod engine;
pub mod event_pattern;
pub mod filter;
pub mod journal;
pub mod jq;
pub mod json;
pub mod lease;
pub mod letter;
pub mod limits;
pub mod plan;
pub mod problem;
pub mod repair;
pub mod run;
pub mod sim;
pub mod target_input;
pub mod text;
pub mod time;
pub mod try_it;
pub mod tui;
pub mod wiring;
