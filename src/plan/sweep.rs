//! What a clean-up would remove of what runs left behind, and the consent to it.

use std::sync::Arc;
use std::time::Duration;

use super::scratch::SCRATCH_PREFIX;
use crate::problem::Problem;
use crate::time::Time;

/// What no journal at hand knows is left alone for so long: a run of another machine may be at work there.
const STRANGE: Duration = Duration::from_secs(24 * 3600);

/// All scratch buses that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sweep {
    /// Oldest first.
    pub found: Vec<Found>,
    /// Why the account could not be searched, in words: then only what the journal knows is here.
    pub unsearched: Option<String>,
}

/// A scratch bus with its rule and its queue, or what is left of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The name of the bus and of the queue.
    pub name: Arc<str>,
    /// What the journal knows of it.
    pub known: Option<Known>,
    /// Why it is left alone, in words; `None`: it may be removed.
    pub keep: Option<String>,
}

/// What the journal knows of a scratch bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The run that made it.
    pub run: Arc<str>,
    /// Whether that run is at work.
    pub lives: bool,
    /// URL of the letters' queue.
    pub queue: String,
    /// ARN of the rule whose target was copied.
    pub rule_arn: Arc<str>,
    /// Letters whose events may still come back there.
    pub watched: usize,
}

impl Found {
    /// Judges what was found.
    #[must_use]
    pub fn of(name: Arc<str>, known: Option<Known>, now: Time) -> Self {
        let keep = match &known {
            Some(known) if known.lives => Some(format!("run {} is at work there", known.run)),
            Some(_) => None,
            None => match made_at(&name) {
                Some(made) if now.since(made) >= STRANGE => None,
                Some(_) => Some(
                    "it is not in this journal and less than a day old: a run of another machine may be at work there"
                        .into(),
                ),
                None => Some("its name does not tell when it was made".into()),
            },
        };
        Self { name, known, keep }
    }
}

/// Leave to remove what was found. Only [`Sweep::consent`] makes one.
#[derive(Clone, Debug)]
pub struct SweepConsent(Sweep);

impl SweepConsent {
    /// What may be removed.
    pub fn removable(&self) -> impl Iterator<Item = &Found> {
        self.0.removable()
    }
}

impl Sweep {
    /// What may be removed.
    pub fn removable(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| found.keep.is_none())
    }

    /// Makes the consent.
    ///
    /// # Errors
    /// Refused: read-only, or leave was not given.
    pub fn consent(&self, yes: bool, read_only: bool) -> Result<SweepConsent, Problem> {
        if read_only {
            return Err(Problem::refused(
                "this session is read-only: nothing is removed",
            ));
        }
        if !yes {
            return Err(Problem::refused("nothing was removed: leave was not given")
                .remedy("read what would be removed, then add --yes"));
        }
        Ok(SweepConsent(self.clone()))
    }
}

/// When a scratch bus was made, out of its name: a run is named by a UUID v7, which begins with the milliseconds.
fn made_at(name: &str) -> Option<Time> {
    let run = name.strip_prefix(SCRATCH_PREFIX)?;
    let (high, low) = (run.get(..8)?, run.get(9..13)?);
    let millis = i64::from_str_radix(&format!("{high}{low}"), 16).ok()?;
    Some(Time(millis))
}
