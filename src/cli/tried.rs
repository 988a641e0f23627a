//! `redrive --try URL`: what the target would get goes to a URL instead, and the answer is printed. Nothing is changed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::args::RedriveArgs;
use super::documents::Document;
use super::session::{Session, Stop, queue_of};
use crate::arn::Arn;
use crate::engine::{Command, Row};
use crate::letter::{Letter, Redaction};
use crate::plan::World;
use crate::problem::{Exit, Problem};
use crate::repair::{Edit, save, source_text, why_not_editable};
use crate::text;
use crate::try_it::{Answer, Call, Failed, Head, Prepared, Url, prepare};

/// Sends a call and waits for the answer as long as the second parameter says so; `None` when it no longer does.
pub type TryRun<'a> = dyn Fn(&Call, &dyn Fn() -> bool) -> Option<Result<Answer, Failed>> + 'a;

/// Bytes of a body that are printed for people; the document has all that was read.
const SHOWN_BYTES: usize = 16 << 10;

/// What a letter is tried as (`None`: as it came), or why it is not.
type Edited = Result<Option<Arc<Edit>>, String>;

#[derive(Serialize)]
struct Body {
    url: String,
    matched: usize,
    tried: Vec<Tried>,
}

/// What became of one letter.
#[derive(Debug, Default, Serialize)]
struct Tried {
    message_id: String,
    target_arn: Option<String>,
    method: Option<String>,
    url: Option<String>,
    sent_bytes: usize,
    left_out: Vec<String>,
    notes: Vec<String>,
    status: Option<u16>,
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_cut: bool,
    seconds: Option<f64>,
    error: Option<String>,
}

pub(super) fn run(session: &Session<'_>, args: &RedriveArgs, url: &Url) -> Result<Exit, Stop> {
    may_go(url, args.yes)?;
    let (snapshot, ids) = session.matching(args.filter.as_ref())?;
    let rows = ids.iter().filter_map(|id| snapshot.letters.get(*id));
    let rows: Vec<&Arc<Row>> = rows.take(args.limit.unwrap_or(1)).collect();
    let edits = edits(session, &rows, args.jq.as_deref())?;
    let mut trial = Trial {
        session,
        url,
        redaction: Redaction::new(session.redact),
        worlds: BTreeMap::new(),
    };
    let mut tried = Vec::new();
    for (row, edit) in rows.iter().zip(edits) {
        let one = trial.one(row, edit)?;
        if !session.output.is_json() {
            session.output.text(&words(&one));
        }
        tried.push(one);
    }
    let well = tried.iter().all(Tried::is_well);
    if session.output.is_json() {
        let body = Body {
            url: url.text().to_owned(),
            matched: ids.len(),
            tried,
        };
        let document = Document::new("try", queue_of(&snapshot), body);
        session.output.document(&document);
    } else if ids.len() > tried.len() {
        let (n, all) = (
            text::count(tried.len() as u64),
            text::count(ids.len() as u64),
        );
        session.output.note(&format!(
            "{n} of {all} letters were tried; --limit N tries more"
        ));
    } else if tried.is_empty() {
        session
            .output
            .text("Nothing to try: no letter was selected");
    }
    Ok(if well { Exit::Done } else { Exit::Incomplete })
}

/// What leaves this machine wants leave.
fn may_go(url: &Url, yes: bool) -> Result<(), Problem> {
    if url.is_loopback() || yes {
        return Ok(());
    }
    let what = format!(
        "{} is another machine, and events would be sent to it",
        url.host()
    );
    Err(Problem::refused(what).remedy("add --yes if they may be seen there"))
}

/// What a jq program makes of each letter, without the engine: nothing of it is kept.
fn edits(
    session: &Session<'_>,
    rows: &[&Arc<Row>],
    program: Option<&str>,
) -> Result<Vec<Edited>, Problem> {
    let Some(program) = program else {
        return Ok(rows.iter().map(|row| Ok(row.edit.clone())).collect());
    };
    let texts: Vec<Arc<str>> = rows
        .iter()
        .map(|row| source_text(&row.letter, row.edit.as_deref()))
        .collect();
    let made = (session.jq)(program, &texts)?;
    let edit = |(row, made): (&&Arc<Row>, Result<String, String>)| {
        if let Some(why) = why_not_editable(&row.letter) {
            return Err(why.to_owned());
        }
        let saved = save(&row.letter, &made?).map_err(|e| e.to_string())?;
        Ok(saved.into_edit().map(Arc::new))
    };
    Ok(rows.iter().zip(made).map(edit).collect())
}

struct Trial<'a> {
    session: &'a Session<'a>,
    url: &'a Url,
    redaction: Redaction,
    /// What is known of each rule.
    worlds: BTreeMap<Arc<str>, Arc<World>>,
}

