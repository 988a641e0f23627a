//! From HTTP to an operation with its input, and from its answer back to HTTP, in the protocols of AWS.
//!
//! Operations know only the JSON shapes; the query protocol's forms and XML are made from and into these.

mod call;
mod form;
mod json;
mod query;
mod reply;
mod xml;

pub use call::{Call, Service, read};
pub use reply::{Reply, control, write};

#[cfg(test)]
mod tests;
