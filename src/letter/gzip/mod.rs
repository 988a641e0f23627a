//! Gzip streams (RFC 1952, RFC 1951), read into a bounded buffer, and written without compression.
//!
//! - `inflate` reads a stream
//! - `code` bits, Huffman codes, and the tables of lengths and distances
//! - `store` writes a stream

mod code;
mod inflate;
mod store;

pub use inflate::inflate;
pub(super) use store::{MAGIC, store};

#[cfg(test)]
mod tests;
