//! `watch`: new causes and counts as they appear.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;

use super::args::WatchArgs;
use super::causes;
use super::documents::Document;
use super::rules::Rules;
use super::session::{Session, Stop, all, is_all, queue_of};
use crate::cause::{Cause, CauseId};
use crate::engine::{Command, Mode, Phase, Snapshot};
use crate::problem::Exit;
use crate::text;

/// One line of the stream: a cause whose count changed.
#[derive(Serialize)]
struct News<'a> {
    at: String,
    cause: String,
    title: &'a str,
    /// Seen for the first time.
    new: bool,
    before: usize,
    count: usize,
    verdict: &'static str,
}

/// With JSON each line is a document of its own: a stream has no end to wait for.
pub(super) fn run(session: &Session<'_>, args: &WatchArgs) -> Result<Exit, Stop> {
    match follow(session, args) {
        // that is how one ends it: no mistake to tell
        Err(Stop::Interrupted) => Ok(Exit::Interrupted),
        outcome => outcome,
    }
}

fn follow(session: &Session<'_>, args: &WatchArgs) -> Result<Exit, Stop> {
    let begun = Instant::now();
    let over = || args.limit.is_some_and(|limit| begun.elapsed() >= limit);
    let (mut snapshot, mut ids) = session.matching(args.filter.as_ref())?;
    let mut known: HashMap<CauseId, usize> = HashMap::new();
    if !session.output.is_json() {
        let letters = text::count(ids.len() as u64);
        session.output.text(&format!("{letters} letters; watching"));
    }
    let mut rest = Rest::default();
    let mut rules = Rules::default();
    loop {
        if rest.is_over(&snapshot) {
            session.send(&Command::Pause(false))?;
        }
        let mut causes = causes::of(&snapshot, &ids);
        rules.know(session, &mut causes)?;
        tell(session, &snapshot, &causes, &mut known);
        let seen = snapshot.revision;
        let next = session.wait(|s| match over() {
            true => Some(None),
            false => (s.revision > seen).then(|| Some(Arc::clone(s))),
        });
        let Some(newer) = next? else {
            return Ok(Exit::Done);
        };
        // the view is kept up to date by the engine, it need not be asked for again
        ids = match &args.filter {
            Some(filter) if !is_all(filter) => newer.view.ids.to_vec(),
            _ => all(&newer),
        };
        snapshot = newer;
    }
}

/// A read-only session gives everything back after its pass, and receives nothing more: it looks at the queue again
/// when its counters have changed.
#[derive(Default)]
struct Rest {
    messages: Option<u64>,
}

impl Rest {
    fn is_over(&mut self, snapshot: &Snapshot) -> bool {
        let queue = snapshot.queues.first();
        let resting = queue.filter(|q| q.phase == Phase::Paused && snapshot.mode == Mode::ReadOnly);
        let Some(queue) = resting else {
            return false;
        };
        let messages = queue.visible + queue.in_flight + queue.delayed;
        let before = *self.messages.get_or_insert(messages);
        let changed = before != messages;
        if changed {
            // counted anew after the next pass
            self.messages = None;
        }
        changed
    }
}

fn tell(
    session: &Session<'_>,
    snapshot: &Snapshot,
    causes: &[Cause],
    known: &mut HashMap<CauseId, usize>,
) {
    for cause in causes {
        let before = known.insert(cause.id, cause.count);
        if before == Some(cause.count) {
            continue;
        }
        let news = News {
            at: snapshot.now.rfc3339(),
            cause: cause.id.to_string(),
            title: &cause.title,
            new: before.is_none(),
            before: before.unwrap_or(0),
            count: cause.count,
            verdict: cause.verdict.word(),
        };
        say(session, snapshot, &news);
    }
    // a cause that left is told once, too
    known.retain(|id, _| causes.iter().any(|c| c.id == *id));
}

fn say(session: &Session<'_>, snapshot: &Snapshot, news: &News<'_>) {
    if session.output.is_json() {
        let document = Document::new("watch", queue_of(snapshot), news);
        return session.output.line(&document);
    }
    let change = if news.count >= news.before {
        format!("+{}", text::count((news.count - news.before) as u64))
    } else {
        format!("-{}", text::count((news.before - news.count) as u64))
    };
    session.output.text(&format!(
        "{}  {change:>6}  now {:>6}  {}{}",
        news.at,
        text::count(news.count as u64),
        if news.new { "new: " } else { "" },
        news.title,
    ));
}
