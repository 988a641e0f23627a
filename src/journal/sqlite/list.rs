//! A letter of a plan: its row, its claim, what is kept of it.

use rusqlite::params;

use super::claim::Holder;
use super::write::{Known, Writer};
use crate::journal::rows::ItemState;
use crate::letter::{AttributeData, Message};
use crate::run::{Kind, Listed};
use crate::time::Time;

impl Writer<'_> {
    /// Lists a letter; `false` when another run has it.
    pub(super) fn listed(&self, run: &Known, item: &Listed, at: Time) -> rusqlite::Result<bool> {
        if run.kind == Kind::Import {
            return self.imported(run, item, at).map(|()| true);
        }
        let holder = Holder::of(self.c, run.queue, &item.message.id)?;
        let free = holder.as_ref().is_none_or(|h| h.gives_way_to(run, item));
        let took = holder.filter(|_| free);
        if let Some(holder) = &took {
            holder.give_up(self.c)?;
        }
        let only_deleted = run.kind == Kind::Redrive && item.sent.is_some();
        let state = match (free, only_deleted) {
            (false, _) => ItemState::Failed,
            (true, true) if item.is_watched_on() => ItemState::Watched,
            (true, true) => ItemState::Sent,
            (true, false) => ItemState::Planned,
        };
        self.c
            .prepare_cached(
                "INSERT INTO item (run, number, queue, message_id, event_id, new_id, destination,
                    state, claimed, took_run, took_number, error, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                run.id,
                item.number,
                run.queue,
                &*item.message.id,
                item.event_id.as_deref(),
                item.sent.as_deref().filter(|_| only_deleted),
                &*item.to,
                state.word(),
                free,
                took.as_ref().map(|h| h.run),
                took.as_ref().map(|h| h.number),
                (!free).then_some("another run has this letter"),
                at.0
            ])?;
        if free {
            self.texts(run.id, item)?;
        }
        Ok(free)
    }

    /// A line of an import. It claims nothing: the message that it was exported from may be in the queue still, and is
    /// another one.
    fn imported(&self, run: &Known, item: &Listed, at: Time) -> rusqlite::Result<()> {
        let sent = item.sent.as_deref();
        let state = sent.map_or(ItemState::Planned, |_| ItemState::Sent);
        self.c
            .prepare_cached(
                "INSERT INTO item (run, number, queue, message_id, event_id, new_id, destination, state,
                    claimed, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9)",
            )?
            .execute(params![
                run.id,
                item.number,
                run.queue,
                &*item.message.id,
                item.event_id.as_deref(),
                sent,
                &*item.to,
                state.word(),
                at.0
            ])?;
        Ok(())
    }

    fn texts(&self, run: i64, item: &Listed) -> rusqlite::Result<()> {
        if let Some(edit) = &item.edit {
            self.c
                .prepare_cached("INSERT INTO edit (run, number, text) VALUES (?1, ?2, ?3)")?
                .execute(params![run, item.number, &**edit])?;
        }
        if item.keep {
            self.keep(run, item.number, &item.message)?;
        }
        Ok(())
    }

    fn keep(&self, run: i64, number: u32, message: &Message) -> rusqlite::Result<()> {
        self.c
            .prepare_cached("INSERT INTO kept (run, number, body) VALUES (?1, ?2, ?3)")?
            .execute(params![run, number, &*message.body])?;
        let mut insert = self.c.prepare_cached(
            "INSERT INTO kept_attribute (run, number, system, name, data_type, value)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (name, value) in message.system.iter() {
            insert.execute(params![run, number, true, &**name, "String", value])?;
        }
        for (name, attribute) in message.attributes.iter() {
            let (name, kind) = (&**name, &*attribute.data_type);
            match &attribute.data {
                AttributeData::Text(text) => {
                    insert.execute(params![run, number, false, name, kind, &**text])?
                }
                AttributeData::Binary(bytes) => {
                    insert.execute(params![run, number, false, name, kind, &**bytes])?
                }
            };
        }
        Ok(())
    }
}
