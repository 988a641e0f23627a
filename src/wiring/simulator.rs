//! `sim`: the pipeline on this machine, for other programs.

use std::collections::BTreeMap;

use tokio::runtime::Runtime;

use super::signals;
use crate::cli::{Global, Output, SimArgs};
use crate::problem::{Exit, Problem};
use crate::sim::{Sim, SimOptions};

/// Serves until a signal comes.
///
/// # Errors
/// When the port can't be had, or a template can't be read or built.
pub fn serve(
    runtime: &Runtime,
    global: &Global,
    args: &SimArgs,
    output: &Output,
) -> Result<Exit, Problem> {
    runtime.block_on(async {
        let ending = signals::listen(|| {});
        let sim = Sim::start(options(global, args)).await?;
        for skipped in sim.skipped() {
            output.note(skipped);
        }
        output.line(&sim.ready());
        ending.wait().await;
        sim.stop().await;
        Ok(Exit::Done)
    })
}

fn options(global: &Global, args: &SimArgs) -> SimOptions {
    let defaults = SimOptions::default();
    SimOptions {
        port: args.port,
        account: args.account.clone(),
        region: region(global).unwrap_or(defaults.region),
        templates: args.template.clone(),
        params: BTreeMap::from_iter(args.param.iter().cloned()),
        maps: args
            .map
            .iter()
            .map(|(from, to)| format!("{from}={to}"))
            .collect(),
        empty: args.empty,
        backoff_scale: args.backoff_scale,
    }
}

/// `--region`, else `AWS_REGION`.
pub fn region(global: &Global) -> Option<String> {
    let environment = || std::env::var("AWS_REGION").ok();
    global
        .region
        .clone()
        .or_else(environment)
        .filter(|region| !region.is_empty())
}
