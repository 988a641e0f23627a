//! What the journal knows of letters that arrive: an earlier run's fate, how they came back, edits not sent yet.

use std::sync::Arc;

use super::state::State;
use crate::engine::event::{Event, Recalled};
use crate::engine::letters::Row;
use crate::engine::notice::Weight;
use crate::engine::scribe::Scribe;
use crate::engine::snapshot::QueueId;
use crate::journal::{Ancestor, Draft};
use crate::letter::LetterId;
use crate::problem::Problem;
use crate::repair::Edit;
use crate::run::{Fate, Record};

/// Letters that are asked about together.
const TOGETHER: usize = 1000;

/// Letters that the journal is still to be asked about; one question at a time.
#[derive(Debug, Default)]
pub(super) struct Memory {
    waiting: Vec<LetterId>,
    asking: bool,
    /// Letters below this were asked about; below that the answer is known.
    asked: u32,
    known: u32,
}

impl Memory {
    /// A letter is new here.
    pub(super) fn wonder(&mut self, letter: LetterId) {
        self.waiting.push(letter);
    }

    /// Of all letters with numbers below this, what the journal knows is known.
    pub(super) const fn known(&self) -> u32 {
        self.known
    }
}

/// A letter as the journal knows it.
struct Asked {
    letter: LetterId,
    message: Arc<str>,
    event: Option<Arc<str>>,
}

impl State {
    /// Asks the journal about the next letters, if it is not being asked.
    pub(super) fn recall(&mut self) {
        let Some(scribe) = self.settings.scribe.clone() else {
            self.memory.waiting.clear();
            return;
        };
        if self.memory.asking {
            return;
        }
        let take = self.memory.waiting.len().min(TOGETHER);
        let letters: Vec<LetterId> = self.memory.waiting.drain(..take).collect();
        if let Some(last) = letters.last() {
            // letters wait in the order of their numbers
            self.memory.asked = last.0 + 1;
        }
        let mut by_queue: Vec<(Arc<str>, Vec<Asked>)> = Vec::new();
        for row in letters
            .iter()
            .filter_map(|id| self.table.letters().get(*id))
        {
            let Some(desk) = self.queues.get(usize::from(row.queue.0)) else {
                continue;
            };
            let url = Arc::from(desk.state.url.as_str());
            match by_queue.iter_mut().find(|(known, _)| *known == url) {
                Some((_, asked)) => asked.push(asked_of(row)),
                None => by_queue.push((url, vec![asked_of(row)])),
            }
        }
        if by_queue.is_empty() {
            self.memory.known = self.memory.asked;
            return;
        }
        self.memory.asking = true;
        let events = self.events.clone();
        self.runtime.spawn(async move {
            let mut recalled = Vec::new();
            for (url, asked) in by_queue {
                match ask(&scribe, &url, asked).await {
                    Ok(some) => recalled.extend(some),
                    Err(problem) => tracing::warn!(%problem, "the journal can't be asked"),
                }
            }
            if events.send(Event::Remembered(recalled)).await.is_err() {
                tracing::debug!("the desk is gone before the journal answered");
            }
        });
    }

    /// Takes what the journal knows.
    pub(super) fn remembered(&mut self, recalled: Vec<Recalled>) {
        self.memory.asking = false;
        self.memory.known = self.memory.asked;
        let now = self.now();
        let mut bounces = Vec::new();
        for known in recalled {
            let Some(row) = self.table.letters().get(known.letter).cloned() else {
                continue;
            };
            // what a run of this session said meanwhile is newer
            if row.fate.is_none() && known.fate.is_some() {
                self.table.fate(known.letter, known.fate);
            }
            if let Some(newest) = known.lineage.first() {
                self.table
                    .lineage(known.letter, told(&known.lineage).into());
                self.walks.came_back(&newest.run, known.letter);
                bounces.push(Record::Bounced {
                    event_id: Arc::clone(&newest.new_event_id),
                    message_id: Some(Arc::clone(&row.letter.message.id)),
                    at: now,
                });
            }
        }
        self.write(bounces);
        self.recall();
        self.walk();
    }

    /// Takes edits of an earlier session.
    pub(super) fn drafts(&mut self, queue: QueueId, drafts: Vec<Draft>) {
        let drafts = self.typed_before(drafts);
        let Some(desk) = self.queue(queue) else {
            return;
        };
        desk.drafts = drafts
            .into_iter()
            .map(|draft| (draft.message_id, Arc::new(Edit { text: draft.text })))
            .collect();
        let known: Vec<(LetterId, Arc<Edit>)> = desk
            .drafts
            .iter()
            .filter_map(|(message, edit)| Some((*desk.ids.get(message)?, Arc::clone(edit))))
            .collect();
        for (letter, edit) in known {
            self.table.edit(letter, Some(edit));
        }
    }

    /// Writes an edit down, so that it survives a restart.
    pub(super) fn record_edit(&mut self, row: &Row, edit: Option<&Arc<Edit>>) {
        let Some(desk) = self.queues.get_mut(usize::from(row.queue.0)) else {
            return;
        };
        let message = Arc::clone(&row.letter.message.id);
        match edit {
            Some(edit) => drop(desk.drafts.insert(Arc::clone(&message), Arc::clone(edit))),
            None => drop(desk.drafts.remove(&message)),
        }
        let record = Record::Draft {
            queue: desk.state.url.as_str().into(),
            message_id: message,
            text: edit.map(|edit| Arc::clone(&edit.text)),
            at: self.settings.clock.now(),
        };
        self.write(vec![record]);
    }

    /// Hands records to the journal without waiting for it.
    pub(super) fn write(&mut self, records: Vec<Record>) {
        if records.is_empty() {
            return;
        }
        let Some(scribe) = &self.settings.scribe else {
            return;
        };
        if scribe.post(records).is_none() {
            self.tell(Weight::Warning, "the journal can't be written");
        }
    }
}

fn asked_of(row: &Row) -> Asked {
    let event = row.letter.event.as_ref().and_then(|event| event.id());
    Asked {
        letter: row.letter.id,
        message: Arc::clone(&row.letter.message.id),
        event: event.map(Arc::from),
    }
}

async fn ask(scribe: &Scribe, url: &str, asked: Vec<Asked>) -> Result<Vec<Recalled>, Problem> {
    let messages = asked.iter().map(|a| Arc::clone(&a.message)).collect();
    let events: Vec<Arc<str>> = asked.iter().filter_map(|a| a.event.clone()).collect();
    let fates: Vec<Option<Fate>> = scribe.fates(url, messages).await?;
    let mut lineages = scribe.lineage(events).await?.into_iter();
    let recalled = asked.into_iter().zip(fates).map(|(asked, fate)| Recalled {
        letter: asked.letter,
        fate,
        lineage: asked
            .event
            .and_then(|_| lineages.next())
            .unwrap_or_default(),
    });
    Ok(recalled
        .filter(|known| known.fate.is_some() || !known.lineage.is_empty())
        .collect())
}

/// How a letter came back, in words. `lineage` is newest first and not empty.
fn told(lineage: &[Ancestor]) -> String {
    let times = match lineage.len() {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    };
    let Some(last) = lineage.first() else {
        return String::new();
    };
    let edited = if last.edited { ", edited" } else { "" };
    format!(
        "redriven {times}, last by run {} at {}{edited}, and came back",
        last.run.0, last.at
    )
}
