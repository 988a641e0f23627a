//! One program over many letters.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::document::document;
use crate::engine::letters::Row;
use crate::jq::{Limits, Run};
use crate::letter::LetterId;
use crate::problem::Problem;

/// What came of a program.
#[derive(Debug, Default)]
pub(in crate::engine) struct Sifted {
    /// The letters that it lets through.
    pub through: HashSet<LetterId>,
    /// On how many it failed; they are not let through.
    pub failed: usize,
}

/// Runs a filter's program over letters. Blocking.
///
/// # Errors
/// A mistake in the program, or no worker.
pub(in crate::engine) fn sift<'a>(
    executable: &Path,
    program: &str,
    rows: impl Iterator<Item = &'a Arc<Row>>,
) -> Result<Sifted, Problem> {
    let refused = |error: crate::jq::JqError| Problem::usage(format!("jq: {error}"));
    let mut run = Run::start(executable, program, Limits::default()).map_err(refused)?;
    let mut sifted = Sifted::default();
    for row in rows {
        match run.holds(&document(&row.letter)).map_err(refused)? {
            Ok(true) => drop(sifted.through.insert(row.letter.id)),
            Ok(false) => {}
            Err(_) => sifted.failed += 1,
        }
    }
    Ok(sifted)
}
