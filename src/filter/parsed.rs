//! A parsed filter.

use std::fmt;
use std::sync::Arc;

use super::Subject;
use super::parse::{Expr, parse};

/// A filter that was parsed. Cheap to clone. The empty filter lets everything through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    text: Arc<str>,
    tree: Option<Arc<Expr>>,
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
    /// Parses `text`. A text of blanks is the empty filter. Of one that begins with `jq:` the program is not
    /// checked here.
    ///
    /// # Errors
    /// Where the text breaks the language, and what was expected there.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let tree = match jq_program(text) {
            Some("") => {
                return Err(FilterError {
                    column: text.chars().count() + 1,
                    what: "expected a jq program after `jq:`".to_owned(),
                });
            }
            Some(_) => None,
            None => parse(text)?.map(Arc::new),
        };
        Ok(Self {
            text: text.into(),
            tree,
        })
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether everything passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tree.is_none() && self.jq().is_none()
    }

    /// The jq program of a filter that begins with `jq:`.
    #[must_use]
    pub fn jq(&self) -> Option<&str> {
        jq_program(&self.text)
    }

    /// Whether the letter passes. A jq filter lets nothing through here, since its program is run elsewhere: see
    /// [`Filter::jq`].
    #[must_use]
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        match &self.tree {
            Some(tree) => tree.holds(subject),
            None => self.jq().is_none(),
        }
    }
}

fn jq_program(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix("jq:").map(str::trim)
}
