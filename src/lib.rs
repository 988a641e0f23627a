//! `dlq-tui`
pub mod arn;
pub mod json;
pub mod limits;
pub mod problem;
pub mod time;
