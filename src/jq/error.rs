//! What is wrong with a program, or with the worker.

use std::fmt;

/// Why a program can't be run at all. What goes wrong with one payload is no error but
/// [`Applied::Failed`](super::Applied::Failed).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JqError {
    /// The program breaks jq's grammar.
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Character in the line, from 1.
        column: usize,
        /// What should stand there, e.g. "a closing bracket".
        expected: String,
        /// What stands there; empty at the end of the program.
        found: String,
    },
    /// The program uses what is not known, or not allowed in the sandbox.
    Unknown {
        /// Line, from 1.
        line: usize,
        /// Character in the line, from 1.
        column: usize,
        /// What kind of thing and its name, e.g. "the filter `env`".
        what: String,
        /// Why, where it is known to jq but not allowed here; else empty.
        why: &'static str,
    },
    /// The program is longer than is taken, in bytes.
    TooLong {
        /// What is taken.
        limit: usize,
    },
    /// The worker could not be started or broke the protocol.
    Worker(String),
}

impl fmt::Display for JqError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax {
                line,
                column,
                expected,
                found,
            } => {
                place(f, *line, *column)?;
                write!(f, "expected {expected}")?;
                match found.as_str() {
                    "" => f.write_str(", but the program ends"),
                    found => write!(f, ", found `{found}`"),
                }
            }
            Self::Unknown {
                line,
                column,
                what,
                why,
            } => {
                place(f, *line, *column)?;
                match *why {
                    "" => write!(f, "{what} is not known"),
                    why => write!(f, "{what} can't be used: {why}"),
                }
            }
            Self::TooLong { limit } => {
                write!(f, "the jq program is longer than {} KiB", limit / 1024)
            }
            Self::Worker(why) => write!(f, "the jq worker does not work: {why}"),
        }
    }
}

fn place(f: &mut fmt::Formatter<'_>, line: usize, column: usize) -> fmt::Result {
    match line {
        1 => write!(f, "column {column}: "),
        line => write!(f, "line {line}, column {column}: "),
    }
}

impl std::error::Error for JqError {}
