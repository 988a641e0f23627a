//! The one filter language: parse once, evaluate against letters.

mod parsed;

pub use parsed::{Filter, FilterError};
