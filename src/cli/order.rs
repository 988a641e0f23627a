//! What redrive, delete and undo share: plan, consent, run, result.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::documents::{
    Document, ErrorBody, PlanDocument, ResultDocument, RunBody, TransformDocument,
};
use super::files::write_plan;
use super::history::PastItem;
use super::session::{Session, Stop};
use super::{result, wording};
use crate::engine::{Command, PlanRequest, QueueId};
use crate::letter::Redaction;
use crate::plan::{Consent, Deed, Given, Options, Plan, PlanFile, Selection, Skip};
use crate::problem::{Exit, Problem};
use crate::run::Progress;

/// What a subcommand wants done.
pub(super) struct Order<'a> {
    /// The subcommand, as documents name it.
    pub word: &'static str,
    pub selection: Selection,
    pub deed: Deed,
    pub options: Options,
    pub dry_run: bool,
    /// Leave was given.
    pub yes: bool,
    pub details: bool,
    pub transform: Option<TransformDocument>,
    /// Write the plan there.
    pub plan_out: Option<&'a Path>,
    /// Only this very plan may run.
    pub expected: Option<&'a PlanFile>,
}

/// What came of an order.
struct Outcome {
    progress: Option<Progress>,
    problem: Option<Problem>,
    exit: Exit,
}

/// Plans, asks for consent, runs, and prints one document of it all.
pub(super) fn carry_out(session: &Session<'_>, order: &Order<'_>) -> Result<Exit, Stop> {
    let mut plan = plan(session, order)?;
    if plan.skipped(|skip| skip == Skip::Undecided) > 0 {
        // the whole queue may tell
        session.scanned()?;
        plan = self::plan(session, order)?;
    }
    if let Some(path) = order.plan_out {
        write_plan(&plan, session.handle.snapshot().now, path)?;
        session
            .output
            .note(&format!("the plan is in {}", path.display()));
    }
    if !session.output.is_json() {
        session.output.text(&wording::plan(&plan));
    }
    let document = PlanDocument::of(&plan);
    let outcome = match consent(session, order, &plan) {
        Err((exit, problem)) => Outcome {
            progress: None,
            problem,
            exit,
        },
        Ok(consent) => {
            // the letters are the run's from here on: it may walk through many windows
            plan = Arc::new(plan.outline());
            let mut progress = execute(session, consent)?;
            let redaction = Redaction::new(session.redact);
            progress.last_error = redaction.prose(&progress.last_error).into_owned();
            Outcome {
                exit: result::exit(&progress, &plan),
                progress: Some(progress),
                problem: None,
            }
        }
    };
    tell(session, order, (&plan, document), &outcome)?;
    Ok(outcome.exit)
}

fn plan(session: &Session<'_>, order: &Order<'_>) -> Result<Arc<Plan>, Stop> {
    let before = session.handle.snapshot();
    let revision = before.planned.as_ref().map_or(0, |p| p.revision) + 1;
    session.send(&Command::Plan(PlanRequest {
        revision,
        queue: before.queues.first().map_or(QueueId(0), |q| q.id),
        selection: order.selection.clone(),
        deed: order.deed.clone(),
        options: order.options.clone(),
    }))?;
    session.output.progress("working out the plan");
    let outcome = session.wait(|s| {
        let planned = s.planned.as_ref().filter(|p| p.revision == revision)?;
        planned.outcome.clone()
    })?;
    Ok(outcome?)
}

/// The leave to run, or the exit code without one, and why.
fn consent(
    session: &Session<'_>,
    order: &Order<'_>,
    plan: &Arc<Plan>,
) -> Result<Consent, (Exit, Option<Problem>)> {
    if let Some(problem) = order.expected.and_then(|file| file.check(plan).err()) {
        return Err((Exit::Stopped, Some(problem)));
    }
    if let Some(blocker) = plan.blockers.first() {
        return Err((Exit::Stopped, Some(Problem::refused(blocker.clone()))));
    }
    if !plan.has_work() {
        let behind = result::stayed_behind(plan) > 0;
        let exit = if behind { Exit::Incomplete } else { Exit::Done };
        return Err((exit, None));
    }
    if order.dry_run {
        return Err((Exit::Done, None));
    }
    if !order.yes {
        let problem = Problem::refused("nothing was done, since nobody said yes to it")
            .remedy("read the plan, then add --yes");
        return Err((Exit::Stopped, Some(problem)));
    }
    plan.consent(Given::Yes, session.read_only)
        .map_err(|problem| (problem.exit(), Some(problem)))
}

