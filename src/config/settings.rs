//! One section of the config, and how sections lie over each other.

use std::time::Duration;

use serde::Deserialize;

use super::amount;

/// What a section (or the command line) sets; `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// AWS profile.
    pub profile: Option<String>,
    /// AWS region.
    pub region: Option<String>,
    /// Endpoint of SQS, EventBridge and STS, e.g. of `dlq-tui sim`.
    pub endpoint_url: Option<String>,
    /// Look, never change. Once some section says true, no other takes it back.
    pub read_only: Option<bool>,
    /// Shown in a warning colour.
    pub production: Option<bool>,
    /// Messages held at once.
    pub max_messages: Option<usize>,
    /// Bytes held at once.
    #[serde(deserialize_with = "amount::size")]
    pub max_memory: Option<u64>,
    /// How long a message is leased at a time.
    #[serde(deserialize_with = "amount::duration")]
    pub lease: Option<Duration>,
    /// After how long without a key an untouched screen asks whether anybody is there.
    #[serde(deserialize_with = "amount::duration")]
    pub idle: Option<Duration>,
    /// The journal: a file.
    pub journal: Option<String>,
    /// `auto`, `always`, `never`.
    pub color: Option<String>,
    /// Redrive: events a second.
    pub rate: Option<u32>,
    /// Redrive: how many go first, alone.
    pub canary: Option<usize>,
    /// Redrive: how long the canary and the end are watched.
    #[serde(deserialize_with = "amount::duration")]
    pub watch: Option<Duration>,
    /// Redrive: percent that may bounce.
    pub max_bounce: Option<f64>,
}

impl Settings {
    /// This section laid over `below`: what it does not say, `below` says.
    #[must_use]
    pub fn over(self, below: &Self) -> Self {
        let below = below.clone();
        // true wins wherever it stands: a section that demands read-only is not overruled by a nearer one
        let either = |a: Option<bool>, b: Option<bool>| match (a, b) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (a, b) => a.or(b),
        };
        Self {
            profile: self.profile.or(below.profile),
            region: self.region.or(below.region),
            endpoint_url: self.endpoint_url.or(below.endpoint_url),
            read_only: either(self.read_only, below.read_only),
            production: either(self.production, below.production),
            max_messages: self.max_messages.or(below.max_messages),
            max_memory: self.max_memory.or(below.max_memory),
            lease: self.lease.or(below.lease),
            idle: self.idle.or(below.idle),
            journal: self.journal.or(below.journal),
            color: self.color.or(below.color),
            rate: self.rate.or(below.rate),
            canary: self.canary.or(below.canary),
            watch: self.watch.or(below.watch),
            max_bounce: self.max_bounce.or(below.max_bounce),
        }
    }

    /// With the defaults filled in.
    #[must_use]
    pub fn effective(self) -> Effective {
        Effective {
            read_only: self.read_only.unwrap_or(false),
            production: self.production.unwrap_or(false),
            max_messages: self.max_messages.unwrap_or(100_000).max(1),
            max_memory: self.max_memory.unwrap_or(1 << 30),
            lease: self.lease.unwrap_or(Duration::from_secs(300)),
            idle: self.idle.unwrap_or(Duration::from_secs(1800)),
            said: self,
        }
    }
}

/// The settings of a session, defaults filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// Look, never change.
    pub read_only: bool,
    /// Shown in a warning colour.
    pub production: bool,
    /// Messages held at once, at least 1.
    pub max_messages: usize,
    /// Bytes held at once.
    pub max_memory: u64,
    /// How long a message is leased at a time.
    pub lease: Duration,
    /// After how long without a key the screen asks.
    pub idle: Duration,
    /// All that was said; what has no default stays open here.
    pub said: Settings,
}
