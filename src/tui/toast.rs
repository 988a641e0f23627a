//! What was said last.

use std::time::Duration;

use crate::engine::Weight;
use crate::time::Time;

/// How long something is shown; a warning longer.
const SHOWN: Duration = Duration::from_secs(6);
const WARNING_SHOWN: Duration = Duration::from_secs(15);

/// One sentence above the footer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// How grave it is.
    pub weight: Weight,
    /// The sentence.
    pub text: String,
    /// When it goes.
    pub until: Time,
}

impl Toast {
    /// Something said now.
    #[must_use]
    pub fn new(weight: Weight, text: impl Into<String>, now: Time) -> Self {
        let shown = if weight == Weight::Warning {
            WARNING_SHOWN
        } else {
            SHOWN
        };
        Self {
            weight,
            text: text.into(),
            until: now.plus(shown),
        }
    }
}
