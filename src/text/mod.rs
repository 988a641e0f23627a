//! What may be shown: hostile text made visible, widths in cells, ages and counts for people.
//!
//! Whatever comes out of a message reaches a screen only through here.
//!
//! - `safe` controls, bidi marks and invisible characters become visible escapes
//! - `cells` how wide a text is, cut and padded to a width, by graphemes
//! - `human` ages, counts, sizes, rates
//! - `sparkline` a row of small bars
//! - `shell` a text as a word of a shell's command line, whatever it holds
//!
//! Does not know: letters, JSON, colours.

mod cells;
mod human;
mod safe;
mod shell;
mod sparkline;

pub use cells::{fit, pad_left, width};
pub use human::{ago, bytes, count, duration, left, rate};
pub use safe::{safe, safe_line};
pub use shell::{shell_print, shell_word};
pub use sparkline::sparkline;

#[cfg(test)]
mod tests;
