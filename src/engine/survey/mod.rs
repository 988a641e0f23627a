//! Which queues an account has, which of them are dead-letter queues, of what, and how deep they are.
//!
//! A [`Survey`] asks page by page, at the pace of its port, and shows what it knows so far: queues that rules name as
//! dead-letter queues first, then those that a face looks at, then the others. What may not be asked is said
//! ([`Surveyed::unknown`]) and does not hold up the rest. It ends when its last handle is gone.
//!
//! - `port` what it needs of AWS
//! - `shown` what a face sees of it
//! - `gathered` what is known, and what is asked next: no tasks, no clock
//! - `targets` rules and what they say of dead-letter queues
//! - `task` the asking

mod gathered;
mod port;
mod shown;
mod targets;
mod task;
#[cfg(test)]
mod tests;

pub use port::{Account, Page, Undelivered};
pub use shown::{Depth, Feeder, Listed, Surveyed};
pub use task::Survey;
