//! The letters of a selection.

use std::path::Path;

use crate::engine::command::PlanRequest;
use crate::engine::letters::{Hold, Letters, Row};
use crate::engine::sieve::sift;
use crate::engine::sight::Sight;
use crate::letter::LetterId;
use crate::plan::{Candidate, Selection};
use crate::problem::Problem;
use crate::run::Fate;

/// Letters that were selected: those that may be in the plan, and those whose lease does not last.
#[derive(Debug, Default)]
pub(super) struct Selected {
    pub candidates: Vec<Candidate>,
    pub loose: Vec<LetterId>,
}

/// Picks the letters of one queue. Where `loose_too`, letters that are not held are candidates all the same:
/// nothing comes of a plan that gives no consent. Blocking, where the filter is a jq program.
///
/// # Errors
/// What is wrong with the filter's jq program.
pub(super) fn select(
    letters: &Letters,
    request: &PlanRequest,
    sight: &Sight,
    (loose_too, executable): (bool, &Path),
) -> Result<Selected, Problem> {
    let mut selected = Selected::default();
    // a plan of before was made for letters of then
    let until = request.options.rest.as_ref().and_then(|rest| rest.until());
    let in_time = |row: &Row| until.is_none_or(|t| row.letter.sent().is_none_or(|sent| sent <= t));
    let mut take = |row: &Row| {
        if row.queue != request.queue || !in_time(row) {
            return;
        }
        if loose_too || matches!(row.hold, Hold::Held(_)) {
            selected.candidates.push(candidate(row));
        } else {
            selected.loose.push(row.letter.id);
        }
    };
    match &request.selection {
        Selection::Letters(ids) => {
            for row in ids.iter().filter_map(|id| letters.get(*id)) {
                take(row);
            }
        }
        Selection::Cause(cause) => {
            for row in letters.iter().filter(|row| row.cause == *cause) {
                take(row);
            }
        }
        Selection::Matching { cause, filter } => {
            let program = filter.jq();
            let sifted = program.map(|program| sift(executable, program, letters.iter()));
            let sifted = sifted.transpose()?;
            let matching = letters.iter().filter(|row| {
                let shown = match &sifted {
                    Some(sifted) => sifted.through.contains(&row.letter.id),
                    None => sight.shows(filter, row),
                };
                shown && cause.is_none_or(|cause| cause == row.cause)
            });
            for row in matching {
                take(row);
            }
        }
    }
    Ok(selected)
}

/// A row as a plan sees it.
pub(super) fn candidate(row: &Row) -> Candidate {
    Candidate {
        letter: row.letter.clone(),
        edit: row.edit.clone(),
        before: row.fate.as_ref().and_then(Fate::before),
    }
}
