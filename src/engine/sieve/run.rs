//! One program over many letters.

use std::collections::HashSet;
use std::path::Path;

use super::document::document;
use crate::engine::letters::Letters;
use crate::filter::Filter;
use crate::jq::{JqError, Limits, Program, Run};
use crate::letter::LetterId;
use crate::problem::Problem;

/// Whether a filter's jq program, if it is one, can be run at all; nothing is run.
///
/// # Errors
/// The program's first mistake, with its column in the program.
pub fn check_program(filter: &Filter) -> Result<(), Problem> {
    filter.jq().map_or(Ok(()), |program| {
        Program::check(program).map_err(|error| refused(&error))
    })
}

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
    let mut run =
        Run::start(executable, program, Limits::default()).map_err(|error| refused(&error))?;
    let mut sifted = Sifted::default();
    for row in letters.iter().filter(|row| row.letter.id >= from) {
        match run
            .holds(&document(&row.letter))
            .map_err(|error| refused(&error))?
        {
            Ok(true) => drop(sifted.through.insert(row.letter.id)),
            Ok(false) => {}
            Err(_) => sifted.failed += 1,
        }
    }
    Ok(sifted)
}

fn refused(error: &JqError) -> Problem {
    Problem::usage(format!("jq: {error}"))
}