/// Starts the run and waits for its end. An interrupt aborts it: what is in flight is finished first.
fn execute(session: &Session<'_>, consent: Consent) -> Result<Progress, Stop> {
    let before: Vec<_> = session
        .handle
        .snapshot()
        .runs
        .iter()
        .map(|r| r.run.clone())
        .collect();
    session.send(&Command::Run(consent))?;
    let begun = Instant::now();
    let (mut seen, mut aborted) = (0, false);
    loop {
        let snapshot = session.handle.wait(seen, super::session::TICK);
        session.tell_notices();
        seen = snapshot.revision;
        let Some(progress) = snapshot.runs.iter().find(|r| !before.contains(&r.run)) else {
            if begun.elapsed() >= session.patience {
                return Err(Problem::internal("the run did not begin").into());
            }
            continue;
        };
        if progress.finished.is_some() {
            return Ok(progress.clone());
        }
        if !aborted && (session.is_interrupted() || session.is_cut_off(&snapshot)) {
            session
                .output
                .note("stopping: what is in flight is finished first");
            session.send(&Command::AbortRun(progress.run.clone()))?;
            aborted = true;
        }
        session.output.progress(&wording::progress(progress));
    }
}

fn tell(
    session: &Session<'_>,
    order: &Order<'_>,
    (plan, document): (&Plan, PlanDocument),
    outcome: &Outcome,
) -> Result<(), Stop> {
    let run = outcome.progress.as_ref().map(|p| p.run.0.to_string());
    if session.output.is_json() {
        let snapshot = session.handle.snapshot();
        let body = RunBody {
            dry_run: order.dry_run,
            plan: document,
            result: result_of(order, plan, outcome),
            transform: order.transform.clone(),
            messages: if order.details {
                Some(messages(session, plan, run.as_deref())?)
            } else {
                None
            },
            error: outcome.problem.as_ref().map(ErrorBody::of),
            run,
        };
        let document = Document::new(order.word, super::session::queue_of(&snapshot), body);
        session.output.document(&document);
        return Ok(());
    }
    if let Some(progress) = &outcome.progress {
        session.output.text(&wording::outcome(progress, plan));
    } else if let Some(problem) = &outcome.problem {
        session.output.problem(problem);
    }
    if order.details {
        let rows = messages(session, plan, run.as_deref())?;
        session.output.text(&wording::messages(&rows));
    }
    Ok(())
}

/// What came of it: also where there was nothing to run, so that nobody takes what stayed behind for done.
fn result_of(order: &Order<'_>, plan: &Plan, outcome: &Outcome) -> Option<ResultDocument> {
    match &outcome.progress {
        Some(progress) => Some(ResultDocument::of(progress, plan)),
        None if order.dry_run || outcome.problem.is_some() || plan.has_work() => None,
        None => Some(ResultDocument::without_run(plan)),
    }
}

/// Every message: out of the journal after a run, out of the plan before one.
fn messages(session: &Session<'_>, plan: &Plan, run: Option<&str>) -> Result<Vec<PastItem>, Stop> {
    if let Some(run) = run {
        return Ok(session.past.items(run)?.unwrap_or_default());
    }
    let letters = session.handle.snapshot();
    let planned = plan.items.iter().map(|item| {
        let event = item.letter.event.as_ref().and_then(|e| e.id());
        PastItem {
            message_id: item.letter.message.id.to_string(),
            event_id: event.map(Into::into),
            state: "planned".into(),
            ..PastItem::default()
        }
    });
    let skipped = plan.skipped.iter().flat_map(|skipped| {
        skipped.letters.iter().filter_map(|id| {
            let row = letters.letters.get(*id)?;
            Some(PastItem {
                message_id: row.letter.message.id.to_string(),
                state: "skipped".into(),
                error: Some(skipped.reason.clone()),
                ..PastItem::default()
            })
        })
    });
    Ok(planned.chain(skipped).collect())
}
