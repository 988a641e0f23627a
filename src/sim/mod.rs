//! SQS and EventBridge over HTTP on loopback, knowing nothing of the rest of the program.
//!
//! The simulator depends only on what AWS documents, so that a mistake in the engine's view of AWS can't hide
//! in it. `wire` holds what its halves (SQS, EventBridge) share: an operation's answer, and how events get
//! into queues.

pub mod dice;
pub mod downstream;
pub mod events;
pub mod scenario;
pub mod template;
pub mod wire;
