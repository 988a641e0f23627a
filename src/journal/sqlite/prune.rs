//! How long and how much is kept.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::open::SqliteJournal;
use crate::journal::error::JournalError;
use crate::journal::rows::Retention;
use crate::time::Time;

/// The longest that a queue holds a message (SQS quotas): of a younger run something could be sent twice.
const MESSAGE_LIFE: Duration = Duration::from_secs(1_209_600);

impl SqliteJournal {
    /// See [`crate::journal::Journal::prune`].
    pub(super) fn prune_runs(&mut self, keep: Retention, now: Time) -> Result<usize, JournalError> {
        self.tidy()?;
        let pruned = prune(&mut self.connection, keep, now);
        pruned.map_err(|e| self.error(e))
    }
}

fn prune(c: &mut Connection, keep: Retention, now: Time) -> rusqlite::Result<usize> {
    let safe = now.minus(MESSAGE_LIFE);
    let old = now.minus(keep.age.max(MESSAGE_LIFE));
    let t = c.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut dropped = 0;
    while let Some(run) = oldest(&t, old)? {
        drop_run(&t, run)?;
        dropped += 1;
    }
    t.execute("DELETE FROM draft WHERE at < ?1", [old.0])?;
    while size(&t)? > keep.bytes
        && let Some(run) = oldest(&t, safe)?
    {
        drop_run(&t, run)?;
        dropped += 1;
    }
    while size(&t)? > keep.bytes
        && let Some(run) = oldest_kept(&t)?
    {
        drop_kept(&t, run)?;
    }
    t.commit()?;
    c.execute_batch("PRAGMA incremental_vacuum")?;
    Ok(dropped)
}

/// The oldest run that is over and began before.
fn oldest(c: &Connection, before: Time) -> rusqlite::Result<Option<i64>> {
    c.prepare_cached(
        // what a run left in the account is remembered until it is removed
        "SELECT id FROM run WHERE state <> 'running' AND coalesce(finished, started) < ?1
         AND NOT EXISTS (SELECT 1 FROM scratch WHERE scratch.run = run.id AND scratch.gone = 0)
         ORDER BY started LIMIT 1",
    )?
    .query_row([before.0], |row| row.get(0))
    .optional()
}

/// The oldest run that is over and of which whole messages are kept.
fn oldest_kept(c: &Connection) -> rusqlite::Result<Option<i64>> {
    c.prepare_cached(
        "SELECT id FROM run WHERE state <> 'running'
         AND EXISTS (SELECT 1 FROM kept WHERE kept.run = run.id) ORDER BY started LIMIT 1",
    )?
    .query_row([], |row| row.get(0))
    .optional()
}

fn drop_run(c: &Connection, run: i64) -> rusqlite::Result<()> {
    drop_kept(c, run)?;
    // who took a claim over from this run has nobody to give it back to
    c.execute(
        "UPDATE item SET took_run = NULL, took_number = NULL WHERE took_run = ?1",
        params![run],
    )?;
    c.execute("DELETE FROM edit WHERE run = ?1", [run])?;
    c.execute("DELETE FROM scratch WHERE run = ?1", [run])?;
    c.execute("DELETE FROM item WHERE run = ?1", [run])?;
    c.execute("DELETE FROM run WHERE id = ?1", [run])?;
    Ok(())
}

fn drop_kept(c: &Connection, run: i64) -> rusqlite::Result<()> {
    c.execute("DELETE FROM kept_attribute WHERE run = ?1", [run])?;
    c.execute("DELETE FROM kept WHERE run = ?1", [run])?;
    Ok(())
}

/// Bytes that hold something.
fn size(c: &Connection) -> rusqlite::Result<u64> {
    let of = |pragma: &str| c.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let bytes = (of("page_count")? - of("freelist_count")?) * of("page_size")?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}
