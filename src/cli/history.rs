//! `history`: what was done, out of the journal.

use std::collections::BTreeMap;

use serde::Serialize;

use super::documents::Document;
use super::output::Output;
use super::table::{Align, Table};
use crate::problem::{Exit, Problem};
use crate::text;

/// What the journal holds, as this face needs it.
pub trait Past {
    /// All runs, newest first.
    ///
    /// # Errors
    /// When the journal can't be read.
    fn runs(&self) -> Result<Vec<PastRun>, Problem>;

    /// The messages of one run; `None` when there is no such run.
    ///
    /// # Errors
    /// When the journal can't be read.
    fn items(&self, run: &str) -> Result<Option<Vec<PastItem>>, Problem>;
}

/// A run in the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PastRun {
    /// Its name.
    pub run: String,
    /// `redrive`, `delete`, `undo`.
    pub kind: String,
    /// URL of its queue.
    pub queue: String,
    /// RFC 3339, UTC.
    pub started: String,
    /// RFC 3339, UTC; `None` for one that is going on or was cut off.
    pub finished: Option<String>,
    /// `finished`, `interrupted`, …
    pub state: String,
    /// Messages by state.
    pub counts: BTreeMap<String, u64>,
}

/// A message of a run in the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PastItem {
    /// Its message id.
    pub message_id: String,
    /// Id of the event in it.
    pub event_id: Option<String>,
    /// The id that PutEvents gave it (or SendMessage, for a queue).
    pub new_event_id: Option<String>,
    /// `deleted`, `sent`, `failed`, `in-doubt`, `left`, …
    pub state: String,
    /// The event id of an earlier run that it came back from.
    pub bounced_from: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// A run that took the message over later: what was in doubt here may be decided there.
    pub later_run: Option<String>,
    /// Its state in that run.
    pub later_state: Option<String>,
}

#[derive(Serialize)]
struct Runs {
    runs: Vec<PastRun>,
}

#[derive(Serialize)]
struct Items {
    run: Option<PastRun>,
    messages: Vec<PastItem>,
}

/// Prints the runs of the journal, or the messages of one.
#[must_use]
pub fn history(past: &dyn Past, run: Option<&str>, output: &Output) -> Exit {
    let told = match run {
        None => tell_runs(past, output),
        Some(run) => tell_items(past, run, output),
    };
    match told {
        Ok(()) => Exit::Done,
        Err(problem) => {
            output.problem(&problem);
            problem.exit()
        }
    }
}

fn tell_runs(past: &dyn Past, output: &Output) -> Result<(), Problem> {
    let runs = past.runs()?;
    if output.is_json() {
        output.document(&Document::new("history", None, Runs { runs }));
        return Ok(());
    }
    if runs.is_empty() {
        output.text("No runs yet.");
        return Ok(());
    }
    let mut table = Table::new(&[
        ("RUN", Align::Left),
        ("KIND", Align::Left),
        ("STARTED", Align::Left),
        ("STATE", Align::Left),
        ("COUNTS", Align::Left),
        ("QUEUE", Align::Left),
    ]);
    for run in runs {
        let counts = counts(&run.counts);
        let queue = run
            .queue
            .rsplit('/')
            .next()
            .unwrap_or(&run.queue)
            .to_owned();
        table.row([run.run, run.kind, run.started, run.state, counts, queue]);
    }
    output.text(&table.text());
    Ok(())
}

fn tell_items(past: &dyn Past, name: &str, output: &Output) -> Result<(), Problem> {
    let Some(messages) = past.items(name)? else {
        return Err(Problem::new(
            crate::problem::Kind::NotFound,
            format!("the journal has no run {name}"),
        )
        .remedy("`dlq-tui history` lists them"));
    };
    if output.is_json() {
        let run = past.runs()?.into_iter().find(|r| r.run == name);
        output.document(&Document::new("history", None, Items { run, messages }));
        return Ok(());
    }
    let mut table = Table::new(&[
        ("MESSAGE", Align::Left),
        ("STATE", Align::Left),
        ("EVENT", Align::Left),
        ("NEW EVENT", Align::Left),
        ("ERROR", Align::Left),
        ("LATER", Align::Left),
    ]);
    for item in messages {
        let later = item.later_state.zip(item.later_run);
        let later = later.map_or_else(String::new, |(state, run)| format!("{state} by {run}"));
        let dash = |text: Option<String>| text.unwrap_or_else(|| "-".into());
        let (old, new) = (dash(item.event_id), dash(item.new_event_id));
        table.row([
            item.message_id,
            item.state,
            old,
            new,
            item.error.unwrap_or_default(),
            later,
        ]);
    }
    output.text(&table.text());
    Ok(())
}

fn counts(counts: &BTreeMap<String, u64>) -> String {
    let words: Vec<String> = counts
        .iter()
        .filter(|(_, n)| **n > 0)
        .map(|(word, n)| format!("{} {word}", text::count(*n)))
        .collect();
    words.join(", ")
}
