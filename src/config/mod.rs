//! Settings: flag > environment > file > default. Unknown keys are refused with their line and a suggestion.
//!
//! - `file` the config file as it is written, and what is wrong with it
//! - `settings` one section of it, and how sections lie over each other
//! - `amount` durations and sizes as people write them
//! - `suggest` the word that was probably meant
//! - `places` where the file and the state lie
//!
//! Does not know: AWS, the command line, what a key of the terminal means.

mod amount;
mod file;
mod places;
mod settings;
mod suggest;

pub use amount::{parse_duration, parse_size};
pub use file::{Config, Keys};
pub use places::Places;
pub use settings::{Effective, Settings};
pub use suggest::suggest;

#[cfg(test)]
mod tests;
