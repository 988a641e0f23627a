//! `doctor --clean`: no queue is opened, and nothing is leased.

use tokio::runtime::Runtime;

use super::session::Asked;
use crate::arn::QueueRef;
use crate::aws::{self, Calls};
use crate::cli::{self, DoctorArgs, Invocation, Output};
use crate::engine::scribe::Scribe;
use crate::engine::{Clock, look, sweep};
use crate::problem::{Exit, Problem};

/// Finds what runs left behind and, with `--yes`, removes it.
///
/// # Errors
/// No credentials, no connection, no journal.
pub fn run(
    runtime: &Runtime,
    (invocation, args): (&Invocation, &DoctorArgs),
    output: &Output,
) -> Result<Exit, Problem> {
    let asked = Asked::read(&invocation.global)?;
    let named = invocation.global.queue.iter();
    let queues: Vec<QueueRef> = named
        .map(|queue| QueueRef::parse(queue))
        .collect::<Result<_, _>>()?;
    let said = asked.settings(&queues, None);
    let connected = runtime.block_on(aws::connect(&aws::Settings {
        profile: said.profile.clone(),
        region: said.region.clone(),
        endpoint_url: said.endpoint_url.clone(),
        queues: queues.clone(),
        calls: Calls::default(),
    }))?;
    let settings = asked.settings(&queues, Some(connected.account.as_str()));
    let read_only = settings.effective().read_only;
    let scribe = Scribe::open(&asked.journal())?;
    let (ports, now) = (&connected.ports, Clock::system().now());
    output.progress("looking for scratch buses");
    let found = runtime.block_on(look(ports, &scribe, now))?;
    let outcome = found.consent(args.yes, read_only).map(|consent| {
        output.progress("removing scratch buses");
        runtime.block_on(sweep(&consent, ports, &scribe, now))
    });
    output.progress("");
    Ok(cli::cleaned(&found, &outcome, output))
}
