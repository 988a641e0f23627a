//! One program over many letters.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::document::document;
use crate::engine::letters::Row;
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

/// Runs a filter's program over letters. Blocking.
///
/// # Errors
/// A mistake in the program, or no worker.
pub(in crate::engine) fn sift<'a>(
    executable: &Path,
    program: &str,
    rows: impl Iterator<Item = &'a Arc<Row>>,
) -> Result<Sifted, Problem> {
    let mut run =
        Run::start(executable, program, Limits::default()).map_err(|error| refused(&error))?;
    let mut sifted = Sifted::default();
    for row in rows {
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
