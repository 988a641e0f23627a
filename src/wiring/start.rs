//! From arguments to an exit code.

use std::ffi::OsString;

use tokio::runtime::Runtime;

use super::{demo, headless, log, simulator, terminal};
use crate::cli::{self, Format, Invocation, Output, Request};
use crate::jq;
use crate::problem::{Exit, Problem};

/// Runs the program: reads the arguments, does what they ask, answers the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> Exit {
    let invocation = match cli::parse(args) {
        Ok(invocation) => invocation,
        Err(early) => return Output::standard(Format::Text).early(&early),
    };
    let output = Output::standard(invocation.global.output);
    match run(&invocation, &output) {
        Ok(exit) => exit,
        Err(problem) => {
            output.problem(&problem);
            problem.exit()
        }
    }
}

fn run(invocation: &Invocation, output: &Output) -> Result<Exit, Problem> {
    match &invocation.request {
        Request::JqWorker => return Ok(worker()),
        Request::Completions(shell) => return Ok(cli::completions(*shell, output)),
        Request::Man => return Ok(cli::man(output)),
        _ => log::open(&invocation.global)?,
    }
    let runtime = runtime()?;
    let ended = match &invocation.request {
        Request::Sim(args) => simulator::serve(&runtime, &invocation.global, args, output),
        Request::Demo(args) => demo::run(&runtime, &invocation.global, args, output),
        Request::Tui => terminal::run(&runtime, invocation),
        _ => headless::run(&runtime, invocation, output),
    };
    // a name that is still being looked up is not waited for
    runtime.shutdown_background();
    ended
}

/// The child process in which jq programs run.
fn worker() -> Exit {
    if jq::worker_main() == 0 {
        Exit::Done
    } else {
        Exit::Incomplete
    }
}

fn runtime() -> Result<Runtime, Problem> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Problem::internal(format!("the runtime can't start: {e}")))
}
