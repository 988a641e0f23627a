//! The parts of an error message that differ from letter to letter, masked, so that letters that died of the
//! same have the same text.
//!
//! - `pass` one pass over the message: white space, quotes, JSON wherever it stands, tokens
//! - `token` a word: a time, host, id, number, or something to keep
//! - `shapes`, `words` what a word looks like, and what it says about the next; `signs` what stands beside numbers
//! - `kinds` where a token ends, and what its bytes are
//! - `keys` what kind of value stands under a JSON key
//!
//! Kept are words, JSON keys, error codes and short words that enumerate. Masked are ids, numbers, times, hosts,
//! addresses, quoted text and all other JSON values.

mod keys;
mod kinds;
mod pass;
mod shapes;
mod signs;
mod token;
mod words;

pub use pass::mask;

#[cfg(test)]
mod tests;
