//! What goes wrong on purpose.
//!
//! [`Faults`] is the table of the faults that are set; [`call`] does an operation with them. Chance is drawn from
//! a sequence of numbers that is the same in every run, so that a test sees the same faults again.

mod act;
mod partial;
mod table;

pub use act::{Cut, call};
pub use table::{Fault, Faults};

#[cfg(test)]
mod tests;
