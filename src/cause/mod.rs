//! Why letters died, and which died of the same: masking, grouping, the catalogue of errors, the verdict.

mod rows;

pub use rows::{Cause, CauseId, Verdict};
