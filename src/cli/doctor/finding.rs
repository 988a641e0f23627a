//! One check and its document; the subcommand.

use serde::Serialize;

use crate::cause::Cause;
use crate::cli::documents::Document;
use crate::cli::session::{Session, Stop, queue_of};
use crate::cli::table::{Align, Table};
use crate::engine::ports::{Fault, FaultKind};
use crate::problem::{Exit, Problem};

/// Asks AWS what is to be known, given the causes that were seen and the queue's URL.
pub type Examine<'a> = dyn Fn(&[Cause]) -> Vec<Check> + 'a;

/// What to do about a call that AWS does not allow.
const REFUSED: &str = "allow the call, or ask somebody who may make it";

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and will hurt.
    Warn,
    /// It does not work.
    Fail,
    /// It could not be found out.
    Unknown,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at: `credentials`, `retention`, `connection`.
    pub check: &'static str,
    /// Of what: a name.
    pub subject: String,
    /// How it came out.
    pub state: State,
    /// What was found, one sentence.
    pub finding: String,
    /// What to do; empty when nothing need be done.
    pub advice: String,
}

impl Check {
    pub(super) fn new(check: &'static str, subject: &str, state: State) -> Self {
        Self {
            check,
            subject: subject.to_owned(),
            state,
            finding: String::new(),
            advice: String::new(),
        }
    }

    pub(super) fn found(mut self, finding: impl Into<String>) -> Self {
        self.finding = finding.into();
        self
    }

    pub(super) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }

    /// What could not be asked: no permission leaves it unknown, anything else fails.
    pub(super) fn of_fault(check: &'static str, subject: &str, fault: &Fault) -> Self {
        let (state, advice) = match fault.kind {
            FaultKind::Denied => (State::Unknown, REFUSED),
            FaultKind::Throttled => (State::Unknown, "try again later"),
            _ => (State::Fail, ""),
        };
        Self::new(check, subject, state)
            .found(format!("{} ({})", fault.message, fault.code))
            .advise(advice)
    }

    /// Whether AWS did not allow to ask.
    pub(super) fn is_refused(&self) -> bool {
        self.advice == REFUSED
    }

    fn of_problem(problem: &Problem) -> Self {
        Self::new("receive", "", State::Fail)
            .found(problem.what.clone())
            .advise(problem.remedy.clone())
    }
}

#[derive(Serialize)]
struct Body {
    checks: Vec<Check>,
}

/// Looks at the queue's letters, then asks AWS about what they name.
pub(in crate::cli) fn run(session: &Session<'_>) -> Result<Exit, Stop> {
    let mut checks = Vec::new();
    let causes = match session.scanned() {
        Ok(snapshot) => {
            let queue = queue_of(&snapshot).map_or("", |q| &q.name);
            let letters = snapshot.letters.len();
            checks.push(
                Check::new("receive", queue, State::Ok)
                    .found(format!("{letters} letters could be received and decoded")),
            );
            snapshot.causes.to_vec()
        }
        Err(Stop::Problem(problem)) => {
            checks.push(Check::of_problem(&problem));
            Vec::new()
        }
        Err(stop) => return Err(stop),
    };
    session.output.progress("asking AWS");
    checks.extend((session.examine)(&causes));
    Ok(report(session, checks))
}

fn report(session: &Session<'_>, checks: Vec<Check>) -> Exit {
    let failed = checks.iter().any(|c| c.state == State::Fail);
    if session.output.is_json() {
        let snapshot = session.handle.snapshot();
        let document = Document::new("doctor", queue_of(&snapshot), Body { checks });
        session.output.document(&document);
    } else {
        session.output.text(&table(&checks));
    }
    if failed { Exit::Incomplete } else { Exit::Done }
}

pub(super) fn table(checks: &[Check]) -> String {
    let mut table = Table::new(&[
        ("", Align::Left),
        ("CHECK", Align::Left),
        ("OF", Align::Left),
        ("FINDING", Align::Left),
    ]);
    for check in checks {
        let word = match check.state {
            State::Ok => "ok",
            State::Warn => "WARN",
            State::Fail => "FAIL",
            State::Unknown => "?",
        };
        let finding = if check.advice.is_empty() {
            check.finding.clone()
        } else {
            format!("{}; {}", check.finding, check.advice)
        };
        table.row([
            word.to_owned(),
            check.check.to_owned(),
            check.subject.clone(),
            finding,
        ]);
    }
    table.text()
}
