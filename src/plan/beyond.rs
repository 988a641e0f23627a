//! Letters that belong to a run and are not seen when it is planned: the queue is longer than the window, or it is
//! followed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::deed::Deed;
use super::outline::Plan;
use crate::letter::LetterId;
use crate::problem::Problem;
use crate::time::Time;

/// Events a second without any limit, about.
const UNLIMITED: u32 = 5_000;

/// Which letters belong to a run though nobody has seen them yet, and how far the leave for them goes. In plain
/// text, since plan files and the journal hold it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    /// What is done with them, as [`Deed`] prints it.
    pub deed: String,
    /// The filter that they match; none: only letters that an earlier run had not done.
    pub filter: Option<String>,
    /// Their cause, as `CauseId` prints it, where only one is wanted.
    pub cause: Option<String>,
    /// The jq program that changes them first.
    pub jq: Option<String>,
    /// They were sent to the queue by then (RFC 3339); none: whenever (`--follow`).
    pub until: Option<String>,
    /// What the plan named.
    pub named: Named,
}

/// Where a plan sends letters, and what fires: its reader agreed to that, and to no more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Buses and queues.
    pub destinations: BTreeSet<String>,
    /// Rule and ARN of targets that fire.
    pub targets: BTreeSet<(String, String)>,
}

/// What a run takes in beyond the letters of its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beyond {
    /// Which letters.
    pub rest: Rest,
    /// Letters from this number on were not looked at yet.
    pub first: LetterId,
    /// Letters that were seen.
    pub seen: usize,
    /// Letters in the queue, about; `None` where all of it was seen.
    pub in_queue: Option<u64>,
    /// Letters that an earlier run left and that were not seen, where no others belong.
    pub missing: Option<usize>,
}

/// A plan with what it would be for the whole queue, if what was not seen is like what was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Letters that were seen.
    pub seen: usize,
    /// Letters in the queue, about.
    pub in_queue: u64,
    /// Letters of the run, about.
    pub letters: u64,
    /// Events that would be put (or messages sent), about.
    pub events: u64,
    /// Their bytes, about.
    pub bytes: u64,
    /// Requests to AWS, about.
    pub requests: u64,
    /// Seconds, about.
    pub eta_seconds: u64,
    /// What it costs in US dollars, about.
    pub cost_dollars: f64,
}

impl Rest {
    /// The moment by which they were sent.
    #[must_use]
    pub fn until(&self) -> Option<Time> {
        self.until.as_deref().and_then(Time::parse)
    }

    /// What is done with them; `None` where the text says nothing that is known.
    #[must_use]
    pub fn deed(&self) -> Option<Deed> {
        Deed::parse(&self.deed)
    }

    /// For the journal.
    #[must_use]
    pub fn to_json(&self) -> String {
        // text, options and sets of text can always be written
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what the journal holds.
    ///
    /// # Errors
    /// It is of another version.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        serde_json::from_str(text)
            .map_err(|e| Problem::internal(format!("the journal's word on the rest of a run: {e}")))
    }
}

impl Named {
    /// What `plan` names.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let to = plan.items.iter().map(|item| &*item.to);
        let fires = plan.fires.iter();
        Self {
            destinations: to.filter(|to| !to.is_empty()).map(Into::into).collect(),
            targets: fires
                .map(|f| (f.rule.clone(), f.target_arn.clone()))
                .collect(),
        }
    }

    /// With what another plan names.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.destinations.extend(other.destinations.iter().cloned());
        self.targets.extend(other.targets.iter().cloned());
        self
    }
}

impl Plan {
    /// Whether one key is enough to start it: it is about one letter and no more can come.
    #[must_use]
    pub fn is_about_one(&self) -> bool {
        self.items.len() == 1 && self.beyond.is_none()
    }

    /// Whether a run of it could do anything.
    #[must_use]
    pub fn has_work(&self) -> bool {
        !self.items.is_empty() || self.beyond.is_some()
    }

    /// What it would be for the whole queue; `None` where all of it was seen.
    #[must_use]
    pub fn estimate(&self) -> Option<Estimate> {
        let beyond = self.beyond.as_ref()?;
        let in_queue = beyond.in_queue?;
        let limit = self.options.limit.map_or(u64::MAX, |n| n as u64);
        let items = self.items.len() as u64;
        let letters = match beyond.missing {
            Some(missing) => items + missing as u64,
            None => scaled(items, in_queue, beyond.seen as u64).min(limit),
        };
        // watching takes no longer for more
        let rate = u64::from(self.rate_per_second.unwrap_or(UNLIMITED).max(1));
        let grown = |n: u64| scaled(n, letters, items);
        Some(Estimate {
            seen: beyond.seen,
            in_queue,
            letters,
            events: grown(self.events as u64),
            bytes: grown(self.bytes),
            requests: grown(self.requests),
            eta_seconds: self.eta_seconds + (letters - items).div_ceil(rate),
            cost_dollars: self.cost_dollars * letters as f64 / items.max(1) as f64,
        })
    }

    /// The plan without its letters, for who only wants to know what it was about: they may be large.
    #[must_use]
    pub fn outline(&self) -> Self {
        Self {
            items: Vec::new(),
            ..self.clone()
        }
    }
}

/// `n` of `of`, as a share of `whole`.
fn scaled(n: u64, whole: u64, of: u64) -> u64 {
    let of = u128::from(of.max(1));
    let all = (u128::from(n) * u128::from(whole)).div_ceil(of);
    u64::try_from(all).unwrap_or(u64::MAX).max(n)
}
