//! The only place that knows all: wires aws or sim to the engine, and the engine to a face.
//!
//! - `start` from arguments to an exit code: which of the others runs
//! - `session` an engine over AWS (or what plays it), with journal and settings
//! - `headless`, `terminal` the engine with the one face or the other
//! - `clean` what a crash left, removed
//! - `simulator`, `demo` the pipeline on this machine
//! - `past` the journal as the command line shows it; `transform` jq in its child process; `trying` one
//!   exchange with a URL of the operator's
//! - `hands` what the terminal can do beside the engine: calls made, letters into a file, jq, the account's queues
//! - `filters` those of earlier sessions
//! - `signals` what ends the program from outside; `log` where tracing goes

mod clean;
mod demo;
mod filters;
mod hands;
mod headless;
mod log;
mod past;
mod session;
mod signals;
mod simulator;
mod start;
mod terminal;
mod transform;
mod trying;

pub use start::main;
