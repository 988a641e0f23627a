//! What an import writes down: its run, its lines, and what came of each, before and after it is sent.

use std::sync::Arc;

use super::import::{Entry, Imported};
use crate::engine::scribe::Scribe;
use crate::engine::{Clock, Earlier, earlier_import, new_run};
use crate::letter::{LetterId, Message, decode};
use crate::problem::Problem;
use crate::run::{Begun, Kind, Listed, Progress, Record, RunId, State, Step, StoppedBy};
use crate::time::Time;

/// Lines that are listed in one write.
const TOGETHER: usize = 500;

/// The journal of one import.
pub(super) struct Diary<'a> {
    scribe: &'a Scribe,
    pub run: RunId,
    clock: Clock,
    started: Time,
    /// What an earlier import that is gone on with made of each line.
    earlier: Vec<Earlier>,
}

impl<'a> Diary<'a> {
    /// Begins the run of these lines; `resumed`: the one that it goes on with.
    ///
    /// # Errors
    /// The journal can't be written, or it knows no such import of this file.
    pub(super) async fn begin(
        scribe: &'a Scribe,
        queue: &str,
        entries: &[Entry],
        resumed: Option<&str>,
    ) -> Result<Self, Problem> {
        let clock = Clock::system();
        let earlier = match resumed {
            None => Vec::new(),
            Some(run) => same_file(run, earlier_import(scribe, run, queue).await?, entries)?,
        };
        let diary = Self {
            scribe,
            run: new_run(),
            started: clock.now(),
            clock,
            earlier,
        };
        diary.list(queue, entries, resumed).await?;
        Ok(diary)
    }

    async fn list(
        &self,
        queue: &str,
        entries: &[Entry],
        resumed: Option<&str>,
    ) -> Result<(), Problem> {
        let queue: Arc<str> = queue.into();
        let begun = Begun {
            run: self.run.clone(),
            kind: Kind::Import,
            queue: Arc::clone(&queue),
            destination: format!("queue {}", queue.rsplit('/').next().unwrap_or(&queue)),
            digest: 0,
            options: String::new(),
            total: entries.len(),
            follows: resumed.map(|run| RunId(run.into())),
            despite_doubt: false,
            beyond: None,
            at: self.started,
        };
        self.write(vec![Record::Begun(Arc::new(begun))]).await?;
        for (chunk, entries) in entries.chunks(TOGETHER).enumerate() {
            let first = chunk * TOGETHER;
            let listed = (first..).zip(entries);
            let items = listed.map(|(n, entry)| Arc::new(self.listed(n, entry, &queue)));
            let record = Record::Listed {
                run: self.run.clone(),
                items: items.collect(),
                at: self.clock.now(),
            };
            self.write(vec![record]).await?;
        }
        Ok(())
    }

    fn listed(&self, n: usize, entry: &Entry, queue: &Arc<str>) -> Listed {
        let message = Message {
            id: entry.message_id.as_str().into(),
            body: Arc::clone(&entry.parcel.body),
            system: Default::default(),
            attributes: Arc::clone(&entry.parcel.attributes),
        };
        let letter = decode(LetterId(0), message.clone());
        let event = letter.event.as_ref().and_then(|event| event.id());
        Listed {
            number: number(n),
            event_id: event.map(Arc::from),
            message,
            keep: false,
            edit: None,
            to: Arc::clone(queue),
            sent: self.earlier.get(n).and_then(|e| e.sent.clone()),
        }
    }

    /// What an earlier import made of line `n`, from 0.
    pub(super) fn earlier(&self, n: usize) -> Earlier {
        self.earlier.get(n).cloned().unwrap_or_default()
    }

    /// These are about to be sent.
    pub(super) async fn intent(&self, lines: &[usize]) -> Result<(), Problem> {
        self.write(vec![Record::Intent(self.step(lines))]).await
    }

    /// What came of a batch.
    pub(super) async fn came_of(&self, batch: &Outcome) -> Result<(), Problem> {
        let mut records = Vec::new();
        if !batch.sent.is_empty() {
            let sent = batch.sent.iter();
            records.push(Record::Sent {
                run: self.run.clone(),
                items: sent.map(|(n, id)| (number(*n), Arc::clone(id))).collect(),
                at: self.clock.now(),
            });
        }
        if !batch.in_doubt.is_empty() {
            records.push(Record::InDoubt(self.step(&batch.in_doubt)));
        }
        if !batch.unsent.is_empty() {
            records.push(Record::Unsent(self.step(&batch.unsent)));
        }
        records.extend(batch.refused.iter().map(|(n, why)| Record::Refused {
            run: self.run.clone(),
            item: number(*n),
            why: why.as_str().into(),
            at: self.clock.now(),
        }));
        self.write(records).await
    }

    /// The run is over.
    pub(super) async fn end(
        &self,
        imported: &Imported,
        stopped_by: Option<StoppedBy>,
    ) -> Result<(), Problem> {
        let sent = imported.sent + imported.sent_before;
        let done = sent + imported.failed.len() + imported.in_doubt;
        let progress = Progress {
            run: self.run.clone(),
            kind: Kind::Import,
            state: State::Finished,
            started: self.started,
            finished: Some(self.clock.now()),
            total: imported.read,
            about: None,
            told: imported.read,
            waiting: 0,
            in_flight: 0,
            sent,
            deleted: 0,
            bounced: 0,
            settled: 0,
            failed: imported.failed.len(),
            in_doubt: imported.in_doubt,
            left: imported.read.saturating_sub(done),
            skipped: 0,
            rate: 0.0,
            eta_seconds: None,
            stopped_by,
            last_error: String::new(),
        };
        let progress = Arc::new(progress);
        let ended = Record::Ended {
            progress,
            settled: false,
        };
        self.write(vec![ended]).await
    }

    fn step(&self, lines: &[usize]) -> Step {
        Step {
            run: self.run.clone(),
            items: lines.iter().map(|n| number(*n)).collect(),
            at: self.clock.now(),
        }
    }

    async fn write(&self, records: Vec<Record>) -> Result<(), Problem> {
        self.scribe.record(records).await.map(|_| ())
    }
}

/// What came of one batch, by number of the line, from 0.
#[derive(Default)]
pub(super) struct Outcome {
    pub sent: Vec<(usize, Arc<str>)>,
    pub in_doubt: Vec<usize>,
    pub unsent: Vec<usize>,
    pub refused: Vec<(usize, String)>,
}

/// What an earlier run made of the lines, if they are the lines of this file.
fn same_file(run: &str, earlier: Vec<Earlier>, entries: &[Entry]) -> Result<Vec<Earlier>, Problem> {
    let wrong = earlier.iter().enumerate().find(|(n, line)| {
        entries
            .get(*n)
            .is_none_or(|e| e.message_id != *line.message_id)
    });
    match wrong {
        None => Ok(earlier),
        Some((n, line)) => Err(Problem::usage(format!(
            "run {run} was of another file: its message {} was {}",
            n + 1,
            line.message_id
        ))),
    }
}

/// A file of more lines than this is read in parts.
fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
