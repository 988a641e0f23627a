//! Who holds which message until when: due heartbeats, lapsed leases, what is to be given back. Pure.
//!
//! A [`Book`] keeps the holds of one queue. Time comes in, batches of calls to make come out, and their answers
//! are fed back. A receipt is handed out only while the lease surely lasts; what lapsed must be received again.
//!
//! Does not know: messages, AWS, tasks, clocks.

mod batch;
mod book;
mod hold;
#[cfg(test)]
mod tests;

pub use batch::{Batch, Due, Receipt};
pub use book::Book;
