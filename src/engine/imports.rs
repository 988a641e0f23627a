//! What a face that sends by itself needs of runs: a name for one, and what an earlier one did.

use std::sync::Arc;

use uuid::Uuid;

use super::scribe::Scribe;
use crate::journal::{ItemState, RunEnd};
use crate::problem::{Kind as ProblemKind, Problem};
use crate::run::{Kind, RunId};

/// A new run's name: a UUID v7, so that names sort by time.
#[must_use]
pub fn new_run() -> RunId {
    RunId(Uuid::now_v7().to_string().into())
}

/// What an earlier import made of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// The message that was exported.
    pub message_id: Arc<str>,
    /// The id under which the queue took it.
    pub sent: Option<Arc<str>>,
    /// It was sent, and no answer was seen.
    pub in_doubt: bool,
}

/// What an import that is over made of its lines, in their order. One that was killed may know only the first of them.
///
/// # Errors
/// The journal knows no such import into that queue, or it is still at work.
pub async fn earlier_import(
    scribe: &Scribe,
    run: &str,
    queue: &str,
) -> Result<Vec<Earlier>, Problem> {
    let name = RunId(run.into());
    let Some(row) = scribe.run(name.clone()).await? else {
        let what = format!("the journal knows no run `{run}`");
        return Err(
            Problem::new(ProblemKind::NotFound, what).remedy("`dlq-tui history` lists the runs")
        );
    };
    if row.kind != Kind::Import || row.queue != queue {
        return Err(Problem::usage(format!(
            "run {run} is a {} of {}",
            row.kind.word(),
            row.queue
        )));
    }
    if row.end == RunEnd::Running {
        return Err(Problem::refused(format!("run {run} is still at work")));
    }
    let items = scribe.items(name).await?.into_iter();
    Ok(items
        .map(|item| Earlier {
            message_id: item.message_id,
            in_doubt: matches!(item.state, ItemState::Intent | ItemState::InDoubt),
            sent: item.new_event_id.filter(|_| item.state == ItemState::Sent),
        })
        .collect())
}
