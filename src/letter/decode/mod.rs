//! From a message to a letter: one file an origin, one table of rows.
//!
//! - `table` the rows, and [`decode`]: the first row that recognises a message decodes it
//! - `attributes` message attributes as a failure's fields, with what is wrong about them
//! - `envelope` the event in a body, with what is wrong about it
//! - `reason` the downstream's status and answer, out of an error message
//! - the others: an origin each
//!
//! A new origin is a file here, a line in `table`, and its samples in `tests/corpus/`.

mod attributes;
mod bus_v2;
mod encrypted;
mod envelope;
mod event_source_mapping;
mod lambda_async;
mod lambda_destination;
mod pipes;
mod reason;
mod rule;
mod scheduler;
mod sns;
mod sqs_redrive;
mod table;
mod unknown;

pub use table::{Decoder, ORIGINS, decode};

#[cfg(test)]
mod tests;
