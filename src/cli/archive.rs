//! `history --export`: the journal's runs and their messages as JSON lines, each of which says all by itself.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use super::args::HistoryArgs;
use super::exhibit::{Value, line_without};
use super::files::{create, unwritten};
use super::history::{PastItem, PastRun};
use super::output::Output;
use crate::letter::Message;
use crate::letter::Redaction;
use crate::problem::{Exit, Kind, Problem};
use crate::text;
use crate::time::Time;

/// The whole journal, a run at a time.
pub trait Archive {
    /// Names of all runs, oldest first.
    ///
    /// # Errors
    /// When the journal can't be read.
    fn names(&self) -> Result<Vec<String>, Problem>;

    /// All that is known of a run; `None` when there is no such run.
    ///
    /// # Errors
    /// When the journal can't be read.
    fn whole(&self, run: &str) -> Result<Option<Whole>, Problem>;
}

/// A run with all that the journal has of it.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The run as `history` lists it.
    pub run: PastRun,
    /// For people.
    pub destination: String,
    /// How it was asked to go, for people.
    pub options: String,
    /// Why it stopped early.
    pub stopped_by: Option<String>,
    /// The run that it goes on with or undoes.
    pub follows: Option<String>,
    /// Its messages, by number.
    pub items: Vec<WholeItem>,
}

/// A message of a run.
#[derive(Clone, Debug)]
pub struct WholeItem {
    /// As `history RUN` lists it.
    pub item: PastItem,
    /// Its number in the run.
    pub number: u32,
    /// Where it went; empty for a delete.
    pub to: String,
    /// The text that went out instead of its own.
    pub edit: Option<String>,
    /// When it came back, and in which message where that is known.
    pub bounced: Option<(Time, Option<String>)>,
    /// It stayed away for the watch time.
    pub settled: bool,
    /// When it came to where it stands.
    pub at: Time,
    /// The message, whole, of a delete that no undo sent back.
    pub message: Option<Message>,
}

#[derive(Serialize)]
struct RunLine<'a> {
    record: &'static str,
    #[serde(flatten)]
    run: &'a PastRun,
    destination: &'a str,
    options: &'a str,
    stopped_by: &'a Option<String>,
    follows: &'a Option<String>,
}

#[derive(Serialize)]
struct MessageLine<'a> {
    record: &'static str,
    run: &'a str,
    kind: &'a str,
    queue: &'a str,
    number: u32,
    #[serde(flatten)]
    item: &'a PastItem,
    to: &'a str,
    edit: Option<String>,
    bounced_at: Option<String>,
    bounced_as: Option<&'a str>,
    settled: bool,
    at: String,
    /// With these three it is a line that `import` takes.
    #[serde(flatten)]
    kept: Option<Kept>,
}

/// A line of either kind.
#[derive(Serialize)]
#[serde(untagged)]
enum AnyLine<'a> {
    Run(RunLine<'a>),
    Message(Box<MessageLine<'a>>),
}

#[derive(Serialize)]
struct Kept {
    body: String,
    attributes: BTreeMap<String, String>,
    message_attributes: BTreeMap<String, Value>,
}

/// Writes the journal, or one run of it, to the file that the arguments name.
#[must_use]
pub fn export_history(
    archive: &dyn Archive,
    args: &HistoryArgs,
    redact: &[String],
    output: &Output,
) -> Exit {
    let redaction = if args.unredacted {
        Redaction::default()
    } else {
        Redaction::new(redact)
    };
    let to = args.export.as_deref().unwrap_or_else(|| Path::new("-"));
    match write(archive, args.run.as_deref(), &redaction, (to, output)) {
        Ok((runs, messages)) => {
            output.note(&format!(
                "{} runs with {} messages exported to {}",
                text::count(runs as u64),
                text::count(messages as u64),
                to.display()
            ));
            Exit::Done
        }
        Err(problem) => {
            output.problem(&problem);
            problem.exit()
        }
    }
}

fn write(
    archive: &dyn Archive,
    run: Option<&str>,
    redaction: &Redaction,
    (to, output): (&Path, &Output),
) -> Result<(usize, usize), Problem> {
    let names = match run {
        Some(run) => vec![run.to_owned()],
        None => archive.names()?,
    };
    let mut file = if to == Path::new("-") {
        None
    } else {
        Some(create(to)?)
    };
    let mut line = |line: AnyLine<'_>| match &mut file {
        None => {
            output.line(&line);
            Ok(())
        }
        Some(file) => {
            let text = serde_json::to_string(&line);
            let text =
                text.map_err(|e| Problem::internal(format!("a line can't be written: {e}")))?;
            writeln!(file, "{text}").map_err(|e| unwritten(to, &e))
        }
    };
    let (mut runs, mut messages) = (0, 0);
    for name in names {
        let Some(whole) = archive.whole(&name)? else {
            let what = format!("the journal has no run {name}");
            return Err(Problem::new(Kind::NotFound, what).remedy("`dlq-tui history` lists them"));
        };
        line(AnyLine::Run(run_line(&whole)))?;
        for item in &whole.items {
            let message = message_line(&whole.run, item, redaction);
            line(AnyLine::Message(Box::new(message)))?;
            messages += 1;
        }
        runs += 1;
    }
    if let Some(mut file) = file {
        file.flush().map_err(|e| unwritten(to, &e))?;
    }
    Ok((runs, messages))
}

fn run_line(whole: &Whole) -> RunLine<'_> {
    RunLine {
        record: "run",
        run: &whole.run,
        destination: &whole.destination,
        options: &whole.options,
        stopped_by: &whole.stopped_by,
        follows: &whole.follows,
    }
}

fn message_line<'a>(
    run: &'a PastRun,
    item: &'a WholeItem,
    redaction: &Redaction,
) -> MessageLine<'a> {
    let (bounced_at, bounced_as) = match &item.bounced {
        Some((at, message)) => (Some(at.rfc3339()), message.as_deref()),
        None => (None, None),
    };
    let edit = item.edit.as_deref();
    MessageLine {
        record: "message",
        run: &run.run,
        kind: &run.kind,
        queue: &run.queue,
        number: item.number,
        item: &item.item,
        to: &item.to,
        edit: edit.map(|text| redaction.apply(text).into_owned()),
        bounced_at,
        bounced_as,
        settled: item.settled,
        at: item.at.rfc3339(),
        kept: item.message.as_ref().map(|message| {
            let (line, _) = line_without(redaction, message, (&run.queue, item.at));
            Kept {
                body: line.body,
                attributes: line.attributes,
                message_attributes: line.message_attributes,
            }
        }),
    }
}
