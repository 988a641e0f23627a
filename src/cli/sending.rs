//! Sends the lines of an import: each in the journal before it is sent, and what came of it after.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::args::ImportArgs;
use super::diary::{Diary, Outcome};
use super::import::{Entry, Failed, Imported, Target};
use super::output::Output;
use crate::engine::ports::{Fault, FaultKind, Parcel, Queue};
use crate::limits::{SQS_BATCH, SQS_MESSAGE_BYTES};
use crate::plan::InDoubt;
use crate::problem::Problem;
use crate::run::StoppedBy;

/// How often a batch is tried again when SQS says "too fast".
const TRIES: u32 = 6;
/// The first wait before that; each is twice the one before.
const WAIT: Duration = Duration::from_millis(200);

/// An import at work.
struct Work<'a> {
    queue: &'a dyn Queue,
    diary: Diary<'a>,
    in_doubt: InDoubt,
    out: Imported,
}

/// Sends what is to be sent, all of it in the journal.
pub(super) async fn journalled(
    args: &ImportArgs,
    entries: &[Entry],
    target: &Target<'_>,
    (output, interrupted): (&Output, &AtomicBool),
) -> Result<(Imported, Option<Fault>), Problem> {
    let resumed = args.resume.as_deref();
    let url = target.queue.url();
    let diary = Diary::begin(target.scribe, url, entries, resumed).await?;
    let mut work = Work {
        queue: target.queue,
        out: Imported {
            run: Some(diary.run.0.to_string()),
            read: entries.len(),
            ..Imported::default()
        },
        diary,
        in_doubt: args.in_doubt.unwrap_or_default(),
    };
    let rest = work.still_to_send(entries).await?;
    let fault = work.send_all(&rest, output, interrupted).await?;
    let stopped_by = match &fault {
        Some(_) => Some(StoppedBy::Error),
        None if interrupted.load(Ordering::Relaxed) => Some(StoppedBy::Interrupt),
        None => None,
    };
    work.diary.end(&work.out, stopped_by).await?;
    Ok((work.out, fault))
}

impl Work<'_> {
    /// The lines that the run which this one goes on with did not send, each with its number from 0.
    async fn still_to_send<'e>(
        &mut self,
        entries: &'e [Entry],
    ) -> Result<Vec<(usize, &'e Entry)>, Problem> {
        let (mut rest, mut doubted) = (Vec::new(), Vec::new());
        for (n, entry) in entries.iter().enumerate() {
            let earlier = self.diary.earlier(n);
            match (earlier.sent, earlier.in_doubt, self.in_doubt) {
                (Some(_), ..) | (None, true, InDoubt::Delete) => self.out.sent_before += 1,
                (None, true, InDoubt::Leave) => doubted.push(n),
                (None, false, _) | (None, true, InDoubt::Resend) => rest.push((n, entry)),
            }
        }
        self.out.in_doubt += doubted.len();
        let came_of = Outcome {
            in_doubt: doubted,
            ..Outcome::default()
        };
        self.diary.came_of(&came_of).await?;
        Ok(rest)
    }

    /// Sends batch after batch; a fault of a whole call that is not "too fast" ends it.
    async fn send_all(
        &mut self,
        entries: &[(usize, &Entry)],
        output: &Output,
        interrupted: &AtomicBool,
    ) -> Result<Option<Fault>, Problem> {
        let mut rest = entries;
        while !rest.is_empty() && !interrupted.load(Ordering::Relaxed) {
            let (batch, after) = rest.split_at(batch_len(rest));
            rest = after;
            let numbers: Vec<usize> = batch.iter().map(|(n, _)| *n).collect();
            self.diary.intent(&numbers).await?;
            let mut came_of = Outcome::default();
            let fault = self.send_batch(batch, &mut came_of).await;
            self.diary.came_of(&came_of).await?;
            if fault.is_some() {
                return Ok(fault);
            }
            output.progress(&format!("{} of {} sent", self.out.sent, self.out.read));
        }
        Ok(None)
    }

    async fn send_batch(
        &mut self,
        batch: &[(usize, &Entry)],
        came_of: &mut Outcome,
    ) -> Option<Fault> {
        let mut waiting = batch.to_vec();
        let mut wait = WAIT;
        for attempt in 1..=TRIES {
            let parcels: Vec<Parcel> = waiting.iter().map(|(_, e)| e.parcel.clone()).collect();
            let results = match self.queue.send(&parcels).await {
                Ok(results) => results,
                Err(fault) if fault.kind == FaultKind::Ambiguous => {
                    self.out.in_doubt += waiting.len();
                    came_of.in_doubt.extend(waiting.iter().map(|(n, _)| *n));
                    return Some(fault);
                }
                Err(fault) if fault.kind != FaultKind::Throttled => {
                    came_of.unsent.extend(waiting.iter().map(|(n, _)| *n));
                    return Some(fault);
                }
                Err(fault) => waiting.iter().map(|_| Err(fault.clone())).collect(),
            };
            waiting = self.sort(waiting, results, (attempt, came_of));
            if waiting.is_empty() {
                break;
            }
            // the command has nothing else to do meanwhile, and its runtime has workers of its own
            std::thread::sleep(wait);
            wait *= 2;
        }
        None
    }

    /// Sorts the answers to one try; answers what is to be tried again.
    fn sort<'e>(
        &mut self,
        waiting: Vec<(usize, &'e Entry)>,
        results: Vec<Result<Arc<str>, Fault>>,
        (attempt, came_of): (u32, &mut Outcome),
    ) -> Vec<(usize, &'e Entry)> {
        let mut again = Vec::new();
        // fewer answers than lines: of the others nobody knows
        let silent = std::iter::repeat_with(|| None);
        let results = results.into_iter().map(Some).chain(silent);
        for ((n, entry), result) in waiting.into_iter().zip(results) {
            match result {
                Some(Ok(id)) => {
                    self.out.sent += 1;
                    came_of.sent.push((n, id));
                }
                Some(Err(f)) if f.kind == FaultKind::Throttled && attempt < TRIES => {
                    again.push((n, entry));
                }
                Some(Err(f)) if f.kind != FaultKind::Ambiguous => {
                    came_of
                        .refused
                        .push((n, format!("{} ({})", f.message, f.code)));
                    self.out.failed.push(failed(entry, &f));
                }
                Some(Err(_)) | None => {
                    self.out.in_doubt += 1;
                    came_of.in_doubt.push(n);
                }
            }
        }
        again
    }
}

/// How many of `entries` go into one call: at most ten, under the size limit together, at least one.
fn batch_len(entries: &[(usize, &Entry)]) -> usize {
    let mut bytes = 0;
    let fits = entries.iter().take(SQS_BATCH).take_while(|(_, entry)| {
        bytes += entry.parcel.size();
        bytes <= SQS_MESSAGE_BYTES
    });
    fits.count().max(1)
}

fn failed(entry: &Entry, fault: &Fault) -> Failed {
    Failed {
        line: entry.line,
        message_id: entry.message_id.clone(),
        error: format!("{} ({})", fault.message, fault.code),
    }
}
