//! Mistakes of a pattern, worded as the service words them.

use std::fmt;

use super::place::Place;

/// Why a pattern is not valid. Displays as the service's text after `Event pattern is not valid. Reason: `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    reason: String,
    place: Option<Place>,
    /// The service names the place twice for a mistake inside the list of an `anything-but`.
    twice: bool,
}

impl PatternError {
    pub(super) fn at(reason: impl Into<String>, place: Place) -> Self {
        Self {
            reason: reason.into(),
            place: Some(place),
            twice: false,
        }
    }

    /// A mistake that the service reports without saying where.
    pub(super) fn nowhere(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            place: None,
            twice: false,
        }
    }

    pub(super) fn inside_list(mut self) -> Self {
        self.twice = true;
        self
    }

    pub(super) const fn has_place(&self) -> bool {
        self.place.is_some()
    }

    /// The sentence alone, e.g. `Empty arrays are not allowed`.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Line and column, from 1, where the service stopped reading; `None` where it does not say.
    #[must_use]
    pub fn line_and_column(&self) -> Option<(usize, usize)> {
        self.place.as_ref().map(|p| (p.line, p.column))
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        let Some(place) = &self.place else {
            return Ok(());
        };
        for _ in 0..=usize::from(self.twice) {
            write!(f, "\n at {place}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PatternError {}
