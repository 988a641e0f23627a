//! The engine with the command line as its face.

use std::time::Duration;

use tokio::runtime::Runtime;

use super::past::Journalled;
use super::session::{self, Asked, Opening, Session};
use super::{clean, signals, transform, trying};
use crate::arn::QueueRef;
use crate::cause::Cause;
use crate::cli::{self, Check, Invocation, Needs, Output, Request};
use crate::engine;
use crate::engine::scribe::Scribe;
use crate::letter::Redaction;
use crate::problem::{Exit, Problem};

/// How long an engine that gets no answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a subcommand that needs a queue or the journal.
///
/// # Errors
/// What stands in the way before the subcommand begins.
pub fn run(runtime: &Runtime, invocation: &Invocation, output: &Output) -> Result<Exit, Problem> {
    if let Request::Doctor(args) = &invocation.request
        && args.clean
    {
        return clean::run(runtime, (invocation, args), output);
    }
    let asked = Asked::read(&invocation.global)?;
    let queues = match invocation.needs()? {
        Needs::Queues(queues) => queues,
        Needs::QueueOfRun(run) => {
            let past = past(runtime, &asked, Redaction::default())?;
            vec![QueueRef::parse(&past.queue_of(&run)?)?]
        }
        Needs::Journal | Needs::Nothing => return history(runtime, &asked, invocation, output),
    };
    let journal = asked.journal();
    let opening = Opening {
        queues,
        read_only: !invocation.request.changes() && !invocation.request.stays(),
        screen: false,
        journal: &journal,
    };
    let session = session::open(runtime, &asked, opening)?;
    with(runtime, (invocation, &asked), &session, output)
}

/// Runs a subcommand over an open session.
pub fn with(
    runtime: &Runtime,
    (invocation, asked): (&Invocation, &Asked),
    session: &Session,
    output: &Output,
) -> Result<Exit, Problem> {
    let ending = {
        let _inside = runtime.enter();
        signals::listen(|| {})
    };
    if let Request::Import(args) = &invocation.request {
        return import(runtime, args, (session, asked), (output, &ending));
    }
    let redaction = Redaction::new(&asked.config.redact);
    let past = Journalled::new(session.scribe.clone(), runtime.handle().clone(), redaction);
    let buses = match &invocation.request {
        Request::Doctor(args) => args.bus.clone(),
        _ => Vec::new(),
    };
    let examine = |causes: &[Cause]| examine(runtime, session, causes, &buses);
    Ok(cli::run(
        invocation,
        &cli::Session {
            handle: &session.handle,
            output,
            interrupted: ending.flag(),
            read_only: session.settings.read_only,
            patience: PATIENCE,
            settings: &session.settings.said,
            redact: &asked.config.redact,
            past: &past,
            jq: &transform::jq,
            try_it: &|call, wanted| trying::try_it(runtime.handle(), call, wanted),
            examine: &examine,
        },
    ))
}

fn examine(runtime: &Runtime, session: &Session, causes: &[Cause], buses: &[String]) -> Vec<Check> {
    let ports = &session.connected.ports;
    let Some(queue) = ports.queues.first() else {
        return Vec::new();
    };
    runtime.block_on(async {
        let mut checks = cli::examine(ports, queue.as_ref(), causes, buses).await;
        match engine::look(ports, &session.scribe, engine::Clock::system().now()).await {
            Ok(sweep) => checks.extend(cli::left_behind(&sweep)),
            Err(problem) => tracing::warn!(%problem, "scratch buses could not be looked for"),
        }
        checks
    })
}

fn import(
    runtime: &Runtime,
    args: &cli::ImportArgs,
    (session, asked): (&Session, &Asked),
    (output, ending): (&Output, &signals::Ending),
) -> Result<Exit, Problem> {
    let read_only = session.settings.read_only;
    if read_only && !args.dry_run {
        let place = asked.places.config.display().to_string();
        return Err(Problem::refused("this session is read-only: nothing is sent").at(place));
    }
    let Some(queue) = session.connected.ports.queues.first() else {
        return Err(Problem::usage("`import` needs a queue"));
    };
    // an import only sends: what the engine has leased meanwhile is given back at once
    session::close(&session.handle);
    let target = cli::Target {
        queue: queue.as_ref(),
        scribe: &session.scribe,
    };
    Ok(runtime.block_on(cli::import(args, &target, output, ending.flag())))
}

fn past(runtime: &Runtime, asked: &Asked, redaction: Redaction) -> Result<Journalled, Problem> {
    let scribe = Scribe::open(&asked.journal())?;
    Ok(Journalled::new(scribe, runtime.handle().clone(), redaction))
}

fn history(
    runtime: &Runtime,
    asked: &Asked,
    invocation: &Invocation,
    output: &Output,
) -> Result<Exit, Problem> {
    let args = match &invocation.request {
        Request::History(args) => args,
        other => {
            return Err(Problem::internal(format!(
                "`{}` needs no journal",
                other.word()
            )));
        }
    };
    let redaction = match args.unredacted {
        true => Redaction::default(),
        false => Redaction::new(&asked.config.redact),
    };
    let past = past(runtime, asked, redaction)?;
    if args.export.is_some() {
        return Ok(cli::export_history(
            &past,
            args,
            &asked.config.redact,
            output,
        ));
    }
    Ok(cli::history(&past, args.run.as_deref(), output))
}
