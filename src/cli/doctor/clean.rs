//! `doctor --clean`: what runs to a failed target alone left behind, and what became of it.

use serde::Serialize;

use super::finding::{Check, State, table};
use crate::cli::documents::{Document, ErrorBody};
use crate::cli::output::Output;
use crate::engine::Swept;
use crate::plan::{Found, Sweep};
use crate::problem::{Exit, Problem};

#[derive(Serialize)]
struct Body {
    checks: Vec<Check>,
    clean: Counts,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

#[derive(Serialize)]
struct Counts {
    found: usize,
    removable: usize,
    removed: usize,
}

/// Tells what was found and, where it was agreed to, what became of it; answers the exit code.
pub fn cleaned(sweep: &Sweep, outcome: &Result<Vec<Swept>, Problem>, output: &Output) -> Exit {
    let none = Vec::new();
    let swept = outcome.as_ref().unwrap_or(&none);
    let mut checks: Vec<Check> = sweep.found.iter().map(|f| check(f, swept)).collect();
    checks.extend(unsearched(sweep));
    let removable = sweep.removable().count();
    let removed = swept.iter().filter(|s| s.outcome.is_ok()).count();
    let failed = checks.iter().any(|c| c.state == State::Fail);
    let refused = outcome.as_ref().err().filter(|_| removable > 0);
    let exit = match refused {
        Some(problem) => problem.exit(),
        None if failed || sweep.unsearched.is_some() => Exit::Incomplete,
        None => Exit::Done,
    };
    if output.is_json() {
        let body = Body {
            checks,
            clean: Counts {
                found: sweep.found.len(),
                removable,
                removed,
            },
            error: refused.map(ErrorBody::of),
        };
        output.document(&Document::on("doctor", None, body));
        return exit;
    }
    if checks.is_empty() {
        output.text("No scratch bus was left behind\n");
    } else {
        output.text(&table(&checks));
    }
    if let Some(problem) = refused {
        output.problem(problem);
    }
    exit
}

/// What `doctor` says of what was left behind; nothing where nothing was.
pub fn left_behind(sweep: &Sweep) -> Vec<Check> {
    let lost = |found: &&Found| found.known.as_ref().is_none_or(|known| !known.lives);
    sweep
        .found
        .iter()
        .filter(lost)
        .map(|found| check(found, &[]))
        .collect()
}

fn check(found: &Found, swept: &[Swept]) -> Check {
    let check = |state| Check::new("scratch-bus", &found.name, state);
    if let Some(swept) = swept.iter().find(|swept| swept.name == found.name) {
        return match &swept.outcome {
            Ok(()) => check(State::Ok).found(removed(swept)),
            Err(why) => check(State::Fail)
                .found(format!("could not be removed: {why}"))
                .advise("remove the cause, then clean again"),
        };
    }
    match &found.keep {
        Some(why) => check(State::Ok).found(format!("left alone: {why}")),
        None => check(State::Warn)
            .found(left(found))
            .advise("`dlq-tui doctor --clean --yes` removes it, its rule and its queue"),
    }
}

fn removed(swept: &Swept) -> String {
    let mut words = "removed, with its rule and its queue".to_owned();
    if swept.returned > 0 {
        words += &format!(
            "; {} of its events had come back: their letters are failed",
            swept.returned
        );
    }
    if swept.back > 0 {
        words += &format!("; {} dead letters were sent to their queue", swept.back);
    }
    words
}

fn left(found: &Found) -> String {
    match &found.known {
        None => "left by a run that this journal does not know".into(),
        Some(known) if known.watched == 0 => format!("left by run {}", known.run),
        Some(known) => format!(
            "left by run {}; {} letters are watched there, and are in their queue: `dlq-tui redrive --resume {}` goes \
             on watching them, after a clean-up they are in doubt",
            known.run, known.watched, known.run
        ),
    }
}

fn unsearched(sweep: &Sweep) -> Option<Check> {
    let why = sweep.unsearched.as_ref()?;
    Some(
        Check::new("scratch-bus", "", State::Unknown)
            .found(format!("the account could not be searched: {why}"))
            .advise("allow events:ListEventBuses and sqs:ListQueues"),
    )
}
