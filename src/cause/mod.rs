//! Why letters died, and which died of the same: masking, grouping, the catalogue of errors, the verdict.
//!
//! - `mask` an error message without what differs from letter to letter
//! - `key` a cause's name, out of the masked message and where the letter failed
//! - `facts`, `catalogue` what is known of codes, messages and statuses: `assets/errors.toml`, and the user's own file
//! - `hindrance` why a letter can't be put back whatever its error was
//! - `diagnose` title, sentence, verdict and advice for a letter
//! - `tally`, `group` letters counted by cause
//! - `breakdown` the letters of a cause by detail-type, source or target
//!
//! Does not know: filters, plans, what the operator changed, AWS.

mod breakdown;
mod catalogue;
mod diagnose;
mod facts;
mod group;
mod hindrance;
mod key;
mod mask;
mod rows;
mod tally;
mod title;

pub use breakdown::{By, breakdown};
pub use catalogue::{Catalogue, CatalogueError};
pub use diagnose::{Diagnosis, diagnose};
pub use facts::Facts;
pub use hindrance::Hindrance;
pub use key::key;
pub use mask::mask;
pub use rows::{Cause, CauseId, Verdict};
pub use tally::Tally;

#[cfg(test)]
mod tests;
