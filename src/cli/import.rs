//! `import`: put exported messages into a queue.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use super::args::ImportArgs;
use super::documents::{Document, QueueDocument};
use super::exhibit::Line;
use super::output::Output;
use super::sending::journalled;
use crate::engine::ports::{FaultKind, Parcel, Queue};
use crate::engine::scribe::Scribe;
use crate::problem::{Exit, Problem};
use crate::text;

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// The run in the journal.
    pub run: Option<String>,
    /// Lines read.
    pub read: usize,
    /// Accepted by the queue.
    pub sent: usize,
    /// Sent by the run that this one goes on with.
    pub sent_before: usize,
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

/// A line of the file.
pub(super) struct Entry {
    pub line: usize,
    pub message_id: String,
    pub parcel: Parcel,
}

/// Where an import sends, and where it writes that down.
pub struct Target<'a> {
    /// The queue.
    pub queue: &'a dyn Queue,
    /// The journal.
    pub scribe: &'a Scribe,
}

/// Puts the lines of a file into a queue. The whole file is read and checked before anything is sent, and what is about
/// to be sent is in the journal before it is.
pub async fn import(
    args: &ImportArgs,
    target: &Target<'_>,
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
        Ok(entries) => journalled(args, &entries, target, (output, interrupted)).await,
        Err(problem) => Err(problem),
    };
    let (imported, stopped) = match outcome {
        Ok(done) => done,
        Err(problem) => {
            output.problem(&problem);
            return problem.exit();
        }
    };
    tell(&imported, target.queue, output, args.dry_run).await;
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
        "{} {verb}, {} sent, {} failed, {} in doubt{}",
        text::count(imported.read as u64),
        text::count(imported.sent as u64),
        imported.failed.len(),
        imported.in_doubt,
        match imported.sent_before {
            0 => String::new(),
            n => format!(", {} sent before", text::count(n as u64)),
        }
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
