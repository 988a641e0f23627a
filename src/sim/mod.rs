//! SQS and EventBridge over HTTP on loopback, knowing nothing of the rest of the program.
//!
//! The simulator depends only on what AWS documents, so that a mistake in the engine's view of AWS can't hide
//! in it. [`Sim`] is one that runs. `protocol` makes operations of requests and answers of outputs, `sqs` does
//! what SQS does; `wire` holds what SQS and EventBridge share: an operation's answer, and how events get into
//! queues. `world` joins them, `faults` makes them go wrong, `server` is the HTTP around it and `control` its
//! interface for tests and people.

mod clock;
mod control;
mod faults;
mod protocol;
mod server;
pub mod sqs;
mod start;
pub mod wire;
mod world;

pub use clock::Clock;
pub use start::{Sim, SimOptions};
