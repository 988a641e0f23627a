//! SQS: queues, standard and FIFO, as AWS documents and answers them.
//!
//! [`Queues`] is all queues of an account; `call` does an operation of the API by its name, with input and
//! output as the JSON protocol has them. One file a noun or an operation; `store` keeps a queue's messages and
//! knows no clock. Every queue has a lock of its own, and nobody holds two locks at a time.

mod admin;
mod ask;
mod attempts;
mod attributes;
mod batch;
mod characters;
mod checksum;
mod dead_letters;
mod draft;
mod errors;
mod handle;
mod input;
mod lease;
mod line;
mod message;
mod moving;
mod policy;
mod properties;
mod queue;
mod queues;
mod receive;
mod recent;
mod redrive;
mod send;
mod settings;
mod store;
mod tags;

pub use batch::failure;
pub use queues::{Place, Queues};

#[cfg(test)]
mod tests;
