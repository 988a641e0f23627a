//! Rows to answers.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::claim::Holder;
use super::open::SqliteJournal;
use super::write::queue_id;
use crate::journal::error::JournalError;
use crate::journal::rows::{
    Ancestor, Draft, ItemRow, ItemState, Kept, Retention, RunEnd, RunRow, Written,
};
use crate::journal::store::Journal;
use crate::letter::{Attribute, AttributeData, Message};
use crate::run::{Fate, Kind, Record, RunId, StoppedBy};
use crate::time::Time;

/// No letter was redriven more often; a longer line would be a circle.
const GENERATIONS: usize = 1_000;

const RUNS: &str = "
SELECT r.name, r.kind, q.url, r.destination, r.options, r.started, r.finished, r.state, r.stopped_by,
    r.follows, r.total, r.id
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
        let c = &self.connection;
        let ask = || -> rusqlite::Result<Vec<Option<Fate>>> {
            let Some(queue) = queue_id(c, queue)? else {
                return Ok(vec![None; message_ids.len()]);
            };
            message_ids.iter().map(|id| fate(c, queue, id)).collect()
        };
        ask().map_err(|e| self.error(e))
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
            "{RUNS} WHERE q.url = ?1 AND r.state = 'interrupted'
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
        self.ask(|c| event_ids.iter().map(|id| line_of(c, id)).collect())
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

    fn runs_of<P: rusqlite::Params>(&self, sql: &str, of: P) -> Result<Vec<RunRow>, JournalError> {
        self.ask(|c| {
            let mut asked = c.prepare_cached(sql)?;
            let rows = asked.query_map(of, run_row)?;
            rows.map(|row| row.and_then(|(run, id)| counted(c, run, id)))
                .collect()
        })
    }
}

fn fate(c: &Connection, queue: i64, message_id: &str) -> rusqlite::Result<Option<Fate>> {
    let Some(holder) = Holder::of(c, queue, message_id)? else {
        return failed(c, queue, message_id);
    };
    let was_delete = holder.kind == Kind::Delete.word();
    Ok(match holder.state {
        ItemState::Planned if holder.lives => Some(Fate::Planned),
        ItemState::Deleted => Some(Fate::Deleted),
        _ if holder.lives => Some(Fate::InFlight),
        ItemState::Sent => Some(Fate::Sent(holder.new_id.unwrap_or_default().into())),
        // a delete that was never answered, of a letter that is seen: it was not deleted
        ItemState::Intent | ItemState::InDoubt if was_delete => None,
        ItemState::Intent | ItemState::InDoubt => Some(Fate::InDoubt),
        ItemState::Planned | ItemState::Failed | ItemState::Left => None,
    })
}

fn failed(c: &Connection, queue: i64, message_id: &str) -> rusqlite::Result<Option<Fate>> {
    let why: Option<Option<String>> = c
        .prepare_cached(
            "SELECT error FROM item WHERE queue = ?1 AND message_id = ?2 AND state = 'failed'
             ORDER BY at DESC LIMIT 1",
        )?
        .query_row(params![queue, message_id], |row| row.get(0))
        .optional()?;
    Ok(why.map(|why| Fate::Failed(why.unwrap_or_default().into())))
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
    while let Some(row) = rows.next()? {
        let state: String = row.get(0)?;
        let count = usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0);
        run.bounced += usize::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
        // whole, and far below 2^53
        run.settled += row.get::<_, f64>(3)? as usize;
        match ItemState::of_word(&state) {
            Some(ItemState::Planned) => run.planned = count,
            Some(ItemState::Intent) => run.intent = count,
            Some(ItemState::Sent) => run.sent = count,
            Some(ItemState::Deleted) => run.deleted = count,
            Some(ItemState::Failed) => run.failed = count,
            Some(ItemState::InDoubt) => run.in_doubt = count,
            Some(ItemState::Left) => run.left = count,
            None => {}
        }
    }
    Ok(run)
}

