//! A parsed filter.

use std::fmt;
use std::sync::Arc;

/// A filter that was parsed. Cheap to clone. The empty filter lets everything through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    text: Arc<str>,
}

/// What is wrong with a filter, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// Character in the text, from 1.
    pub column: usize,
    /// What was expected or found, in words.
    pub what: String,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at column {}", self.what, self.column)
    }
}

impl std::error::Error for FilterError {}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// What is wrong with it, and at which column.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        Ok(Self { text: text.into() })
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}
