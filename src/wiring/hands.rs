//! What the terminal can do beside the engine: calls made, letters into a file, jq, the account's queues.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;

use super::filters;
use super::past::{Journalled, Shown};
use super::session::{Asked, Session};
use super::transform::jq_while;
use super::trying;
use crate::aws::{Call, Calls};
use crate::cli;
use crate::engine::Row;
use crate::engine::survey::Survey;
use crate::letter::Redaction;
use crate::try_it;
use crate::tui::{Called, Hands};

/// The hands of a session.
pub fn hands(runtime: &Handle, asked: &Asked, session: &Session, journal: &Path) -> Hands {
    let runtime = runtime.clone();
    let calls = session.calls.clone();
    let redaction = Redaction::new(&asked.config.redact);
    let handle = session.handle.clone();
    let runs = Journalled::new(session.scribe.clone(), runtime.clone(), redaction.clone());
    let clock = session.handle.clone();
    let past = Shown::new(runs, move || clock.snapshot().now);
    let surroundings = Arc::clone(&session.connected.surroundings);
    let tasks = runtime.clone();
    let (disk, kept) = (
        runtime.clone(),
        Arc::new(Mutex::new(filters::file(journal))),
    );
    let (queues, hidden) = (session.handle.clone(), redaction.clone());
    Hands {
        past: Arc::new(past),
        calls: Box::new(move || {
            calls
                .list()
                .iter()
                .rev()
                .map(|call| called(&calls, call))
                .collect()
        }),
        remember: Box::new(move |filter: &str| {
            let (kept, filter) = (Arc::clone(&kept), filter.to_owned());
            // not on the screen's thread; one after the other, as each reads what the last one wrote
            drop(disk.spawn_blocking(move || {
                let file = kept.lock().unwrap_or_else(PoisonError::into_inner);
                filters::remember(&file, &filter);
            }));
        }),
        survey: Box::new(move || Survey::start(Arc::clone(&surroundings), &tasks)),
        export: Arc::new(move |path: &str, rows: &[Arc<Row>]| {
            let snapshot = handle.snapshot();
            let url = |row: &Row| {
                let queue = snapshot.queues.iter().find(|q| q.id == row.queue);
                queue.map_or("", |q| q.url.as_str())
            };
            let letters = rows.iter().map(|row| (&row.letter.message, url(row)));
            cli::export_new(Path::new(path), letters, (&redaction, snapshot.now))
                .map_err(|problem| problem.to_string())
        }),
        exported: Box::new(move |row: &Row| {
            let snapshot = queues.snapshot();
            let queue = snapshot.queues.iter().find(|q| q.id == row.queue);
            let url = queue.map_or("", |q| q.url.as_str());
            cli::exported((&row.letter.message, url), (&hidden, snapshot.now))
        }),
        try_it: Arc::new(move |call: &try_it::Call, wanted: &dyn Fn() -> bool| {
            trying::try_it(&runtime, call, wanted)
        }),
        jq: Arc::new(
            |program: &str, texts: &[Arc<str>], go_on: &mut dyn FnMut(usize) -> bool| {
                jq_while(program, texts, go_on).map_err(|problem| problem.to_string())
            },
        ),
    }
}

fn called(calls: &Calls, call: &Call) -> Called {
    let error = call.fault.as_ref().map_or_else(String::new, |fault| {
        format!("{}: {}", fault.code, fault.message)
    });
    Called {
        operation: call.operation.to_owned(),
        subject: call.subject.to_string(),
        parameters: call.parameters.clone(),
        retries: call.attempts.saturating_sub(1),
        age: calls.age(call),
        took: call.took,
        request_id: call.request_id.clone(),
        error,
    }
}