fn items(c: &Connection, run: &RunId) -> rusqlite::Result<Vec<ItemRow>> {
    c.prepare_cached(
        "SELECT i.number, i.message_id, i.event_id, i.new_id, i.destination, i.state, i.error, e.text,
            i.bounced, i.bounced_as, i.settled, i.at,
            (SELECT r2.name FROM item b JOIN run r2 ON r2.id = b.run
             WHERE b.new_id = i.event_id AND b.new_id <> '' ORDER BY b.at LIMIT 1)
         FROM item i JOIN run r ON r.id = i.run
         LEFT JOIN edit e ON e.run = i.run AND e.number = i.number
         WHERE r.name = ?1 ORDER BY i.number",
    )?
    .query_map([&*run.0], |row| {
        let state: String = row.get(5)?;
        let bounced: Option<i64> = row.get(8)?;
        let bounced_as = maybe_shared(row, 9)?;
        Ok(ItemRow {
            number: row.get(0)?,
            message_id: shared(row, 1)?,
            event_id: maybe_shared(row, 2)?,
            new_event_id: maybe_shared(row, 3)?,
            to: shared(row, 4)?,
            state: ItemState::of_word(&state).unwrap_or(ItemState::InDoubt),
            error: row.get(6)?,
            edit: maybe_shared(row, 7)?,
            bounced: bounced.map(|at| (Time(at), bounced_as)),
            bounced_from: maybe_shared(row, 12)?.map(RunId),
            settled: row.get(10)?,
            at: Time(row.get(11)?),
        })
    })?
    .collect()
}

fn line_of(c: &Connection, event_id: &Arc<str>) -> rusqlite::Result<Vec<Ancestor>> {
    let mut asked = c.prepare_cached(
        "SELECT r.name, i.at, i.message_id, i.event_id, i.new_id, i.destination, i.state,
            EXISTS (SELECT 1 FROM edit e WHERE e.run = i.run AND e.number = i.number)
         FROM item i JOIN run r ON r.id = i.run
         WHERE i.new_id = ?1 AND i.new_id <> '' ORDER BY i.at LIMIT 1",
    )?;
    let mut line: Vec<Ancestor> = Vec::new();
    let mut next = Some(Arc::clone(event_id));
    while let Some(id) = next.take() {
        let found = asked
            .query_row([&*id], |row| {
                let state: String = row.get(6)?;
                Ok(Ancestor {
                    run: RunId(shared(row, 0)?),
                    at: Time(row.get(1)?),
                    message_id: shared(row, 2)?,
                    event_id: maybe_shared(row, 3)?,
                    new_event_id: shared(row, 4)?,
                    to: shared(row, 5)?,
                    state: ItemState::of_word(&state).unwrap_or(ItemState::InDoubt),
                    edited: row.get(7)?,
                })
            })
            .optional()?;
        let Some(ancestor) = found else { break };
        if line.len() < GENERATIONS {
            next.clone_from(&ancestor.event_id);
        }
        line.push(ancestor);
    }
    Ok(line)
}

fn kept(c: &Connection, run: &RunId) -> rusqlite::Result<Vec<Kept>> {
    let mut attributes = c.prepare_cached(
        "SELECT system, name, data_type, value FROM kept_attribute
         WHERE run = ?1 AND number = ?2 ORDER BY name",
    )?;
    let mut asked = c.prepare_cached(
        "SELECT i.run, i.number, i.message_id, k.body, i.state FROM item i
         JOIN run r ON r.id = i.run JOIN kept k ON k.run = i.run AND k.number = i.number
         WHERE r.name = ?1 AND i.claimed = 1 AND i.state IN ('deleted', 'in_doubt')
         ORDER BY i.number",
    )?;
    let mut rows = asked.query([&*run.0])?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let (run, number): (i64, u32) = (row.get(0)?, row.get(1)?);
        let mut message = Message {
            id: shared(row, 2)?,
            body: shared(row, 3)?,
            system: Arc::default(),
            attributes: Arc::default(),
        };
        attach(&mut message, attributes.query(params![run, number])?)?;
        let state: String = row.get(4)?;
        out.push(Kept {
            number,
            message,
            deleted: state == ItemState::Deleted.word(),
        });
    }
    Ok(out)
}

/// Puts the attributes back, sorted by name as they came.
fn attach(message: &mut Message, mut rows: rusqlite::Rows<'_>) -> rusqlite::Result<()> {
    let (mut system, mut own) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let name = shared(row, 1)?;
        if row.get(0)? {
            system.push((name, shared(row, 3)?));
            continue;
        }
        let data = match row.get_ref(3)? {
            rusqlite::types::ValueRef::Blob(bytes) => AttributeData::Binary(bytes.into()),
            _ => AttributeData::Text(shared(row, 3)?),
        };
        let data_type = shared(row, 2)?;
        own.push((name, Attribute { data_type, data }));
    }
    message.system = system.into();
    message.attributes = own.into();
    Ok(())
}

fn shared(row: &Row<'_>, at: usize) -> rusqlite::Result<Arc<str>> {
    row.get::<_, String>(at).map(Arc::from)
}

fn maybe_shared(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Arc<str>>> {
    row.get::<_, Option<String>>(at).map(|t| t.map(Arc::from))
}
