//! Records to rows.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::claim::{close_items, release};
use super::open::SqliteJournal;
use crate::journal::error::JournalError;
use crate::journal::rows::{ItemState, Written};
use crate::run::{Begun, Kind, Progress, Record, RunId, Step};
use crate::time::Time;

/// What records of a run need to know of it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) id: i64,
    pub(super) queue: i64,
    pub(super) kind: Kind,
    pub(super) follows: Option<Arc<str>>,
    pub(super) despite_doubt: bool,
}

impl SqliteJournal {
    /// See [`crate::journal::Journal::write`].
    pub(super) fn write_groups(
        &mut self,
        groups: &[Vec<Record>],
    ) -> Result<Vec<Written>, JournalError> {
        if let Some(why) = &self.broken {
            let (path, why) = (self.path.clone(), why.clone());
            return Err(JournalError::Broken { path, why });
        }
        let written = self.transact(groups);
        written.map_err(|e| {
            let e = self.error(e);
            self.broken = Some(e.to_string());
            e
        })
    }

    fn transact(&mut self, groups: &[Vec<Record>]) -> rusqlite::Result<Vec<Written>> {
        let t = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut writer = Writer {
            c: &t,
            session: self.session.name(),
            known: &mut self.known,
            queues: &mut self.queues,
        };
        let mut out = Vec::with_capacity(groups.len());
        for records in groups {
            let mut written = Written::default();
            for record in records {
                writer.record(record, &mut written)?;
            }
            out.push(written);
        }
        t.commit()?;
        Ok(out)
    }
}

/// Writes the records of one transaction.
pub(super) struct Writer<'a> {
    pub(super) c: &'a Connection,
    session: &'a str,
    known: &'a mut HashMap<RunId, Known>,
    queues: &'a mut HashMap<Arc<str>, i64>,
}

