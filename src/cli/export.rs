//! `export`: messages as JSON lines, each self-contained.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use super::args::ExportArgs;
use super::documents::Document;
use super::exhibit::{Line, line_without};
use super::files::{create, create_new, unwritten};
use super::history::PastItem;
use super::session::{Session, Stop, queue_of};
use crate::engine::Snapshot;
use crate::letter::Redaction;
use crate::letter::{LetterId, Message};
use crate::problem::{Exit, Problem};
use crate::text;
use crate::time::Time;

#[derive(Serialize)]
struct Body {
    matched: usize,
    exported: usize,
    redacted: usize,
    to: String,
    complete: bool,
}

pub(super) fn run(session: &Session<'_>, args: &ExportArgs) -> Result<Exit, Stop> {
    let redaction = if args.unredacted {
        Redaction::default()
    } else {
        Redaction::new(session.redact)
    };
    let (snapshot, ids) = session.matching(args.filter.as_ref())?;
    let mut exported = 0;
    let mut redacted = 0;
    let standard = args.to == Path::new("-");
    let mut file = if standard {
        None
    } else {
        Some(create(&args.to)?)
    };
    for (line, changed) in lines(&snapshot, &ids, &redaction) {
        match &mut file {
            None => session.output.line(&line),
            Some(file) => write(file, &line).map_err(|e| unwritten(&args.to, &e))?,
        }
        exported += 1;
        redacted += usize::from(changed);
        if session.is_interrupted() {
            return Err(Stop::Interrupted);
        }
    }
    if let Some(mut file) = file {
        file.flush().map_err(|e| unwritten(&args.to, &e))?;
    }
    let to = args.to.display().to_string();
    session.output.note(&format!(
        "{} letters exported to {}{}",
        text::count(exported as u64),
        if standard { "standard output" } else { &to },
        if redacted > 0 {
            ", fields left out (see --unredacted)"
        } else {
            ""
        },
    ));
    if session.output.is_json() && !standard {
        let complete = snapshot.queues.first().is_some_and(|q| q.scan.complete);
        let body = Body {
            matched: ids.len(),
            exported,
            redacted,
            to,
            complete,
        };
        session
            .output
            .document(&Document::new("export", queue_of(&snapshot), body));
    }
    Ok(Exit::Done)
}

/// The lines of these letters, and whether something was left out of each.
fn lines<'a>(
    snapshot: &'a Snapshot,
    ids: &'a [LetterId],
    redaction: &'a Redaction,
) -> impl Iterator<Item = (Line, bool)> + 'a {
    let queue = queue_of(snapshot)
        .map(|q| q.url.clone())
        .unwrap_or_default();
    ids.iter().filter_map(move |id| {
        let row = snapshot.letters.get(*id)?;
        let message = &row.letter.message;
        Some(line_without(redaction, message, (&queue, snapshot.now)))
    })
}

fn write(file: &mut BufWriter<File>, line: &Line) -> std::io::Result<()> {
    serde_json::to_writer(&mut *file, line)?;
    file.write_all(b"\n")
}

/// Writes messages, each with its queue's URL, to a file that must be new; answers what was written, in words. For
/// the terminal's `x`.
///
/// # Errors
/// A usage problem that names the file.
pub fn export_new<'a>(
    path: &Path,
    letters: impl Iterator<Item = (&'a Message, &'a str)>,
    (redaction, now): (&Redaction, Time),
) -> Result<String, Problem> {
    let mut file = create_new(path)?;
    let (mut exported, mut redacted) = (0_u64, 0_u64);
    for (message, queue) in letters {
        let (line, changed) = line_without(redaction, message, (queue, now));
        write(&mut file, &line).map_err(|e| unwritten(path, &e))?;
        exported += 1;
        redacted += u64::from(changed);
    }
    file.flush().map_err(|e| unwritten(path, &e))?;
    let letters = if exported == 1 { "letter" } else { "letters" };
    let hidden = if redacted > 0 {
        ", without the fields that the config hides"
    } else {
        ""
    };
    Ok(format!(
        "{} {letters} exported to {}{hidden}",
        text::count(exported),
        path.display()
    ))
}

/// Writes what the journal knows of the letters of a run to a file that must be new; answers what was written, in
/// words. For the terminal's `x` on a run.
///
/// # Errors
/// A usage problem that names the file.
pub fn export_items(path: &Path, items: &[PastItem]) -> Result<String, Problem> {
    let mut file = create_new(path)?;
    for item in items {
        serde_json::to_writer(&mut file, item)
            .map_err(std::io::Error::from)
            .and_then(|()| file.write_all(b"\n"))
            .map_err(|e| unwritten(path, &e))?;
    }
    file.flush().map_err(|e| unwritten(path, &e))?;
    let count = text::count(items.len() as u64);
    Ok(format!(
        "what became of {count} letters written to {}",
        path.display()
    ))
}

/// A message, with its queue's URL, as a line of an export: for the terminal's `y`.
#[must_use]
pub fn exported(
    (message, queue): (&Message, &str),
    (redaction, now): (&Redaction, Time),
) -> String {
    let (line, _) = line_without(redaction, message, (queue, now));
    // a line holds nothing that JSON can't say
    serde_json::to_string(&line).unwrap_or_default()
}
