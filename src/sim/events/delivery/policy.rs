//! Whether and when a failed delivery is tried again. (DOMAIN 1.4)

use std::time::Duration;

use serde_json::{Value, json};

use crate::limits::{RETRY_AGE, RETRY_ATTEMPTS};
use crate::sim::events::check::Constraints;

/// Wait before the first retry, doubled for each further one. EventBridge publishes no numbers: with these a
/// target that never answers is tried about 130 times in 24 hours, as a recorded letter was. (AWS_RECORDED 1)
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The wait grows no further than this.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// RetryPolicy of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim::events) struct RetryPolicy {
    /// MaximumRetryAttempts.
    pub attempts: u32,
    /// MaximumEventAgeInSeconds.
    pub age: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: RETRY_ATTEMPTS,
            age: RETRY_AGE,
        }
    }
}

impl RetryPolicy {
    /// Reads `RetryPolicy` of a target; what is missing has its default.
    pub fn read(given: &Value, place: &str, broken: &mut Constraints) -> Self {
        let default = Self::default();
        let mut number = |member: &str, lower: &str, bounds: (i64, i64)| {
            let value = given[member].as_i64()?;
            broken.within(value, &format!("{place}.retryPolicy.{lower}"), bounds);
            u32::try_from(value).ok()
        };
        let attempts = number(
            "MaximumRetryAttempts",
            "maximumRetryAttempts",
            (0, i64::from(RETRY_ATTEMPTS)),
        );
        let age = number(
            "MaximumEventAgeInSeconds",
            "maximumEventAgeInSeconds",
            (60, 86_400),
        );
        Self {
            attempts: attempts.unwrap_or(default.attempts),
            age: age.map_or(default.age, |s| Duration::from_secs(s.into())),
        }
    }

    pub fn shown(self) -> Value {
        json!({"MaximumRetryAttempts": self.attempts, "MaximumEventAgeInSeconds": self.age.as_secs()})
    }
}

/// A failed attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// ERROR_CODE.
    pub code: &'static str,
    /// ERROR_MESSAGE.
    pub message: String,
    pub again: Again,
    /// No request was made, so that the failure before says more.
    pub untried: bool,
}

/// Whether a failure may be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    Never,
    /// After the policy's wait.
    Backoff,
    /// After the policy's wait, but not before this: Retry-After.
    NotBefore(Duration),
}

impl Failure {
    /// One that no retry helps.
    pub fn permanent(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            again: Again::Never,
            untried: false,
        }
    }

    /// One that is tried again.
    pub fn passing(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            again: Again::Backoff,
            ..Self::permanent(code, message)
        }
    }
}

/// EXHAUSTED_RETRY_CONDITION.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Attempts,
    Age,
}

impl Condition {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Attempts => "MaximumRetryAttempts",
            Self::Age => "MaximumEventAgeInSeconds",
        }
    }
}

/// What follows from a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Again after this wait.
    Wait(Duration),
    /// Into the dead-letter queue; without a condition no retry was allowed.
    GiveUp(Option<Condition>),
}

/// Decides after a failed attempt. `retries` were made so far; `chance` is from 0 to 1.
pub(super) fn next(policy: RetryPolicy, failure: &Failure, retries: u32, chance: f64) -> Next {
    let asked = match failure.again {
        Again::Never => return Next::GiveUp(None),
        Again::Backoff => Duration::ZERO,
        Again::NotBefore(wait) => wait,
    };
    if retries >= policy.attempts {
        return Next::GiveUp(Some(Condition::Attempts));
    }
    // half of the wait is certain, half is chance
    let full = LONGEST_WAIT.min(FIRST_WAIT * (1 << retries.min(20)));
    let wait = full.mul_f64(chance.clamp(0.0, 1.0).mul_add(0.5, 0.5));
    Next::Wait(wait.max(asked))
}
