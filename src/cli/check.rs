//! `check`: for cron and CI.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::args::CheckArgs;
use super::documents::Document;
use super::session::{Session, Stop, queue_of};
use crate::engine::Snapshot;
use crate::problem::Exit;
use crate::text;

#[derive(Serialize)]
struct Body {
    within: bool,
    checks: Vec<Limit>,
}

/// One limit, and what was found. Counts, or seconds.
#[derive(Serialize)]
struct Limit {
    check: &'static str,
    limit: u64,
    found: Option<u64>,
    within: bool,
    #[serde(skip)]
    words: String,
}

pub(super) fn run(session: &Session<'_>, args: &CheckArgs) -> Result<Exit, Stop> {
    let ages = args.max_age.is_some() || args.min_left.is_some();
    // counts come with the queue's attributes; ages only by looking at the messages
    let snapshot = if ages {
        session.scanned()?
    } else {
        session.wait(|s| {
            let known = s
                .queues
                .first()
                .is_some_and(|q| !q.arn.is_empty() || q.scan.complete);
            known.then(|| Arc::clone(s))
        })?
    };
    let checks = limits(&snapshot, args);
    let within = checks.iter().all(|c| c.within);
    if session.output.is_json() {
        let body = Body { within, checks };
        session
            .output
            .document(&Document::new("check", queue_of(&snapshot), body));
    } else {
        for check in &checks {
            let word = if check.within { "ok    " } else { "BEYOND" };
            session.output.text(&format!("{word} {}", check.words));
        }
    }
    Ok(if within { Exit::Done } else { Exit::Incomplete })
}

fn limits(snapshot: &Snapshot, args: &CheckArgs) -> Vec<Limit> {
    let mut out = Vec::new();
    let only_count = args.max_age.is_none() && args.min_left.is_none();
    if let Some(max) = args.max_count.or(only_count.then_some(0)) {
        let found = count(snapshot);
        out.push(Limit {
            check: "max-count",
            limit: max,
            found: Some(found),
            within: found <= max,
            words: format!(
                "{} messages, at most {}",
                text::count(found),
                text::count(max)
            ),
        });
    }
    if let Some(max) = args.max_age {
        let sent = snapshot.letters.iter().filter_map(|row| row.letter.sent());
        let oldest = sent.min().map(|sent| snapshot.now.since(sent));
        out.push(age(
            "max-age",
            "the oldest message is",
            max,
            oldest,
            |found| found <= max,
        ));
    }
    if let Some(min) = args.min_left {
        let expires = snapshot.queues.first().and_then(|q| q.oldest_expires);
        let left = expires.map(|at| at.since(snapshot.now));
        out.push(age(
            "min-left",
            "the first message expires in",
            min,
            left,
            |found| found >= min,
        ));
    }
    out
}

fn age(
    check: &'static str,
    what: &str,
    limit: Duration,
    found: Option<Duration>,
    within: impl Fn(Duration) -> bool,
) -> Limit {
    let words = found.map_or_else(
        || "there is no message".to_owned(),
        |found| {
            format!(
                "{what} {}, the limit is {}",
                text::left(found),
                text::left(limit)
            )
        },
    );
    Limit {
        check,
        limit: limit.as_secs(),
        found: found.map(|f| f.as_secs()),
        within: found.is_none_or(within),
        words,
    }
}

/// SQS's own counts are approximate and lag behind; what was seen counts at least.
fn count(snapshot: &Snapshot) -> u64 {
    let told = snapshot
        .queues
        .first()
        .map_or(0, |q| q.visible + q.in_flight + q.delayed);
    told.max(snapshot.letters.len() as u64)
}
