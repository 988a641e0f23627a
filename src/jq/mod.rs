//! jq programs over payloads, in a child process of our own with deadline and memory cap.
//!
//! No engine can be interrupted inside our process, and one that runs out of stack or memory takes the process with
//! it. So the program runs in a worker: this binary, started again as `dlq-tui __jq-worker` with an empty
//! environment. Payloads go in and results come out by pipe, one at a time; over the deadline the worker is killed,
//! the payload counts as failed, and the next one gets a new worker.
//!
//! - `run` our side of the pipe
//! - `worker` the other side
//! - `frame` what goes over the pipe
//! - `program` a compiled program: check, and apply once
//! - `rewrite` `natives` `prelude` jq's behaviour where jaq's is another
//! - `weave` a result with the payload's own bytes where nothing changed
//! - `error` what is wrong with a program, or with the worker
//!
//! The sandbox: no environment, no clock, no further inputs, no files or modules, no exit.

mod error;
mod frame;
mod natives;
mod prelude;
mod program;
mod rewrite;
mod run;
mod weave;
mod worker;

pub use error::JqError;
pub use program::Program;
pub use run::{Applied, Limits, Run};
pub use worker::{WORKER_ARGUMENT, worker_main};

#[cfg(test)]
mod tests;
