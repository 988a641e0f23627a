//! How a session is to be.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::clock::Clock;
use super::scribe::Scribe;
use crate::cause::Catalogue;

/// What the faces' options and the config come to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Letters held at once, at most (`--max-messages`).
    pub max_messages: usize,
    /// Bytes of letters held at once, at most (`--max-memory`).
    pub max_memory: u64,
    /// How long messages are leased for (`--lease`).
    pub lease: Duration,
    /// Look, and change nothing: leases are given back after one pass.
    pub read_only: bool,
    /// When an untouched screen lets go of its leases; `None` where nobody is expected to touch anything.
    pub untouched: Option<Untouched>,
    /// The journal; without one nothing can be run.
    pub scribe: Option<Scribe>,
    /// What is known of errors.
    pub catalogue: Arc<Catalogue>,
    /// This program itself, which a jq filter's worker is started from.
    pub executable: PathBuf,
    /// What time it is.
    pub clock: Clock,
}

/// Time-outs of a screen that nobody touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Untouched {
    /// After this it is asked whether somebody is there.
    pub ask: Duration,
    /// After this everything is given back and polling pauses.
    pub give_back: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_messages: 100_000,
            max_memory: 1 << 30,
            lease: Duration::from_secs(300),
            read_only: false,
            untouched: None,
            scribe: None,
            catalogue: Arc::default(),
            executable: std::env::current_exe().unwrap_or_default(),
            clock: Clock::system(),
        }
    }
}

impl Untouched {
    /// Time between the question and the giving back.
    pub const GRACE: Duration = Duration::from_secs(5 * 60);
}

impl Default for Untouched {
    fn default() -> Self {
        Self {
            ask: Duration::from_secs(30 * 60),
            give_back: Duration::from_secs(30 * 60) + Self::GRACE,
        }
    }
}
