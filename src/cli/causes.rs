//! `causes`: what failed and why.

use std::collections::HashMap;

use serde::Serialize;

use super::args::CausesArgs;
use super::documents::Document;
use super::rules::Rules;
use super::session::{Session, Stop, queue_of};
use super::table::{Align, Table};
use crate::cause::{Cause, CauseId};
use crate::engine::{Row, Scan, Snapshot};
use crate::letter::LetterId;
use crate::problem::Exit;
use crate::text;
use crate::time::Time;

/// Sample ids of a cause in the document.
const SAMPLES: usize = 3;

#[derive(Serialize)]
struct Body {
    scan: ScanDocument,
    matched: usize,
    causes: Vec<CauseDocument>,
}

#[derive(Serialize)]
struct ScanDocument {
    read: usize,
    duplicates: usize,
    complete: bool,
    seconds: f64,
}

#[derive(Serialize)]
struct CauseDocument {
    id: String,
    title: String,
    count: usize,
    share: f64,
    origin: &'static str,
    rule: Option<String>,
    rule_arn: Option<String>,
    target: Option<String>,
    target_arn: Option<String>,
    bus: Option<String>,
    code: Option<String>,
    status: Option<u16>,
    message: String,
    attempts: Option<Attempts>,
    condition: Option<String>,
    first_sent: Option<String>,
    last_sent: Option<String>,
    oldest_expires: Option<String>,
    bytes: u64,
    verdict: &'static str,
    advice: String,
    sample_message_ids: Vec<String>,
}

#[derive(Serialize)]
struct Attempts {
    min: u32,
    max: u32,
}

pub(super) fn run(session: &Session<'_>, args: &CausesArgs) -> Result<Exit, Stop> {
    let (snapshot, ids) = session.matching(args.filter.as_ref())?;
    let mut causes = of(&snapshot, &ids);
    Rules::default().know(session, &mut causes)?;
    if session.output.is_json() {
        let body = Body {
            scan: scan(snapshot.queues.first().map(|q| q.scan).unwrap_or_default()),
            matched: ids.len(),
            causes: causes
                .iter()
                .map(|c| document(c, ids.len(), &snapshot))
                .collect(),
        };
        let document = Document::new("causes", queue_of(&snapshot), body);
        session.output.document(&document);
    } else {
        tell(session, &snapshot, &causes, ids.len());
    }
    Ok(Exit::Done)
}

/// The causes of these letters, counted over them alone, most frequent first.
pub(super) fn of(snapshot: &Snapshot, ids: &[LetterId]) -> Vec<Cause> {
    let mut rows: HashMap<CauseId, Vec<&Row>> = HashMap::new();
    for row in ids.iter().filter_map(|id| snapshot.letters.get(*id)) {
        rows.entry(row.cause).or_default().push(row);
    }
    let mut causes: Vec<Cause> = snapshot
        .causes
        .iter()
        .filter_map(|cause| Some(counted(cause, rows.get(&cause.id)?)))
        .collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.count));
    causes
}

/// The cause with its numbers over `rows`, where these are not all of it.
fn counted(cause: &Cause, rows: &[&Row]) -> Cause {
    let mut cause = cause.clone();
    if rows.len() == cause.count {
        return cause;
    }
    let attempts = || rows.iter().filter_map(|r| r.letter.failure.attempts);
    let sent = || rows.iter().filter_map(|r| r.letter.sent());
    cause.count = rows.len();
    cause.bytes = rows.iter().map(|r| r.letter.message.size() as u64).sum();
    cause.attempts = attempts().min().zip(attempts().max());
    cause.first_sent = sent().min();
    cause.last_sent = sent().max();
    cause.samples = rows.iter().take(SAMPLES).map(|r| r.letter.id).collect();
    cause
}

fn scan(scan: Scan) -> ScanDocument {
    ScanDocument {
        read: scan.read,
        duplicates: scan.duplicates,
        complete: scan.complete,
        seconds: scan.took.as_secs_f64(),
    }
}

fn document(cause: &Cause, matched: usize, snapshot: &Snapshot) -> CauseDocument {
    let owned = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(str::to_owned);
    let retention = queue_of(snapshot).map(|q| q.retention).unwrap_or_default();
    let expires = cause.first_sent.map(|sent| sent.plus(retention));
    let samples = cause
        .samples
        .iter()
        .filter_map(|id| snapshot.letters.get(*id));
    CauseDocument {
        id: cause.id.to_string(),
        title: cause.title.clone(),
        count: cause.count,
        share: share(cause.count, matched),
        origin: cause.origin.name(),
        rule: owned(&cause.rule),
        rule_arn: owned(&cause.rule_arn),
        target: owned(&cause.target),
        target_arn: owned(&cause.target_arn),
        bus: owned(&cause.bus),
        code: owned(&cause.code),
        status: cause.status,
        message: cause.message.clone(),
        attempts: cause.attempts.map(|(min, max)| Attempts { min, max }),
        condition: owned(&cause.condition),
        first_sent: cause.first_sent.map(Time::rfc3339),
        last_sent: cause.last_sent.map(Time::rfc3339),
        oldest_expires: expires.map(Time::rfc3339),
        bytes: cause.bytes,
        verdict: cause.verdict.word(),
        advice: cause.advice.clone(),
        sample_message_ids: samples
            .take(SAMPLES)
            .map(|row| row.letter.message.id.to_string())
            .collect(),
    }
}

/// A share of 1, to four places.
fn share(count: usize, of: usize) -> f64 {
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    (number(count) / number(of.max(1)) * 10_000.0).round() / 10_000.0
}

fn tell(session: &Session<'_>, snapshot: &Snapshot, causes: &[Cause], matched: usize) {
    let output = session.output;
    output.text(&headline(snapshot, matched));
    if causes.is_empty() {
        output.text("No dead letters.");
        return;
    }
    let mut table = Table::new(&[
        ("COUNT", Align::Right),
        ("SHARE", Align::Right),
        ("LAST", Align::Right),
        ("VERDICT", Align::Left),
        ("CAUSE", Align::Left),
        ("WHAT HAPPENED", Align::Left),
    ]);
    for cause in causes {
        let last = cause.last_sent.map(|at| text::ago(snapshot.now.since(at)));
        table.row([
            text::count(cause.count as u64),
            format!("{:.0}%", share(cause.count, matched) * 100.0),
            last.unwrap_or_default(),
            cause.verdict.word().replace('-', " "),
            cause.id.to_string(),
            cause.title.clone(),
        ]);
    }
    output.text(&table.text());
    output.text("");
    for cause in causes {
        output.text(&format!("{}: {}", cause.title, cause.advice));
    }
}

/// `orders-dlq: 4,212 letters, 12 of them match; the oldest expires in 3d 4h`
fn headline(snapshot: &Snapshot, matched: usize) -> String {
    let Some(queue) = queue_of(snapshot) else {
        return String::new();
    };
    let all = snapshot.letters.len();
    let mut line = format!("{}: {} letters", queue.name, text::count(all as u64));
    if matched != all {
        line += &format!(", {} match", text::count(matched as u64));
    }
    if !queue.scan.complete {
        line += &format!(" of about {}", text::count(queue.scan.approximate));
    }
    if let Some(expires) = queue.oldest_expires {
        line += &format!(
            "; the oldest expires in {}",
            text::left(expires.since(snapshot.now))
        );
    }
    line
}
