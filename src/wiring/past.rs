//! The journal as the faces show it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use tokio::runtime::Handle;

use crate::cli::{self, Archive, Past, PastItem, PastRun, Whole, WholeItem};
use crate::engine::scribe::Scribe;
use crate::journal::{Ancestor, ItemRow, ItemState, RunEnd, RunRow};
use crate::letter::Message;
use crate::letter::Redaction;
use crate::problem::{Kind, Problem};
use crate::run::{self, RunId};
use crate::time::Time;
use crate::tui;

/// Letters whose lineage is told with those of a run; of more it is not asked.
const LINEAGES: usize = 1_000;

/// Reads the journal for the command line.
#[derive(Clone)]
pub struct Journalled {
    scribe: Scribe,
    runtime: Handle,
    /// What errors may not quote.
    redaction: Redaction,
}

impl Journalled {
    /// Over this journal.
    #[must_use]
    pub const fn new(scribe: Scribe, runtime: Handle, redaction: Redaction) -> Self {
        Self {
            scribe,
            runtime,
            redaction,
        }
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
        let item = |item| past_item(item, &self.redaction);
        Ok(Some(items.iter().map(item).collect()))
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
            item: past_item(item, &self.redaction),
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
        ("sent", row.accepted()),
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

fn past_item(row: &ItemRow, redaction: &Redaction) -> PastItem {
    let text = |t: &Option<std::sync::Arc<str>>| t.as_ref().map(ToString::to_string);
    PastItem {
        message_id: row.message_id.to_string(),
        event_id: text(&row.event_id),
        new_event_id: text(&row.new_event_id),
        state: row.state.word().to_owned(),
        bounced_from: row.bounced_from.as_ref().map(|run| run.0.to_string()),
        error: said(&row.error, redaction),
        later_run: row.later.as_ref().map(|(run, _)| run.0.to_string()),
        later_state: row.later.as_ref().map(|(_, state)| state.word().to_owned()),
    }
}

/// An error as it may be seen.
fn said(error: &Option<String>, redaction: &Redaction) -> Option<String> {
    let error = error.as_deref()?;
    Some(redaction.prose(error).into_owned())
}

/// The journal for the terminal.
pub struct Shown {
    journal: Journalled,
    now: Box<dyn Fn() -> Time + Send + Sync>,
}

impl Shown {
    /// Over this journal; `now` is for exports.
    pub fn new(journal: Journalled, now: impl Fn() -> Time + Send + Sync + 'static) -> Self {
        Self {
            journal,
            now: Box::new(now),
        }
    }

    fn row(&self, run: &str) -> Result<RunRow, Problem> {
        let asked = self.journal.scribe.run(RunId(run.into()));
        let row = self.journal.runtime.block_on(asked)?;
        row.ok_or_else(|| Problem::new(Kind::NotFound, format!("the journal has no run `{run}`")))
    }

    fn letters_of(&self, run: &str) -> Result<Vec<tui::PastLetter>, Problem> {
        let Journalled {
            scribe,
            runtime,
            redaction,
        } = &self.journal;
        let items = runtime.block_on(scribe.items(RunId(run.into())))?;
        let came: Vec<Arc<str>> = items
            .iter()
            .filter(|item| item.bounced_from.is_some())
            .filter_map(|item| item.event_id.clone())
            .take(LINEAGES)
            .collect();
        let lineages = runtime.block_on(scribe.lineage(came.clone()))?;
        let known: BTreeMap<Arc<str>, Vec<Ancestor>> = came.into_iter().zip(lineages).collect();
        let of = |item: &ItemRow| item.event_id.as_ref().and_then(|id| known.get(id));
        Ok(items
            .iter()
            .map(|item| letter((item, redaction), of(item).map_or(&[], Vec::as_slice)))
            .collect())
    }

    fn write(&self, run: &str, path: &Path) -> Result<String, Problem> {
        let row = self.row(run)?;
        if row.kind != run::Kind::Delete {
            let items = self.journal.items(run)?.unwrap_or_default();
            return cli::export_items(path, &items);
        }
        let Journalled {
            scribe,
            runtime,
            redaction,
        } = &self.journal;
        let kept = runtime.block_on(scribe.kept(RunId(run.into())))?;
        let messages = kept.iter().map(|kept| (&kept.message, row.queue.as_str()));
        cli::export_new(path, messages, (redaction, (self.now)()))
    }
}

impl tui::Past for Shown {
    fn runs(&self) -> Result<Vec<tui::PastRun>, String> {
        let rows = self.journal.runtime.block_on(self.journal.scribe.runs());
        let rows = rows.map_err(|problem| problem.to_string())?;
        Ok(rows.into_iter().map(shown_run).collect())
    }

    fn letters(&self, run: &str) -> Result<Vec<tui::PastLetter>, String> {
        self.letters_of(run).map_err(|problem| problem.to_string())
    }

    fn export(&self, run: &str, path: &str) -> Result<String, String> {
        self.write(run, Path::new(path))
            .map_err(|problem| problem.to_string())
    }
}

fn shown_run(row: RunRow) -> tui::PastRun {
    let stands = match (row.stopped_by, row.end) {
        (Some(by), _) => format!("stopped: {}", by.word()),
        (None, RunEnd::Finished) => "over".to_owned(),
        (None, end) => end.word().to_owned(),
    };
    tui::PastRun {
        sent: row.accepted(),
        run: row.run.0,
        kind: row.kind,
        queue: row.queue,
        to: row.destination,
        started: row.started,
        finished: row.finished,
        stands,
        stopped_by: row.stopped_by,
        follows: row.follows.map(|run| run.0),
        total: row.total,
        deleted: row.deleted,
        bounced: row.bounced,
        settled: row.settled,
        failed: row.failed,
        in_doubt: row.in_doubt + row.intent,
        left: row.left + row.planned,
    }
}

fn letter((item, redaction): (&ItemRow, &Redaction), lineage: &[Ancestor]) -> tui::PastLetter {
    tui::PastLetter {
        message_id: Arc::clone(&item.message_id),
        event_id: item.event_id.clone(),
        new_event_id: item.new_event_id.clone(),
        to: Arc::clone(&item.to),
        state: item.state.word(),
        error: said(&item.error, redaction),
        edited: item.edit.is_some(),
        back: item.bounced.clone(),
        settled: item.settled,
        lineage: item
            .later
            .iter()
            .map(after)
            .chain(lineage.iter().map(before))
            .collect(),
    }
}

/// What another run made of the message since, in words.
fn after((run, state): &(RunId, ItemState)) -> String {
    format!("later: {} by run {}", state.word(), run.0)
}

/// A step before, in words.
fn before(step: &Ancestor) -> String {
    let edited = if step.edited { ", edited" } else { "" };
    format!(
        "before: sent at {}{edited} by run {} as {}",
        step.at.rfc3339(),
        step.run.0,
        step.new_event_id
    )
}
