//! The safety catch: the only way to make a [`Consent`].

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

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
        if self.items.is_empty() {
            return Err(Problem::refused("no letter is left to work on"));
        }
        let n = self.items.len();
        let enough = match given {
            Given::Yes => true,
            Given::Key => n == 1,
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

/// A digest over what a plan does: deed, destination, letters, their edits, how.
#[must_use]
pub fn digest(plan: &Plan) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut how = String::new();
    // writing into a String can't fail
    if write!(how, "{:?} {:?}", plan.deed, plan.options).is_ok() {
        how.hash(&mut hasher);
    }
    plan.queue_url.hash(&mut hasher);
    for item in &plan.items {
        item.letter.message.id.hash(&mut hasher);
        item.to.hash(&mut hasher);
        item.edit.as_ref().map(|e| &e.text).hash(&mut hasher);
    }
    hasher.finish()
}