impl Writer<'_> {
    fn record(&mut self, record: &Record, written: &mut Written) -> rusqlite::Result<()> {
        match record {
            Record::Begun(begun) => self.begun(begun),
            Record::Listed { run, items, at } => {
                let run = self.run(run)?;
                for item in items {
                    if !self.listed(&run, item, *at)? {
                        written.taken.push(item.number);
                    }
                }
                Ok(())
            }
            Record::Intent(step) => self.step(step, ItemState::Intent),
            Record::Unsent(step) => self.step(step, ItemState::Planned),
            Record::InDoubt(step) => self.step(step, ItemState::InDoubt),
            Record::Deleted(step) => self.step(step, ItemState::Deleted),
            Record::Sent { run, items, at } => self.sent(run, items, (ItemState::Sent, *at)),
            Record::Watched { run, items, at } => self.sent(run, items, (ItemState::Watched, *at)),
            Record::WatchOver(step) => self.step(step, ItemState::Sent),
            Record::Scratches { run, names, at } => self.scratches(run, names, *at),
            Record::ScratchGone { name } => self.scratch_gone(name),
            Record::Swept { name, returned, at } => self.swept(name, returned, *at),
            Record::Refused { run, item, why, at } => self.refused(run, *item, why, *at),
            Record::Bounced {
                event_id,
                message_id,
                at,
            } => self.bounced(event_id, message_id.as_deref(), *at),
            Record::Ended { progress, settled } => self.ended(progress, *settled),
            Record::BrokenOff(run) => self.broken_off(run),
            Record::Draft {
                queue,
                message_id,
                text,
                at,
            } => {
                let queue = self.queue(queue)?;
                self.draft(queue, message_id, text.as_deref(), *at)
            }
        }
    }

    fn begun(&mut self, begun: &Begun) -> rusqlite::Result<()> {
        let queue = self.queue(&begun.queue)?;
        let follows = begun.follows.as_ref().map(|run| Arc::clone(&run.0));
        self.c
            .prepare_cached(
                "INSERT INTO run (name, kind, queue, destination, digest, options, total, follows,
                    despite_doubt, session, state, started, beyond)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'running', ?11, ?12)",
            )?
            .execute(params![
                &*begun.run.0,
                begun.kind.word(),
                queue,
                begun.destination,
                format!("{:016x}", begun.digest),
                begun.options,
                begun.total as i64,
                follows.as_deref(),
                begun.despite_doubt,
                self.session,
                begun.at.0,
                begun.beyond.as_deref()
            ])?;
        let known = Known {
            id: self.c.last_insert_rowid(),
            queue,
            kind: begun.kind,
            follows,
            despite_doubt: begun.despite_doubt,
        };
        self.known.insert(begun.run.clone(), known);
        Ok(())
    }

    /// A run that was begun by this session: others write nothing but their own.
    pub(super) fn run(&self, run: &RunId) -> rusqlite::Result<Known> {
        let known = self.known.get(run).cloned();
        known.ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    fn queue(&mut self, url: &Arc<str>) -> rusqlite::Result<i64> {
        if let Some(id) = self.queues.get(url) {
            return Ok(*id);
        }
        self.c
            .prepare_cached("INSERT INTO queue (url) VALUES (?1) ON CONFLICT DO NOTHING")?
            .execute([&**url])?;
        let id = self
            .c
            .prepare_cached("SELECT id FROM queue WHERE url = ?1")?
            .query_row([&**url], |row| row.get(0))?;
        self.queues.insert(Arc::clone(url), id);
        Ok(id)
    }

    fn step(&self, step: &Step, state: ItemState) -> rusqlite::Result<()> {
        let run = self.run(&step.run)?.id;
        let mut update = self
            .c
            .prepare_cached("UPDATE item SET state = ?3, at = ?4 WHERE run = ?1 AND number = ?2")?;
        for item in &step.items {
            update.execute(params![run, item, state.word(), step.at.0])?;
        }
        Ok(())
    }

    fn sent(
        &self,
        run: &RunId,
        items: &[(u32, Arc<str>)],
        (state, at): (ItemState, Time),
    ) -> rusqlite::Result<()> {
        let run = self.run(run)?.id;
        let mut update = self.c.prepare_cached(
            "UPDATE item SET state = ?5, new_id = ?3, at = ?4 WHERE run = ?1 AND number = ?2",
        )?;
        for (item, id) in items {
            update.execute(params![run, item, &**id, at.0, state.word()])?;
        }
        Ok(())
    }

    fn refused(&self, run: &RunId, item: u32, why: &str, at: Time) -> rusqlite::Result<()> {
        let run = self.run(run)?.id;
        self.c
            .prepare_cached(
                "UPDATE item SET state = 'failed', error = ?3, at = ?4
                 WHERE run = ?1 AND number = ?2",
            )?
            .execute(params![run, item, why, at.0])?;
        release(self.c, run, item.into())
    }

    fn bounced(&self, id: &str, message: Option<&str>, at: Time) -> rusqlite::Result<()> {
        self.c
            .prepare_cached(
                "UPDATE item SET bounced = coalesce(bounced, ?2),
                    bounced_as = coalesce(bounced_as, ?3), settled = 0
                 WHERE new_id = ?1 AND new_id <> ''",
            )?
            .execute(params![id, at.0, message])?;
        Ok(())
    }

    fn ended(&self, progress: &Progress, settled: bool) -> rusqlite::Result<()> {
        let run = self.run(&progress.run)?.id;
        close_items(self.c, run)?;
        if settled {
            self.c.execute(
                "UPDATE item SET settled = 1 WHERE run = ?1 AND bounced IS NULL
                    AND new_id <> '' AND state IN ('sent', 'deleted')",
                [run],
            )?;
        }
        let finished = progress.finished.map(|t| t.0);
        self.c.execute(
            "UPDATE run SET state = 'finished', finished = ?2, stopped_by = ?3, total = ?4
             WHERE id = ?1",
            params![
                run,
                finished,
                progress.stopped_by.map(|s| s.word()),
                progress.total as i64
            ],
        )?;
        Ok(())
    }

    fn broken_off(&self, run: &RunId) -> rusqlite::Result<()> {
        let run = self.run(run)?.id;
        close_items(self.c, run)?;
        self.c.execute(
            "UPDATE run SET state = 'interrupted' WHERE id = ?1 AND state = 'running'",
            [run],
        )?;
        Ok(())
    }

    fn draft(
        &self,
        queue: i64,
        message_id: &str,
        text: Option<&str>,
        at: Time,
    ) -> rusqlite::Result<()> {
        let Some(text) = text else {
            self.c
                .prepare_cached("DELETE FROM draft WHERE queue = ?1 AND message_id = ?2")?
                .execute(params![queue, message_id])?;
            return Ok(());
        };
        self.c
            .prepare_cached(
                "INSERT INTO draft (queue, message_id, text, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (queue, message_id) DO UPDATE SET text = ?3, at = ?4",
            )?
            .execute(params![queue, message_id, text, at.0])?;
        Ok(())
    }
}

/// The id of a queue; `None` when nothing was ever written for it.
pub(super) fn queue_id(c: &Connection, url: &str) -> rusqlite::Result<Option<i64>> {
    c.prepare_cached("SELECT id FROM queue WHERE url = ?1")?
        .query_row([url], |row| row.get(0))
        .optional()
}
