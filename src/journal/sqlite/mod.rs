//! The journal in one SQLite file.
//!
//! - `open` the file, its modes, its settings, its checks
//! - `schema` the tables, and how an older file becomes a newer one
//! - `session` who is alive
//! - `claim` a letter is in one run at a time
//! - `write` records to rows, one transaction for all that gathered; `list` the letters of a plan
//! - `read` rows to answers; `letters` those about single letters
//! - `scratch` what runs made to reach a failed target alone
//! - `prune` age and size

mod claim;
mod letters;
mod list;
mod open;
mod prune;
mod read;
mod schema;
mod scratch;
mod session;
mod write;

pub use open::SqliteJournal;
