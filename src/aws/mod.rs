//! The SDK, and nobody else: clients, queues, buses, the directory, and what a failed call means.
//!
//! [`connect`] answers the engine's ports for the queues that were asked for, or one clear `Problem`. The SDK's own
//! retries are off wherever a second send would be a second event or message; `fault` decides whether a call was
//! certainly never sent, answered, or is in doubt.
//!
//! What is in the account is read by `directory` for a plan, and by `account` for choosing a queue; both through one gate.
//!
//! Does not know: letters' meaning, plans, who holds what.

mod account;
mod buses;
mod calls;
mod clients;
mod connect;
mod connections;
mod credentials;
mod directory;
mod endpoint;
mod fault;
mod gate;
mod identities;
mod intern;
mod message;
mod parameters;
mod queue;
mod refusals;
mod scratches;
#[cfg(test)]
mod tests;

pub use calls::{Call, Calls};
pub use connect::{Connected, Settings, connect};
