//! Scratch buses: what runs made, and what became of the letters that were watched there.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::claim::release;
use super::letters::shared;
use super::write::Writer;
use crate::journal::rows::{RunEnd, ScratchRow};
use crate::run::{RunId, ScratchName};
use crate::time::Time;

impl Writer<'_> {
    /// A run is about to make these; one that an earlier run made is its own from now on.
    pub(super) fn scratches(
        &self,
        run: &RunId,
        names: &[ScratchName],
        at: Time,
    ) -> rusqlite::Result<()> {
        let run = self.run(run)?.id;
        for name in names {
            self.c.execute(
                "INSERT INTO scratch (name, run, rule, rule_arn, destination, gone, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)
                 ON CONFLICT (name) DO UPDATE SET run = ?2, gone = 0, at = ?6",
                params![
                    &*name.name,
                    run,
                    &*name.rule,
                    &*name.rule_arn,
                    &*name.to,
                    at.0
                ],
            )?;
        }
        Ok(())
    }

    pub(super) fn scratch_gone(&self, name: &str) -> rusqlite::Result<()> {
        self.c
            .execute("UPDATE scratch SET gone = 1 WHERE name = ?1", [name])?;
        Ok(())
    }

    /// A scratch bus of a dead run was emptied. Letters whose events came back are failed and free; of the others that
    /// were watched there nothing is known any more.
    pub(super) fn swept(
        &self,
        name: &str,
        returned: &[(Arc<str>, Arc<str>)],
        at: Time,
    ) -> rusqlite::Result<()> {
        let found: Option<(i64, String)> = self
            .c
            .query_row(
                "SELECT run, destination FROM scratch WHERE name = ?1",
                [name],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let Some((run, to)) = found else {
            return Ok(());
        };
        for (event, why) in returned {
            let failed: Vec<(i64, i64)> = self
                .c
                .prepare_cached(
                    "UPDATE item SET state = 'failed', error = ?2, at = ?3, settled = 0,
                        bounced = coalesce(bounced, ?3)
                     WHERE new_id = ?1 AND state IN ('watched', 'sent', 'in_doubt')
                     RETURNING run, number",
                )?
                .query_map(params![&**event, &**why, at.0], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?
                .collect::<rusqlite::Result<_>>()?;
            for (run, number) in failed {
                release(self.c, run, number)?;
            }
        }
        self.c.execute(
            "UPDATE item SET state = 'in_doubt', at = ?3
             WHERE run = ?1 AND destination = ?2 AND state = 'watched'",
            params![run, to, at.0],
        )?;
        self.scratch_gone(name)
    }
}

/// All that are not known to be gone, oldest first.
pub(super) fn scratches(c: &Connection) -> rusqlite::Result<Vec<ScratchRow>> {
    c.prepare_cached(
        "SELECT s.name, r.name, r.state, q.url, s.rule, s.rule_arn, s.destination, s.at,
            (SELECT count(*) FROM item i WHERE i.run = s.run AND i.destination = s.destination
             AND i.state = 'watched')
         FROM scratch s JOIN run r ON r.id = s.run JOIN queue q ON q.id = r.queue
         WHERE s.gone = 0 ORDER BY s.at, s.name",
    )?
    .query_map([], |row| {
        let end: String = row.get(2)?;
        let watched: i64 = row.get(8)?;
        Ok(ScratchRow {
            name: shared(row, 0)?,
            run: RunId(shared(row, 1)?),
            end: RunEnd::of_word(&end).unwrap_or(RunEnd::Running),
            queue: row.get(3)?,
            rule: shared(row, 4)?,
            rule_arn: shared(row, 5)?,
            to: shared(row, 6)?,
            at: Time(row.get(7)?),
            watched: usize::try_from(watched).unwrap_or(0),
        })
    })?
    .collect()
}
