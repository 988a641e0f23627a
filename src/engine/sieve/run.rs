//! One program over many letters.

use std::collections::HashSet;
use std::path::Path;

use super::document::document;
use crate::engine::letters::Letters;
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

/// Runs a filter's program over the letters with numbers from `from` on. Blocking.
///
/// # Errors
/// A mistake in the program, or no worker.
pub(in crate::engine) fn sift(
    executable: &Path,
    program: &str,
    letters: &Letters,
    from: LetterId,
) -> Result<Sifted, Problem> {
    let refused = |error: crate::jq::JqError| Problem::usage(format!("jq: {error}"));
    let mut run = Run::start(executable, program, Limits::default()).map_err(refused)?;
    let mut sifted = Sifted::default();
    for row in letters.iter().filter(|row| row.letter.id >= from) {
        match run.holds(&document(&row.letter)).map_err(refused)? {
            Ok(true) => drop(sifted.through.insert(row.letter.id)),
            Ok(false) => {}
            Err(_) => sifted.failed += 1,
        }
    }
    Ok(sifted)
}
