//! What a person is told when something is wrong: one sentence that says what, where and what to do.
//!
//! Rooms have error enums of their own; at the faces everything becomes a [`Problem`], and a `Problem`
//! knows its exit code ([`Exit`]).

use std::fmt;

/// The kind of a problem, as `error.kind` in machine-readable output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The command line, a filter, an expression, the config or a file is wrong.
    Usage,
    /// AWS knows us not, or does not let us.
    Denied,
    /// The queue, bus, rule or run does not exist.
    NotFound,
    /// No answer: network, endpoint, time-out.
    Unreachable,
    /// A safety rule of ours says no.
    Refused,
    /// Neither the user's fault nor AWS's.
    Internal,
}

impl Kind {
    /// The word used in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Denied => "denied",
            Self::NotFound => "not-found",
            Self::Unreachable => "unreachable",
            Self::Refused => "refused",
            Self::Internal => "internal",
        }
    }
}

/// One mistake or failure, told to a person: what happened, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Decides the exit code.
    pub kind: Kind,
    /// One sentence without a full stop, e.g. "the queue `orders-dlq` does not exist in eu-west-1".
    pub what: String,
    /// A file and line, a column, an option: where to look. Empty when `what` says it.
    pub place: String,
    /// What to do, one sentence. Empty when nothing can be advised.
    pub remedy: String,
}

impl Problem {
    /// A problem of `kind` with only its sentence.
    #[must_use]
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self {
            kind,
            what: what.into(),
            place: String::new(),
            remedy: String::new(),
        }
    }

    /// A mistake of the user's.
    #[must_use]
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Kind::Usage, what)
    }

    /// A safety rule that says no.
    #[must_use]
    pub fn refused(what: impl Into<String>) -> Self {
        Self::new(Kind::Refused, what)
    }

    /// Something that should not have happened.
    #[must_use]
    pub fn internal(what: impl Into<String>) -> Self {
        Self::new(Kind::Internal, what)
    }

    /// The same problem, saying where.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = place.into();
        self
    }

    /// The same problem, saying what to do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    /// The exit code that this problem ends the program with.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self.kind {
            Kind::Usage => Exit::Usage,
            Kind::Denied | Kind::NotFound | Kind::Unreachable => Exit::Aws,
            Kind::Refused => Exit::Stopped,
            Kind::Internal => Exit::Incomplete,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.place.is_empty() {
            write!(f, " ({})", self.place)?;
        }
        if !self.remedy.is_empty() {
            write!(f, "; {}", self.remedy)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// The exit codes, all of them (PRODUCT "Command line").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exit {
    /// All done.
    Done = 0,
    /// Finished, but some messages failed or stayed behind; also `check` beyond its limits.
    Incomplete = 1,
    /// The command line, a filter, an expression or a file is wrong.
    Usage = 2,
    /// Stopped by a safety rule.
    Stopped = 3,
    /// AWS said no, or did not answer.
    Aws = 4,
    /// Interrupted; everything leased was given back.
    Interrupted = 130,
}

impl Exit {
    /// The number for the operating system.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}
