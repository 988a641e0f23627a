//! What the operator asks for: which letters, what to do with them, and how.

use std::fmt;
use std::time::Duration;

use super::beyond::Rest;
use crate::cause::CauseId;
use crate::filter::Filter;
use crate::letter::LetterId;

/// Which letters.
#[derive(Clone, Debug)]
pub enum Selection {
    /// These.
    Letters(Vec<LetterId>),
    /// All of a cause.
    Cause(CauseId),
    /// All that the filter lets through, of one cause or of all.
    Matching {
        /// Only letters of this cause.
        cause: Option<CauseId>,
        /// Only letters that it matches.
        filter: Filter,
    },
}

/// What to do with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Send them again, then delete them from the queue.
    Redrive(Destination),
    /// Delete them; the journal keeps them whole.
    Delete,
    /// Send the letters that a delete run took back to their queue.
    Undo {
        /// The run that deleted them.
        run: String,
    },
    /// Go on with a run that a crash or an abort interrupted.
    Resume {
        /// The run to go on with.
        run: String,
    },
}

/// Where redriven letters go (`--to`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A rule's letter to its bus, a queue's letter to its source.
    Auto,
    /// The bus of the letter's rule.
    Bus,
    /// A bus by name or ARN.
    NamedBus(String),
    /// The failed target alone, through a scratch bus.
    FailedTarget,
    /// The queue that the letter was moved from.
    Source,
    /// A queue by URL or name.
    Queue(String),
}

impl Destination {
    /// Reads what the operator wrote after `--to`. `None` when it is none of the words.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "auto" => Self::Auto,
            "bus" => Self::Bus,
            "failed-target" => Self::FailedTarget,
            "source" => Self::Source,
            _ => match text.split_once('=')? {
                ("bus", name) if !name.is_empty() => Self::NamedBus(name.to_owned()),
                ("queue", name) if !name.is_empty() => Self::Queue(name.to_owned()),
                _ => return None,
            },
        })
    }
}

impl fmt::Display for Destination {
    /// As the operator writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Bus => f.write_str("bus"),
            Self::NamedBus(name) => write!(f, "bus={name}"),
            Self::FailedTarget => f.write_str("failed-target"),
            Self::Source => f.write_str("source"),
            Self::Queue(queue) => write!(f, "queue={queue}"),
        }
    }
}

impl Deed {
    /// Reads what [`Deed`] prints.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        Some(match word {
            "redrive" => Self::Redrive(Destination::parse(rest)?),
            "delete" => Self::Delete,
            "undo" => Self::Undo { run: rest.into() },
            "resume" => Self::Resume { run: rest.into() },
            _ => return None,
        })
    }
}

impl fmt::Display for Deed {
    /// The same in every version: digests and plan files are made of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Redrive(to) => write!(f, "redrive {to}"),
            Self::Delete => f.write_str("delete"),
            Self::Undo { run } => write!(f, "undo {run}"),
            Self::Resume { run } => write!(f, "resume {run}"),
        }
    }
}

impl InDoubt {
    /// The word after `--in-doubt`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Resend => "resend",
            Self::Delete => "delete",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Leave, Self::Resend, Self::Delete]
            .into_iter()
            .find(|choice| choice.word() == word)
    }
}

/// What to do with letters whose put was never answered (`--in-doubt`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InDoubt {
    /// Leave them in the queue, marked.
    #[default]
    Leave,
    /// Send them again.
    Resend,
    /// Take them for sent and delete them.
    Delete,
}

/// How a run goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Events a second; `None`: no faster than the failed target's own limit, or as fast as it goes.
    pub rate: Option<u32>,
    /// Step the rate through these, a watch time each.
    pub ramp: Vec<u32>,
    /// The first so many go alone and are watched; 0: none.
    pub canary: usize,
    /// How long the canary, a ramp step and the end are watched.
    pub watch: Duration,
    /// Share of the sent that may bounce before the run stops, in percent.
    pub max_bounce: f64,
    /// What to do with letters in doubt.
    pub in_doubt: InDoubt,
    /// At most so many letters.
    pub limit: Option<usize>,
    /// Letters that arrive after the plan was made are in the run too.
    pub follow: bool,
    /// Which letters that were not seen yet belong to it, where the selection does not say: letters by number, a
    /// plan of before. What the plan finds out by itself (deed, what it names) may be left open.
    pub rest: Option<Box<Rest>>,
}

impl Default for Options {
    /// Without hands: no canary, no watch, stop when 10% bounce.
    fn default() -> Self {
        Self {
            rate: None,
            ramp: Vec::new(),
            canary: 0,
            watch: Duration::ZERO,
            max_bounce: 10.0,
            in_doubt: InDoubt::Leave,
            limit: None,
            follow: false,
            rest: None,
        }
    }
}