impl Trial<'_> {
    /// Tries one letter.
    fn one(&mut self, row: &Row, edit: Edited) -> Result<Tried, Stop> {
        let tried = Tried {
            message_id: row.letter.message.id.to_string(),
            ..Tried::default()
        };
        let world = self.world(row)?;
        let now = self.session.handle.snapshot().now;
        let prepared = edit.and_then(|edit| {
            prepare(
                self.url,
                (&row.letter, edit.as_deref()),
                world.as_deref(),
                now,
            )
        });
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(why) => {
                let why = self.redaction.said(&why, &row.letter).into_owned();
                return Ok(Tried {
                    error: Some(why),
                    ..tried
                });
            }
        };
        self.session
            .output
            .progress(&format!("waiting for {}", self.url.host()));
        let wanted = || !self.session.is_interrupted();
        let outcome = (self.session.try_it)(&prepared.call, &wanted).ok_or(Stop::Interrupted)?;
        let mut tried = tried.sent(prepared);
        let url = tried.url.as_deref();
        tried.url = url.map(|url| self.redaction.said(url, &row.letter).into_owned());
        Ok(self.told(tried, outcome, &row.letter))
    }

    /// What is known of the letter's rule; `None` when no rule sent it.
    fn world(&mut self, row: &Row) -> Result<Option<Arc<World>>, Stop> {
        let failure = &row.letter.failure;
        let Some((rule, bus)) = failure.rule_arn.clone().zip(failure.bus.clone()) else {
            return Ok(None);
        };
        if let Some(world) = self.worlds.get(&rule) {
            return Ok(Some(Arc::clone(world)));
        }
        self.session.send(&Command::ReadRule {
            rule_arn: Arc::clone(&rule),
            bus,
        })?;
        let world = self.session.wait(|snapshot| {
            let facts = snapshot
                .rule
                .as_ref()
                .filter(|facts| facts.rule_arn == rule)?;
            facts.world.clone()
        })?;
        self.worlds.insert(rule, Arc::clone(&world));
        Ok(Some(world))
    }

    fn told(&self, mut tried: Tried, outcome: Result<Answer, Failed>, letter: &Letter) -> Tried {
        let (head, took) = match outcome {
            Ok(answer) => {
                let said = answer.text();
                tried.body = Some(self.redaction.said(&said, letter).into_owned());
                tried.body_cut = answer.is_cut;
                (Some(answer.head), answer.took)
            }
            Err(failed) => {
                tried.error = Some(failed.why);
                (failed.head, failed.took)
            }
        };
        let head: Head = head.unwrap_or_default();
        tried.status = (head.status > 0).then_some(head.status);
        tried.headers = head.headers;
        tried.seconds = Some(took.as_secs_f64());
        tried
    }
}

impl Tried {
    fn sent(self, prepared: Prepared) -> Self {
        let Prepared {
            target_arn,
            call,
            left_out,
            notes,
        } = prepared;
        Self {
            target_arn: (!target_arn.is_empty()).then_some(target_arn),
            method: Some(call.method),
            url: Some(call.url),
            sent_bytes: call.body.len(),
            left_out,
            notes,
            ..self
        }
    }

    /// Whether EventBridge would take it for delivered.
    fn is_well(&self) -> bool {
        let status = self.status.unwrap_or_default();
        self.error.is_none() && (200..300).contains(&status)
    }
}

/// One letter for people.
fn words(tried: &Tried) -> String {
    let target = tried.target_arn.as_deref();
    let arn = target.and_then(Arn::parse);
    let target = arn.as_ref().map_or("no target", Arn::name);
    let mut out = format!("Letter {} as {target} would get it", tried.message_id);
    if let (Some(method), Some(url)) = (&tried.method, &tried.url) {
        let bytes = text::bytes(tried.sent_bytes as u64);
        out += &format!("\n  {method} {url}, {bytes}");
    }
    for secret in &tried.left_out {
        out += &format!("\n  left out: the {secret}, which is secret");
    }
    for note in &tried.notes {
        out += &format!("\n  note: {note}");
    }
    let took = tried
        .seconds
        .map(|s| text::duration(Duration::from_secs_f64(s)));
    let took = took.map_or_else(String::new, |took| format!(" after {took}"));
    if let Some(status) = tried.status {
        out += &format!("\n  HTTP {status}{took}");
    }
    if let Some(error) = &tried.error {
        out += &format!("\n  failed{took}: {error}");
    }
    for (name, value) in &tried.headers {
        out += &format!("\n  {name}: {value}");
    }
    if let Some(body) = tried.body.as_ref().filter(|body| !body.is_empty()) {
        let shown = &body[..body.floor_char_boundary(SHOWN_BYTES)];
        out += &format!("\n\n{shown}\n");
        if tried.body_cut || shown.len() < body.len() {
            out += "  … cut here; --output json has more\n";
        }
    }
    out
}
