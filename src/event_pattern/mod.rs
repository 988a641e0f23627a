//! Event patterns of rules: parse, compile, match, explain.
//!
//! A pattern is an object of the event's shape whose leaves are arrays of alternatives. It becomes branches (one
//! for each combination of `$or` arms), a branch is a list of fields (a path and its alternatives, in the order of
//! the paths), and an event is flattened once to the paths that are asked for.
//!
//! - `pattern` a pattern, alone
//! - `matcher` many patterns at once, indexed by their exact values
//! - `compile` JSON to branches
//! - `operator` one alternative: a literal or a match expression
//! - `numeric` `anything_but` two operators with a grammar of their own
//! - `alternative` whether an alternative accepts a value
//! - `fold` `wildcard` `address` the texts, patterns and addresses that alternatives compare with
//! - `fields` an event as values by path, each with the array elements that it lies in
//! - `consistent` fields that must match in one element of an array
//! - `why` the first field that stops a match, in words
//! - `place` where in the pattern a mistake is, as AWS counts it
//! - `error` mistakes with AWS's wording
//!
//! Wordings and the order of checks are those of the service, recorded from it, or of aws/event-ruler 2.0,
//! the matcher that the service is built on.

mod address;
mod alternative;
mod anything_but;
mod compile;
mod consistent;
mod error;
mod fields;
mod fold;
mod matcher;
mod numeric;
mod operator;
mod pattern;
mod place;
mod why;
mod wildcard;

pub use error::PatternError;
pub use matcher::Matcher;
pub use pattern::Pattern;

#[cfg(test)]
mod tests;
