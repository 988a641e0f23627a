//! Waiting on the engine: the scan, a view, the interrupt, the closing; and which subcommand runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::doctor::{self, Examine};
use super::history::Past;
use super::output::Output;
use super::request::{Invocation, Request};
use super::transform::JqRun;
use super::tried::TryRun;
use super::{causes, check, delete, export, redrive, undo, watch};
use crate::config::Settings;
use crate::engine::{Command, Handle, Phase, QueueState, Snapshot, ViewRequest, Weight};
use crate::filter::Filter;
use crate::letter::LetterId;
use crate::problem::{Exit, Kind, Problem};
use crate::text;

/// How often the interrupt is looked for.
pub(super) const TICK: Duration = Duration::from_millis(100);
/// How long a refusal is believed to be a passing one where nothing was received yet.
const REFUSED: Duration = Duration::from_secs(2);
/// How long the giving back may stand still.
const CLOSING: Duration = Duration::from_secs(30);

/// What a subcommand works with.
pub struct Session<'a> {
    /// The engine.
    pub handle: &'a Handle,
    /// Where it prints.
    pub output: &'a Output,
    /// Set by Ctrl-C and SIGTERM.
    pub interrupted: &'a AtomicBool,
    /// Nothing may be changed.
    pub read_only: bool,
    /// How long an engine that gets no answer is waited for.
    pub patience: Duration,
    /// The config's word on rate, canary, watch and bounce limit.
    pub settings: &'a Settings,
    /// The config's `redact`.
    pub redact: &'a [String],
    /// What the journal holds.
    pub past: &'a dyn Past,
    /// Runs a jq program over texts.
    pub jq: &'a JqRun<'a>,
    /// Sends what a target would get to a URL.
    pub try_it: &'a TryRun<'a>,
    /// Asks AWS what `doctor` wants to know, beside the causes that were seen.
    pub examine: &'a Examine<'a>,
}

