//! SQS and EventBridge over HTTP on loopback, knowing nothing of the rest of the program.
//!
//! The simulator depends only on what AWS documents, so that a mistake in the engine's view of AWS can't hide
//! in it. [`Sim`] is one that runs.
//!
//! - `sqs` queues; `events` buses, rules, deliveries; `downstream` every host that deliveries go to
//! - `wire` what SQS and EventBridge share: an operation's answer, and how events get into queues
//! - `protocol` makes operations of requests and HTTP of answers; `server` is the HTTP around it
//! - `faults` make operations go wrong; `control` is the interface for tests and people
//! - `template` builds stacks; `scenario` sends the demo's events and breaks its hosts
//! - `world` and `build` join all of it; `clock` and `dice` are time and chance

mod build;
mod clock;
mod control;
pub mod dice;
pub mod downstream;
pub mod events;
mod faults;
mod protocol;
pub mod scenario;
mod server;
pub mod sqs;
mod start;
pub mod template;
pub mod wire;
mod world;

pub use clock::Clock;
pub use start::{Sim, SimOptions};
