//! From a rule's target to what it stands for: attempts, waits between them, and the dead letter at the end.
//!
//! - `run` one delivery from its first attempt to its end
//! - `policy` whether and when to try again; `retry_after` what the endpoint asks for
//! - `attempt` one attempt at any kind of target
//! - `api` one attempt at an API destination; `request` what it sends; `oauth` its tokens; `pace` its rate
//! - `dead_letter` what becomes of an event that can't be delivered

mod api;
mod attempt;
mod dead_letter;
pub(super) mod oauth;
mod pace;
mod policy;
mod request;
mod retry_after;
mod run;

pub(super) use pace::Pace;
pub(super) use policy::RetryPolicy;
pub(super) use run::{Job, start};

#[cfg(test)]
mod tests;
