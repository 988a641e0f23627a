//! Filters that are jq programs: they run in a child process, beside the desk.
//!
//! - `document` a letter as such a program sees it: `{message, failure, event}`
//! - `run` one program over many letters

mod document;
mod run;
#[cfg(test)]
mod tests;

pub use run::check_program;
pub(super) use run::{Sifted, sift};
