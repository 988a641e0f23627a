//! Answers about single letters: fates, items, lineage, what is kept.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::claim::Holder;
use crate::journal::rows::{Ancestor, ItemRow, ItemState, Kept};
use crate::letter::{Attribute, AttributeData, Message, System};
use crate::run::{Fate, Kind, RunId};
use crate::time::Time;

/// No letter was redriven more often; a longer line would be a circle.
const GENERATIONS: usize = 1_000;

pub(super) fn fate(c: &Connection, queue: i64, message_id: &str) -> rusqlite::Result<Option<Fate>> {
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
        ItemState::Intent | ItemState::InDoubt | ItemState::Watched => Some(Fate::InDoubt),
        ItemState::Planned | ItemState::Failed | ItemState::Left => None,
    })
}

fn failed(c: &Connection, queue: i64, message_id: &str) -> rusqlite::Result<Option<Fate>> {
    let why: Option<Option<String>> = c
        .prepare_cached(
            "SELECT i.error FROM item i JOIN run r ON r.id = i.run
             WHERE i.queue = ?1 AND i.message_id = ?2 AND i.state = 'failed' AND r.kind <> 'import'
             ORDER BY i.at DESC LIMIT 1",
        )?
        .query_row(params![queue, message_id], |row| row.get(0))
        .optional()?;
    Ok(why.map(|why| Fate::Failed(why.unwrap_or_default().into())))
}

pub(super) fn items(c: &Connection, run: &RunId) -> rusqlite::Result<Vec<ItemRow>> {
    c.prepare_cached(
        "SELECT i.number, i.message_id, i.event_id, i.new_id, i.destination, i.state, i.error, e.text,
            i.bounced, i.bounced_as, i.settled, i.at,
            (SELECT r2.name FROM item b JOIN run r2 ON r2.id = b.run
             WHERE b.new_id = i.event_id AND b.new_id <> '' ORDER BY b.at LIMIT 1),
            r3.name, l.state
         FROM item i JOIN run r ON r.id = i.run
         LEFT JOIN item l ON l.queue = i.queue AND l.message_id = i.message_id AND l.claimed = 1
            AND i.claimed = 0
         LEFT JOIN run r3 ON r3.id = l.run
         LEFT JOIN edit e ON e.run = i.run AND e.number = i.number
         WHERE r.name = ?1 ORDER BY i.number",
    )?
    .query_map([&*run.0], |row| {
        let state: String = row.get(5)?;
        let bounced: Option<i64> = row.get(8)?;
        let bounced_as = maybe_shared(row, 9)?;
        let later = maybe_shared(row, 13)?.map(RunId);
        let later_state: Option<String> = row.get(14)?;
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
            later: later.zip(later_state.and_then(|word| ItemState::of_word(&word))),
            at: Time(row.get(11)?),
        })
    })?
    .collect()
}

pub(super) fn line_of(c: &Connection, event_id: &Arc<str>) -> rusqlite::Result<Vec<Ancestor>> {
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

pub(super) fn kept(c: &Connection, run: &RunId) -> rusqlite::Result<Vec<Kept>> {
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
            system: System::default(),
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

pub(super) fn shared(row: &Row<'_>, at: usize) -> rusqlite::Result<Arc<str>> {
    row.get::<_, String>(at).map(Arc::from)
}

fn maybe_shared(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Arc<str>>> {
    row.get::<_, Option<String>>(at).map(|t| t.map(Arc::from))
}
