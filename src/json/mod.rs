//! JSON documents that keep their bytes.
//!
//! A payload never goes through a tree of values: it is read once, without recursion, into an [`Index`] of
//! spans over the text it came in. Numbers stay digit for digit, duplicate keys stay, and what is not edited
//! is written out as the bytes that came in.
//!
//! - `index` one pass over the text: nodes in document order with their spans
//! - `doc` a text with its index, and a cursor to walk it
//! - `scan` strings, numbers and literals of the grammar; errors with line and column
//! - `layout` the same document without, or with, white space

mod doc;
mod index;
mod layout;
mod scan;

pub use doc::{Doc, Node, unescape};
pub use index::{Index, Kind, Span};
pub use layout::{minify, pretty, quote};
pub use scan::JsonError;

#[cfg(test)]
mod tests;
