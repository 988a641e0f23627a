//! A letter is in one run at a time: at most one row of a message has the claim.

use rusqlite::{Connection, OptionalExtension, params};

use super::open::SqliteJournal;
use super::write::Known;
use crate::journal::error::JournalError;
use crate::journal::rows::{ItemState, RunEnd};
use crate::run::{Kind, Listed};

/// The row that has the claim on a message.
pub(super) struct Holder {
    pub(super) run: i64,
    pub(super) number: i64,
    pub(super) state: ItemState,
    pub(super) new_id: Option<String>,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) lives: bool,
}

impl Holder {
    pub(super) fn of(
        c: &Connection,
        queue: i64,
        message_id: &str,
    ) -> rusqlite::Result<Option<Self>> {
        c.prepare_cached(
            "SELECT i.run, i.number, i.state, i.new_id, r.kind, r.name, r.state
             FROM item i JOIN run r ON r.id = i.run
             WHERE i.queue = ?1 AND i.message_id = ?2 AND i.claimed = 1",
        )?
        .query_row(params![queue, message_id], |row| {
            let state: String = row.get(2)?;
            let run_state: String = row.get(6)?;
            Ok(Self {
                run: row.get(0)?,
                number: row.get(1)?,
                // an unknown word stands in nobody's way less than it should
                state: ItemState::of_word(&state).unwrap_or(ItemState::InDoubt),
                new_id: row.get(3)?,
                kind: row.get(4)?,
                name: row.get(5)?,
                lives: run_state == RunEnd::Running.word(),
            })
        })
        .optional()
    }

    /// The claim passes on.
    pub(super) fn give_up(&self, c: &Connection) -> rusqlite::Result<()> {
        c.prepare_cached("UPDATE item SET claimed = 0 WHERE run = ?1 AND number = ?2")?
            .execute(params![self.run, self.number])?;
        Ok(())
    }

    /// Whether a run may take the letter over.
    pub(super) fn gives_way_to(&self, run: &Known, item: &Listed) -> bool {
        if self.lives {
            return false;
        }
        let was_delete = self.kind == Kind::Delete.word();
        match self.state {
            ItemState::Planned | ItemState::Left | ItemState::Failed => true,
            ItemState::Sent | ItemState::Deleted => match run.kind {
                Kind::Redrive => item.sent.is_some(),
                Kind::Delete | Kind::Import => true,
                // an undo takes what that run deleted, once
                Kind::Undo => was_delete && run.follows.as_deref() == Some(&*self.name),
            },
            ItemState::Intent | ItemState::InDoubt | ItemState::Watched => match run.kind {
                // the plan looked whether what that run left in doubt is in the queue no more
                Kind::Undo => was_delete && run.follows.as_deref() == Some(&*self.name),
                // what a delete left in doubt and is seen again was never sent
                Kind::Redrive | Kind::Delete | Kind::Import => {
                    run.despite_doubt || item.sent.is_some() || was_delete
                }
            },
        }
    }
}

/// Gives up the claims of rows that come to nothing; whoever had the claim before has it again.
pub(super) fn release(c: &Connection, run: i64, number: i64) -> rusqlite::Result<()> {
    let took: Option<(Option<i64>, Option<i64>)> = c
        .prepare_cached(
            "UPDATE item SET claimed = 0 WHERE run = ?1 AND number = ?2 AND claimed = 1
             RETURNING took_run, took_number",
        )?
        .query_row(params![run, number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((Some(run), Some(number))) = took {
        c.prepare_cached("UPDATE item SET claimed = 1 WHERE run = ?1 AND number = ?2")?
            .execute(params![run, number])?;
    }
    Ok(())
}

/// What a run that is over leaves: what was begun and has no outcome is in doubt, the rest was never begun.
pub(super) fn close_items(c: &Connection, run: i64) -> rusqlite::Result<()> {
    c.execute(
        "UPDATE item SET state = 'in_doubt' WHERE run = ?1 AND state = 'intent'",
        [run],
    )?;
    let planned: Vec<i64> = c
        .prepare("SELECT number FROM item WHERE run = ?1 AND state = 'planned'")?
        .query_map([run], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for number in planned {
        release(c, run, number)?;
    }
    c.execute(
        "UPDATE item SET state = 'left' WHERE run = ?1 AND state = 'planned'",
        [run],
    )?;
    Ok(())
}

impl SqliteJournal {
    /// Marks as interrupted the runs whose session has ended.
    pub(super) fn tidy(&mut self) -> Result<(), JournalError> {
        let dead = self.dead_sessions().map_err(|e| self.error(e))?;
        if dead.is_empty() {
            return Ok(());
        }
        let interrupt = |c: &mut Connection| -> rusqlite::Result<()> {
            let t = c.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            for session in &dead {
                let runs: Vec<i64> = t
                    .prepare("SELECT id FROM run WHERE session = ?1 AND state = 'running'")?
                    .query_map([session], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                for run in runs {
                    close_items(&t, run)?;
                    t.execute("UPDATE run SET state = 'interrupted' WHERE id = ?1", [run])?;
                }
            }
            t.commit()
        };
        interrupt(&mut self.connection).map_err(|e| self.error(e))?;
        dead.iter().for_each(|session| self.session.forget(session));
        Ok(())
    }

    fn dead_sessions(&self) -> rusqlite::Result<Vec<String>> {
        let mut running = self
            .connection
            .prepare_cached("SELECT DISTINCT session FROM run WHERE state = 'running'")?;
        let names = running.query_map([], |row| row.get::<_, String>(0))?;
        let mut dead = Vec::new();
        for name in names {
            let name = name?;
            if self.session.is_dead(&name) {
                dead.push(name);
            }
        }
        Ok(dead)
    }
}
