//! Rows to answers.

use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::letters::{fate, items, kept, line_of, shared};
use super::open::SqliteJournal;
use super::write::queue_id;
use crate::journal::error::JournalError;
use crate::journal::rows::{
    Ancestor, Draft, ItemRow, ItemState, Kept, Retention, RunEnd, RunRow, ScratchRow, Written,
};
use crate::journal::store::Journal;
use crate::run::{Fate, Kind, Record, RunId, StoppedBy};
use crate::time::Time;

const RUNS: &str = "
SELECT r.name, r.kind, q.url, r.destination, r.options, r.started, r.finished, r.state, r.stopped_by,
    r.follows, r.total, r.id, r.beyond
FROM run r JOIN queue q ON q.id = r.queue";

impl Journal for SqliteJournal {
    fn write(&mut self, groups: &[Vec<Record>]) -> Result<Vec<Written>, JournalError> {
        self.write_groups(groups)
    }

    fn fates(
        &mut self,
        queue: &str,
        message_ids: &[Arc<str>],
    ) -> Result<Vec<Option<Fate>>, JournalError> {
        self.tidy()?;
        self.ask_at_once(|c| {
            let Some(queue) = queue_id(c, queue)? else {
                return Ok(vec![None; message_ids.len()]);
            };
            message_ids.iter().map(|id| fate(c, queue, id)).collect()
        })
    }

    fn runs(&mut self) -> Result<Vec<RunRow>, JournalError> {
        self.tidy()?;
        let sql = format!("{RUNS} ORDER BY r.started DESC, r.name DESC");
        self.runs_of(&sql, [])
    }

    fn run(&mut self, run: &RunId) -> Result<Option<RunRow>, JournalError> {
        self.tidy()?;
        let sql = format!("{RUNS} WHERE r.name = ?1");
        let mut runs = self.runs_of(&sql, [&*run.0])?;
        Ok(runs.pop())
    }

    fn unfinished(&mut self, queue: &str) -> Result<Vec<RunRow>, JournalError> {
        self.tidy()?;
        let sql = format!(
            "{RUNS} WHERE q.url = ?1 AND r.state = 'interrupted' AND r.kind <> 'import'
             AND NOT EXISTS (SELECT 1 FROM run later WHERE later.follows = r.name)
             ORDER BY r.started DESC, r.name DESC"
        );
        let mut runs = self.runs_of(&sql, [queue])?;
        runs.retain(|run| run.unfinished() > 0);
        Ok(runs)
    }

    fn items(&mut self, run: &RunId) -> Result<Vec<ItemRow>, JournalError> {
        self.tidy()?;
        self.ask(|c| items(c, run))
    }

    fn lineage(&mut self, event_ids: &[Arc<str>]) -> Result<Vec<Vec<Ancestor>>, JournalError> {
        self.ask_at_once(|c| event_ids.iter().map(|id| line_of(c, id)).collect())
    }

    fn kept(&mut self, run: &RunId) -> Result<Vec<Kept>, JournalError> {
        self.tidy()?;
        self.ask(|c| kept(c, run))
    }

    fn drafts(&mut self, queue: &str) -> Result<Vec<Draft>, JournalError> {
        self.ask(|c| {
            c.prepare_cached(
                "SELECT d.message_id, d.text, d.at FROM draft d JOIN queue q ON q.id = d.queue
                 WHERE q.url = ?1 ORDER BY d.at",
            )?
            .query_map([queue], |row| {
                Ok(Draft {
                    message_id: shared(row, 0)?,
                    text: shared(row, 1)?,
                    at: Time(row.get(2)?),
                })
            })?
            .collect()
        })
    }

    fn scratches(&mut self) -> Result<Vec<ScratchRow>, JournalError> {
        self.tidy()?;
        self.ask(super::scratch::scratches)
    }

    fn prune(&mut self, keep: Retention, now: Time) -> Result<usize, JournalError> {
        self.prune_runs(keep, now)
    }
}

impl SqliteJournal {
    fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, JournalError> {
        question(&self.connection).map_err(|e| self.error(e))
    }

    /// Many questions in one read transaction: each in one of its own would lock and unlock the file.
    fn ask_at_once<T>(
        &self,
        questions: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, JournalError> {
        self.ask(|c| {
            let at_once = c.unchecked_transaction()?;
            questions(&at_once)
        })
    }

    fn runs_of<P: rusqlite::Params>(&self, sql: &str, of: P) -> Result<Vec<RunRow>, JournalError> {
        self.ask(|c| {
            let mut asked = c.prepare_cached(sql)?;
            let rows = asked.query_map(of, run_row)?;
            rows.map(|row| row.and_then(|(run, id)| counted(c, run, id)))
                .collect()
        })
    }
}

fn run_row(row: &Row<'_>) -> rusqlite::Result<(RunRow, i64)> {
    let (kind, end): (String, String) = (row.get(1)?, row.get(7)?);
    let stopped_by: Option<String> = row.get(8)?;
    let total: i64 = row.get(10)?;
    let run = RunRow {
        run: RunId(shared(row, 0)?),
        kind: Kind::of_word(&kind).unwrap_or(Kind::Redrive),
        queue: row.get(2)?,
        destination: row.get(3)?,
        options: row.get(4)?,
        started: Time(row.get(5)?),
        finished: row.get::<_, Option<i64>>(6)?.map(Time),
        end: RunEnd::of_word(&end).unwrap_or(RunEnd::Interrupted),
        stopped_by: stopped_by.as_deref().and_then(StoppedBy::of_word),
        follows: row.get::<_, Option<String>>(9)?.map(|r| RunId(r.into())),
        beyond: row.get(12)?,
        total: usize::try_from(total).unwrap_or(0),
        planned: 0,
        intent: 0,
        sent: 0,
        deleted: 0,
        failed: 0,
        in_doubt: 0,
        left: 0,
        bounced: 0,
        settled: 0,
    };
    Ok((run, row.get(11)?))
}

/// Counts the letters of a run.
fn counted(c: &Connection, mut run: RunRow, id: i64) -> rusqlite::Result<RunRow> {
    let mut asked = c.prepare_cached(
        "SELECT state, count(*), count(bounced), total(settled) FROM item WHERE run = ?1
         GROUP BY state",
    )?;
    let mut rows = asked.query([id])?;
    let mut listed = 0;
    while let Some(row) = rows.next()? {
        let state: String = row.get(0)?;
        let count = usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0);
        listed += count;
        run.bounced += usize::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
        // whole, and far below 2^53
        run.settled += row.get::<_, f64>(3)? as usize;
        match ItemState::of_word(&state) {
            Some(ItemState::Planned) => run.planned = count,
            Some(ItemState::Intent) => run.intent = count,
            Some(ItemState::Sent) => run.sent = count,
            Some(ItemState::Deleted) => run.deleted = count,
            Some(ItemState::Failed) => run.failed = count,
            Some(ItemState::InDoubt | ItemState::Watched) => run.in_doubt += count,
            Some(ItemState::Left) => run.left = count,
            None => {}
        }
    }
    // of a run that was cut off, those that joined
    run.total = run.total.max(listed);
    Ok(run)
}
