//! A pattern, alone.

use crate::json::Doc;

use super::compile::{Branch, branches};
use super::consistent::{Field, first_stop};
use super::error::PatternError;
use super::fields::Paths;
use super::why;

/// The event pattern of a rule.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    paths: Paths,
    /// One of them must match.
    branches: Vec<Vec<Field>>,
}

impl Pattern {
    /// Reads the JSON of a pattern.
    ///
    /// # Errors
    /// The first mistake, worded as PutRule and TestEventPattern word it.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut paths = Paths::default();
        let branches = branches(text)?
            .into_iter()
            .map(|branch| fields(branch, &mut paths))
            .collect();
        Ok(Self {
            text: text.to_owned(),
            paths,
            branches,
        })
    }

    /// The pattern as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the rule fires for `event`. An event that is not an object matches nothing.
    #[must_use]
    pub fn matches(&self, event: &Doc<'_>) -> bool {
        let values = self.paths.of(event);
        self.branches
            .iter()
            .any(|fields| first_stop(fields, &values).is_none())
    }

    /// The first field that stops the match, in words; `None` if the event matches. Of several `$or` combinations
    /// the one that comes furthest is explained.
    ///
    /// The sentence quotes the event: it is hostile text.
    #[must_use]
    pub fn why_not(&self, event: &Doc<'_>) -> Option<String> {
        let values = self.paths.of(event);
        let mut furthest: Option<(usize, &[Field])> = None;
        for fields in &self.branches {
            let stop = first_stop(fields, &values)?;
            let share = |(at, of): (usize, &[Field])| at as f64 / of.len() as f64;
            if furthest.is_none_or(|other| share((stop, fields)) > share(other)) {
                furthest = Some((stop, fields));
            }
        }
        let (stop, fields) = furthest?;
        Some(why::sentence(&fields[stop], &values[fields[stop].slot]))
    }

    pub(super) fn branches(&self) -> &[Vec<Field>] {
        &self.branches
    }
}

fn fields(branch: Branch, paths: &mut Paths) -> Vec<Field> {
    branch
        .into_iter()
        .map(|(path, wanted)| Field {
            slot: paths.slot(&path),
            path,
            wanted,
        })
        .collect()
}
