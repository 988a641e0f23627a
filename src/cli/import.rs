//! `import`: put exported messages into a queue.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::Serialize;

use super::args::ImportArgs;
use super::documents::{Document, QueueDocument};
use super::exhibit::Line;
use super::output::Output;
use crate::engine::ports::{Fault, FaultKind, Parcel, Queue};
use crate::limits::{SQS_BATCH, SQS_MESSAGE_BYTES};
use crate::problem::{Exit, Problem};
use crate::text;

/// How often a batch is tried again when SQS says "too fast".
const TRIES: u32 = 6;
/// The first wait before that; each is twice the one before.
const WAIT: Duration = Duration::from_millis(200);

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Lines read.
    pub read: usize,
    /// Accepted by the queue.
    pub sent: usize,
    /// Sent, and no answer was seen: they may be in the queue.
    pub in_doubt: usize,
    /// Refused.
    pub failed: Vec<Failed>,
}

/// A line that the queue did not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// Its number in the file, from 1.
    pub line: usize,
    /// The message id that it had.
    pub message_id: String,
    /// Why.
    pub error: String,
}

struct Entry {
    line: usize,
    message_id: String,
    parcel: Parcel,
}

/// Puts the lines of a file into `queue`. The whole file is read and checked before anything is sent.
pub async fn import(
    args: &ImportArgs,
    queue: &dyn Queue,
    output: &Output,
    interrupted: &AtomicBool,
) -> Exit {
    let outcome = match read(&args.file) {
        Ok(entries) if args.dry_run => Ok((
            Imported {
                read: entries.len(),
                ..Imported::default()
            },
            None,
        )),
        Ok(entries) => Ok(send_all(&entries, queue, output, interrupted).await),
        Err(problem) => Err(problem),
    };
    let (imported, stopped) = match outcome {
        Ok(done) => done,
        Err(problem) => {
            output.problem(&problem);
            return problem.exit();
        }
    };
    tell(&imported, queue, output, args.dry_run).await;
    if interrupted.load(Ordering::Relaxed) {
        return Exit::Interrupted;
    }
    if let Some(fault) = stopped {
        output.note(&format!("stopped: {} ({})", fault.message, fault.code));
        return exit_of(fault.kind, imported.sent);
    }
    if imported.failed.is_empty() && imported.in_doubt == 0 {
        Exit::Done
    } else {
        Exit::Incomplete
    }
}

fn exit_of(kind: FaultKind, sent: usize) -> Exit {
    match kind {
        _ if sent > 0 => Exit::Incomplete,
        FaultKind::Denied | FaultKind::NotFound | FaultKind::Unreachable => Exit::Aws,
        _ => Exit::Incomplete,
    }
}

async fn tell(imported: &Imported, queue: &dyn Queue, output: &Output, dry_run: bool) {
    if output.is_json() {
        // the queue's facts are an extra: without them the document is still true
        let facts = queue.facts().await.ok();
        let head = facts.as_ref().map(QueueDocument::of_facts);
        output.document(&Document::on("import", head, imported));
        return;
    }
    for failed in &imported.failed {
        output.note(&format!(
            "line {}: {}: {}",
            failed.line, failed.message_id, failed.error
        ));
    }
    let verb = if dry_run { "read, none sent" } else { "read" };
    output.text(&format!(
        "{} {verb}, {} sent, {} failed, {} in doubt",
        text::count(imported.read as u64),
        text::count(imported.sent as u64),
        imported.failed.len(),
        imported.in_doubt
    ));
}

fn read(path: &Path) -> Result<Vec<Entry>, Problem> {
    let place = path.display().to_string();
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        let file = std::fs::File::open(path);
        Box::new(
            file.map_err(|e| Problem::usage(format!("the file can't be read: {e}")).at(&place))?,
        )
    };
    let mut entries = Vec::new();
    for (at, line) in BufReader::new(source).lines().enumerate() {
        let wrong = |why: String| Problem::usage(why).at(format!("{place}, line {}", at + 1));
        let line = line.map_err(|e| wrong(format!("the file can't be read: {e}")))?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line)
            .map_err(|e| wrong(format!("this is no exported message: {e}")))?;
        let parcel = line.parcel().map_err(wrong)?;
        entries.push(Entry {
            line: at + 1,
            message_id: line.message_id,
            parcel,
        });
    }
    Ok(entries)
}

/// Sends batch after batch; a fault of a whole call that is not "too fast" ends it.
async fn send_all(
    entries: &[Entry],
    queue: &dyn Queue,
    output: &Output,
    interrupted: &AtomicBool,
) -> (Imported, Option<Fault>) {
    let mut out = Imported {
        read: entries.len(),
        ..Imported::default()
    };
    let mut rest = entries;
    while !rest.is_empty() && !interrupted.load(Ordering::Relaxed) {
        let (batch, after) = rest.split_at(batch_len(rest));
        rest = after;
        if let Some(fault) = send_batch(batch, queue, &mut out).await {
            return (out, Some(fault));
        }
        output.progress(&format!("{} of {} sent", out.sent, out.read));
    }
    (out, None)
}

/// How many of `entries` go into one call: at most ten, under the size limit together, at least one.
fn batch_len(entries: &[Entry]) -> usize {
    let mut bytes = 0;
    let fits = entries.iter().take(SQS_BATCH).take_while(|entry| {
        bytes += size(&entry.parcel);
        bytes <= SQS_MESSAGE_BYTES
    });
    fits.count().max(1)
}

fn size(parcel: &Parcel) -> usize {
    use crate::letter::AttributeData;
    let attributes = parcel.attributes.iter().map(|(name, a)| {
        let data = match &a.data {
            AttributeData::Text(text) => text.len(),
            AttributeData::Binary(bytes) => bytes.len(),
        };
        name.len() + a.data_type.len() + data
    });
    parcel.body.len() + attributes.sum::<usize>()
}

async fn send_batch(batch: &[Entry], queue: &dyn Queue, out: &mut Imported) -> Option<Fault> {
    let mut waiting: Vec<&Entry> = batch.iter().collect();
    let mut wait = WAIT;
    for attempt in 1..=TRIES {
        let parcels: Vec<Parcel> = waiting.iter().map(|e| e.parcel.clone()).collect();
        let results = match queue.send(&parcels).await {
            Ok(results) => results,
            Err(fault) if fault.kind == FaultKind::Ambiguous => {
                out.in_doubt += waiting.len();
                return Some(fault);
            }
            Err(fault) if fault.kind != FaultKind::Throttled => return Some(fault),
            Err(fault) => waiting.iter().map(|_| Err(fault.clone())).collect(),
        };
        let mut again = Vec::new();
        for (entry, result) in waiting.into_iter().zip(results) {
            match result {
                Ok(_) => out.sent += 1,
                Err(f) if f.kind == FaultKind::Throttled && attempt < TRIES => again.push(entry),
                Err(f) if f.kind == FaultKind::Ambiguous => out.in_doubt += 1,
                Err(f) => out.failed.push(failed(entry, &f)),
            }
        }
        waiting = again;
        if waiting.is_empty() {
            break;
        }
        // the command has nothing else to do meanwhile, and its runtime has workers of its own
        std::thread::sleep(wait);
        wait *= 2;
    }
    None
}

fn failed(entry: &Entry, fault: &Fault) -> Failed {
    Failed {
        line: entry.line,
        message_id: entry.message_id.clone(),
        error: format!("{} ({})", fault.message, fault.code),
    }
}
