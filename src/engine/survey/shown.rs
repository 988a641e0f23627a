//! What a face sees of a survey.

use std::sync::Arc;

/// What is known of an account's queues so far. Cheap to hand out: its rows are shared.
#[derive(Clone, Debug, Default)]
pub struct Surveyed {
    /// Account and region.
    pub place: String,
    /// The queues, in the order in which they were found; rows are added, never moved or taken away.
    pub queues: Vec<Arc<Listed>>,
    /// All pages of the list of queues were read.
    pub listed: bool,
    /// Rules that were asked for their targets.
    pub rules_read: usize,
    /// Rules that were found so far.
    pub rules: usize,
    /// All rules of all buses were found.
    pub rules_listed: bool,
    /// What could not be known and why, one sentence each.
    pub unknown: Vec<String>,
    /// The last call got no answer and is tried again; what it said.
    pub trouble: Option<String>,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What opens it: its URL, or its ARN where only a rule names it.
    pub id: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// It was in the account's list. One that only a rule names is another account's, or there is none.
    pub listed: bool,
    /// Whose dead letters it gets.
    pub feeders: Vec<Feeder>,
    /// How many messages it holds.
    pub depth: Depth,
}

/// What sends its dead letters to a queue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feeder {
    /// A target of a rule.
    Rule {
        /// The bus of the rule.
        bus: Arc<str>,
        /// Its name.
        rule: Arc<str>,
        /// ARN of the target.
        target_arn: Arc<str>,
    },
    /// A queue with a redrive policy, by name.
    Queue(Arc<str>),
}

/// How many messages a queue holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// Not asked yet.
    #[default]
    Unasked,
    /// As its counters say.
    Known {
        /// Visible and delayed.
        waiting: u64,
        /// In flight: somebody holds them.
        in_flight: u64,
    },
    /// It could not be asked; why.
    Unknown(Arc<str>),
}

impl Listed {
    /// Whether anything is known to send its dead letters there.
    #[must_use]
    pub const fn gets_dead_letters(&self) -> bool {
        !self.feeders.is_empty()
    }

    /// Whether it is called as dead-letter queues are. A guess, for the order alone.
    #[must_use]
    pub fn is_called_so(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        ["dlq", "dead", "failed", "failure", "undeliver"]
            .iter()
            .any(|word| name.contains(word))
    }

    /// Messages in it, in flight or not; 0 when that is not known.
    #[must_use]
    pub const fn messages(&self) -> u64 {
        match self.depth {
            Depth::Known { waiting, in_flight } => waiting + in_flight,
            Depth::Unasked | Depth::Unknown(_) => 0,
        }
    }
}
