//! The journal as the command line shows it.

use std::collections::BTreeMap;

use tokio::runtime::Handle;

use crate::cli::{Archive, Past, PastItem, PastRun, Whole, WholeItem};
use crate::engine::scribe::Scribe;
use crate::journal::{ItemRow, RunRow};
use crate::letter::Message;
use crate::problem::{Kind, Problem};
use crate::run::RunId;
use crate::time::Time;

/// Reads the journal for the command line.
pub struct Journalled {
    scribe: Scribe,
    runtime: Handle,
}

impl Journalled {
    /// Over this journal.
    #[must_use]
    pub const fn new(scribe: Scribe, runtime: Handle) -> Self {
        Self { scribe, runtime }
    }

    /// URL of the queue that a run worked on.
    ///
    /// # Errors
    /// No such run, or no journal.
    pub fn queue_of(&self, run: &str) -> Result<String, Problem> {
        let row = self.runtime.block_on(self.scribe.run(RunId(run.into())))?;
        row.map(|row| row.queue).ok_or_else(|| {
            Problem::new(Kind::NotFound, format!("the journal has no run `{run}`"))
                .remedy("`dlq-tui history` lists the runs")
        })
    }
}

impl Past for Journalled {
    fn runs(&self) -> Result<Vec<PastRun>, Problem> {
        let mut rows = self.runtime.block_on(self.scribe.runs())?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.started));
        Ok(rows.iter().map(past_run).collect())
    }

    fn items(&self, run: &str) -> Result<Option<Vec<PastItem>>, Problem> {
        let run = RunId(run.into());
        if self
            .runtime
            .block_on(self.scribe.run(run.clone()))?
            .is_none()
        {
            return Ok(None);
        }
        let items = self.runtime.block_on(self.scribe.items(run))?;
        Ok(Some(items.iter().map(past_item).collect()))
    }
}

impl Archive for Journalled {
    fn names(&self) -> Result<Vec<String>, Problem> {
        let mut rows = self.runtime.block_on(self.scribe.runs())?;
        rows.sort_by_key(|row| row.started);
        Ok(rows.iter().map(|row| row.run.0.to_string()).collect())
    }

    fn whole(&self, run: &str) -> Result<Option<Whole>, Problem> {
        let name = RunId(run.into());
        let Some(row) = self.runtime.block_on(self.scribe.run(name.clone()))? else {
            return Ok(None);
        };
        let kept = self.runtime.block_on(self.scribe.kept(name.clone()))?;
        let mut kept: BTreeMap<u32, Message> =
            kept.into_iter().map(|k| (k.number, k.message)).collect();
        let items = self.runtime.block_on(self.scribe.items(name))?;
        let whole = |item: &ItemRow| WholeItem {
            item: past_item(item),
            number: item.number,
            to: item.to.to_string(),
            edit: item.edit.as_deref().map(str::to_owned),
            bounced: item
                .bounced
                .as_ref()
                .map(|(at, message)| (*at, message.as_deref().map(str::to_owned))),
            settled: item.settled,
            at: item.at,
            message: kept.remove(&item.number),
        };
        Ok(Some(Whole {
            run: past_run(&row),
            items: items.iter().map(whole).collect(),
            destination: row.destination,
            options: row.options,
            stopped_by: row.stopped_by.map(|why| why.word().to_owned()),
            follows: row.follows.map(|run| run.0.to_string()),
        }))
    }
}

fn past_run(row: &RunRow) -> PastRun {
    let counts = [
        ("total", row.total),
        ("sent", row.sent + row.deleted),
        ("deleted", row.deleted),
        ("bounced", row.bounced),
        ("settled", row.settled),
        ("failed", row.failed),
        ("in_doubt", row.in_doubt + row.intent),
        ("left", row.left + row.planned),
    ];
    let counts = counts.map(|(name, n)| (name.to_owned(), n as u64));
    PastRun {
        run: row.run.0.to_string(),
        kind: row.kind.word().to_owned(),
        queue: row.queue.clone(),
        started: row.started.rfc3339(),
        finished: row.finished.map(Time::rfc3339),
        state: row.end.word().to_owned(),
        counts: BTreeMap::from(counts),
    }
}

fn past_item(row: &ItemRow) -> PastItem {
    let text = |t: &Option<std::sync::Arc<str>>| t.as_ref().map(ToString::to_string);
    PastItem {
        message_id: row.message_id.to_string(),
        event_id: text(&row.event_id),
        new_event_id: text(&row.new_event_id),
        state: row.state.word().to_owned(),
        bounced_from: row.bounced_from.as_ref().map(|run| run.0.to_string()),
        error: row.error.clone(),
    }
}