/// Why a subcommand ends before its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// Ctrl-C or SIGTERM.
    Interrupted,
    /// Something is wrong.
    Problem(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Runs a subcommand that works on a queue, gives every lease back, and answers the exit code.
#[must_use]
pub fn run(invocation: &Invocation, session: &Session<'_>) -> Exit {
    let outcome = match &invocation.request {
        Request::Causes(args) => causes::run(session, args),
        Request::Export(args) => export::run(session, args),
        Request::Watch(args) => watch::run(session, args),
        Request::Check(args) => check::run(session, args),
        Request::Redrive(args) => redrive::run(session, args),
        Request::Delete(args) => delete::run(session, args),
        Request::Undo(args) => undo::run(session, args),
        Request::Doctor(_) => doctor::run(session),
        other => Err(Stop::Problem(Problem::internal(format!(
            "`{}` needs no session",
            other.word()
        )))),
    };
    session.tell_notices();
    let exit = match outcome {
        Ok(exit) => exit,
        Err(Stop::Interrupted) => {
            session.output.problem(&Problem::internal("interrupted"));
            Exit::Interrupted
        }
        Err(Stop::Problem(problem)) => {
            session.output.problem(&problem);
            problem.exit()
        }
    };
    session.close();
    match exit {
        Exit::Done if session.output.is_broken() => Exit::Incomplete,
        exit => exit,
    }
}

impl Session<'_> {
    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// Asks the engine; waits while it is swamped.
    pub(super) fn send(&self, command: &Command) -> Result<(), Stop> {
        let end = Instant::now() + self.patience;
        while !self.handle.send(command.clone()) {
            if Instant::now() >= end {
                return Err(Problem::internal("the engine has ended").into());
            }
            let seen = self.handle.snapshot().revision;
            // woken by the next snapshot, which follows when the engine took commands
            let _newer = self.handle.wait(seen, TICK);
        }
        Ok(())
    }

    /// Waits until `done` says so of a snapshot; an interrupt, a queue that can't be read or that is out of reach
    /// for too long end it.
    pub(super) fn wait<T>(
        &self,
        mut done: impl FnMut(&Arc<Snapshot>) -> Option<T>,
    ) -> Result<T, Stop> {
        let mut seen = 0;
        let mut offline: Option<Instant> = None;
        loop {
            if self.is_interrupted() {
                return Err(Stop::Interrupted);
            }
            let snapshot = self.handle.wait(seen, TICK);
            self.tell_notices();
            if let Some(value) = done(&snapshot) {
                return Ok(value);
            }
            seen = snapshot.revision;
            match snapshot.queues.first().map(|q| &q.phase) {
                Some(Phase::Failed(problem)) => return Err(problem.clone().into()),
                Some(Phase::Offline { problem, .. }) => {
                    let since = *offline.get_or_insert_with(Instant::now);
                    let nothing = snapshot.queues.iter().all(|q| q.scan.read == 0);
                    let refused = nothing && problem.kind == Kind::Denied;
                    let patience = if refused { REFUSED } else { self.patience };
                    if since.elapsed() >= patience.min(self.patience) {
                        return Err(problem.clone().into());
                    }
                }
                _ => offline = None,
            }
        }
    }

    /// Whether a snapshot shows a queue that has been out of reach for too long.
    pub(super) fn is_cut_off(&self, snapshot: &Snapshot) -> bool {
        match snapshot.queues.first().map(|q| &q.phase) {
            Some(Phase::Failed(_)) => true,
            Some(Phase::Offline { since, .. }) => snapshot.now.since(*since) >= self.patience,
            _ => false,
        }
    }

    /// Waits for the end of the pass over the queue, or for a full window.
    pub(super) fn scanned(&self) -> Result<Arc<Snapshot>, Stop> {
        self.wait(|snapshot| {
            let queue = snapshot.queues.first()?;
            self.output.progress(&format!(
                "{}: read {} of about {}",
                queue.name,
                text::count(queue.scan.read as u64),
                text::count(queue.scan.approximate)
            ));
            // a read-only pass gives everything back at its end and is paused then
            let passed = matches!(queue.phase, Phase::Full | Phase::Live | Phase::Paused);
            let over = queue.scan.complete || passed;
            over.then(|| Arc::clone(snapshot))
        })
    }

    /// Waits for the letters that `filter` lets through; all of them when there is none.
    pub(super) fn matching(
        &self,
        filter: Option<&Filter>,
    ) -> Result<(Arc<Snapshot>, Vec<LetterId>), Stop> {
        let snapshot = self.scanned()?;
        let Some(filter) = filter.filter(|f| !is_all(f)) else {
            let ids = all(&snapshot);
            return Ok((snapshot, ids));
        };
        let revision = snapshot.view.request.revision + 1;
        self.send(&Command::View(ViewRequest {
            revision,
            filter: filter.clone(),
            ..ViewRequest::default()
        }))?;
        self.wait(|s| {
            if let Some((refused, why)) = &s.view.refused
                && *refused == revision
            {
                return Some(Err(why.clone().into()));
            }
            let answered = s.view.request.revision == revision;
            answered.then(|| Ok((Arc::clone(s), s.view.ids.to_vec())))
        })?
    }

    /// Notices go to standard error as they come.
    pub(super) fn tell_notices(&self) {
        for notice in self.handle.take_notices() {
            match notice.weight {
                Weight::Done => {}
                Weight::Note => self.output.note(&format!("note: {}", notice.text)),
                Weight::Warning => self.output.note(&format!("warning: {}", notice.text)),
            }
        }
    }

    /// Gives every lease back, and says what stays hidden.
    fn close(&self) {
        if self.send(&Command::Close).is_err() {
            return;
        }
        let (mut seen, mut left, mut since) = (0, usize::MAX, Instant::now());
        loop {
            let snapshot = self.handle.wait(seen, TICK);
            seen = snapshot.revision;
            let closing = snapshot.closing.clone().unwrap_or_default();
            if closing.left != left {
                (left, since) = (closing.left, Instant::now());
            }
            if closing.done || since.elapsed() >= CLOSING {
                self.tell_hidden(closing.hidden + usize::from(!closing.done) * closing.left);
                break;
            }
            self.output
                .progress(&format!("giving back {left} messages"));
        }
        self.output.progress("");
        self.tell_notices();
    }

    fn tell_hidden(&self, hidden: usize) {
        let until = self
            .handle
            .snapshot()
            .closing
            .as_ref()
            .and_then(|c| c.hidden_until);
        if hidden > 0 {
            let until =
                until.map_or_else(|| "their leases run out".to_owned(), |time| time.rfc3339());
            self.output.note(&format!(
                "{hidden} messages could not be given back; they stay hidden until {until}"
            ));
        }
    }
}

/// The queue that a session works on.
pub(super) fn queue_of(snapshot: &Snapshot) -> Option<&QueueState> {
    snapshot.queues.first()
}

/// Whether a filter lets everything through.
pub(super) fn is_all(filter: &Filter) -> bool {
    filter.is_empty()
}

/// All letters of a snapshot.
pub(super) fn all(snapshot: &Snapshot) -> Vec<LetterId> {
    snapshot.letters.iter().map(|row| row.letter.id).collect()
}
