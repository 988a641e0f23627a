//! The safety catch: the only way to make a [`Consent`].

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::outline::Plan;
use crate::problem::Problem;

/// What the operator gave to start a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// A key, enough for one letter.
    Key,
    /// The number of letters, typed.
    Typed(usize),
    /// `--yes` on the command line.
    Yes,
}

/// Leave to run exactly one plan. Only [`Plan::consent`] makes one.
#[derive(Clone, Debug)]
pub struct Consent {
    plan: Arc<Plan>,
    digest: u64,
}

impl Consent {
    /// The plan that was agreed to.
    #[must_use]
    pub const fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The digest of that plan, for the journal.
    #[must_use]
    pub const fn digest(&self) -> u64 {
        self.digest
    }
}

impl Plan {
    /// Makes the consent to run this plan, if what was `given` is enough and nothing forbids it.
    ///
    /// # Errors
    /// Refused: read-only, a blocker, nothing to do, or too little given.
    pub fn consent(self: &Arc<Self>, given: Given, read_only: bool) -> Result<Consent, Problem> {
        if read_only {
            return Err(
                Problem::refused("this session is read-only: nothing is changed")
                    .remedy("start without --read-only to redrive or delete"),
            );
        }
        if let Some(blocker) = self.blockers.first() {
            return Err(Problem::refused(blocker.clone()));
        }
        if !self.has_work() {
            return Err(Problem::refused("no letter is left to work on"));
        }
        let n = self.items.len();
        let enough = match given {
            Given::Yes => true,
            Given::Key => self.is_about_one(),
            Given::Typed(typed) => typed == n,
        };
        if !enough {
            return Err(Problem::refused(format!("{n} letters would be changed"))
                .remedy(format!("type {n} to agree")));
        }
        Ok(Consent {
            plan: Arc::clone(self),
            digest: digest(self),
        })
    }
}

/// A digest over what a plan does: deed, destination, letters, their edits, how. The same in every version.
#[must_use]
pub fn digest(plan: &Plan) -> u64 {
    let o = &plan.options;
    let ramp: Vec<String> = o.ramp.iter().map(ToString::to_string).collect();
    let how = format!(
        "rate={} ramp={} canary={} watch={} bounce={} doubt={} follow={}",
        plan.rate_per_second.unwrap_or(0),
        ramp.join(","),
        o.canary,
        o.watch.as_millis(),
        o.max_bounce,
        o.in_doubt.word(),
        o.follow
    );
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    for text in [&plan.deed.to_string(), &plan.queue_url, &how] {
        part(text);
    }
    for item in &plan.items {
        part(&item.letter.message.id);
        part(&item.to);
        part(item.sent.as_deref().map_or("fresh", |_| "sent"));
        part(item.edit.as_ref().map_or("", |e| &e.text));
    }
    if let Some(beyond) = &plan.beyond {
        part(&beyond.rest.to_json());
    }
    let bytes = hash.finalize();
    bytes
        .iter()
        .take(8)
        .fold(0, |n, byte| (n << 8) | u64::from(*byte))
}
