//! The one filter language: parse once, evaluate against letters.
//!
//! ```text
//! status:5* rule:orders-*,payments-* -detail.user.country:US (age:>2h or attempts:<3) "socket closed"
//! ```
//!
//! - `parsed` a filter as others hold it, and what is wrong with one
//! - `lex` the words of a text, with their columns
//! - `parse` the tree of tests
//! - `mistake` what is said of a field that there is not
//! - `fields` THE table of fields: name, kind, how to read it, help
//! - `value` numbers, sizes, durations and times as they are written
//! - `pattern` text with `*`, case folded
//! - `path` values in a detail, by path
//! - `eval` a tree against a letter
//! - `complete` fields and values for what is being typed, `details` paths and values that occur in details
//!
//! Does not know: views, selections, jq (a filter that begins with `jq:` only says so).

mod complete;
mod details;
mod eval;
mod fields;
mod lex;
mod mistake;
mod parse;
mod parsed;
mod path;
mod pattern;
mod value;

pub use complete::{Completion, begins, complete, path_at, term, value_at, values};
pub use details::paths;
pub use eval::Subject;
pub use fields::{FIELDS, Field};
pub use parsed::{Filter, FilterError};

#[cfg(test)]
mod tests;
