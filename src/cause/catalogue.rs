//! What is known of errors: entries that are matched in order, the user's before ours.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;

use super::{Facts, Verdict};
use crate::letter::{Letter, Redaction};

/// The catalogue that comes with the program.
const OWN: &str = include_str!("../../assets/errors.toml");

/// All entries, in the order in which they are tried.
#[derive(Clone, Debug)]
pub struct Catalogue {
    entries: Vec<Entry>,
    /// What sentences may not quote.
    redaction: Redaction,
}

/// What is wrong with a catalogue file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueError(String);

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CatalogueError {}

/// What is known of a failure. An entry matches when every condition that it has holds.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Condition: one of these codes.
    #[serde(default)]
    pub code: Vec<String>,
    /// Condition: these texts occur in the message in this order, `*` between them; case does not matter.
    #[serde(default)]
    pub message: String,
    /// Condition: one of these statuses: `429`, `5xx`.
    #[serde(default)]
    pub status: Vec<String>,
    /// Condition: one of these origins.
    #[serde(default)]
    pub origin: Vec<String>,
    /// Condition: the retry limit or condition recorded.
    #[serde(default)]
    pub condition: Vec<String>,
    /// Condition: the service of the target's ARN, or `api-destination`, `event-bus`.
    #[serde(default)]
    pub target: Vec<String>,
    /// The title, with `{target}`, `{status}`, `{code}`; empty for the usual one.
    #[serde(default)]
    pub title: String,
    /// Behind the usual title, instead of what the downstream said.
    #[serde(default)]
    pub note: String,
    /// What it means, one sentence.
    pub meaning: String,
    /// Whether AWS retries it; absent where that is not known.
    pub retried: Option<bool>,
    /// Would a plain redrive help?
    pub verdict: Word,
    /// What to do, one sentence or two.
    pub advice: String,
    /// The meaning is likely and not certain.
    #[serde(default)]
    pub guess: bool,
    /// Where the fact is from.
    #[serde(default)]
    pub source: String,
}

/// A verdict as it is written in the file.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Word {
    Redrive,
    FixFirst,
    EditFirst,
    Impossible,
    Unknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    entry: Vec<Entry>,
}

impl Catalogue {
    /// The catalogue that comes with the program.
    ///
    /// # Errors
    /// Never, for the file that is built in; a test reads it.
    pub fn own() -> Result<Self, CatalogueError> {
        let entries = entries_of(OWN)?;
        Ok(Self {
            entries,
            redaction: Redaction::default(),
        })
    }

    /// The program's own catalogue with the entries of the user's file (TOML) before it, so that they win.
    ///
    /// # Errors
    /// What is wrong with the user's file, with its line.
    pub fn with(users: &str) -> Result<Self, CatalogueError> {
        let mut entries = entries_of(users)?;
        let own = Self::own()?;
        entries.extend(own.entries);
        Ok(Self { entries, ..own })
    }

    /// The same catalogue, whose titles and sentences quote nothing that `redaction` hides.
    #[must_use]
    pub fn hiding(self, redaction: Redaction) -> Self {
        Self { redaction, ..self }
    }

    /// The letter as its title and sentences may quote it.
    pub(super) fn seen<'a>(&self, letter: &'a Letter) -> Cow<'a, Letter> {
        self.redaction.letter(letter)
    }

    /// The first entry whose conditions hold.
    pub(super) fn find(&self, facts: &Facts<'_>) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.holds(facts))
    }

    #[cfg(test)]
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::own().unwrap_or(Self {
            entries: Vec::new(),
            redaction: Redaction::default(),
        })
    }
}

fn entries_of(text: &str) -> Result<Vec<Entry>, CatalogueError> {
    let file: File = toml::from_str(text).map_err(|e| CatalogueError(e.to_string()))?;
    if let Some(bare) = file.entry.iter().find(|e| e.is_bare()) {
        return Err(CatalogueError(format!(
            "the entry `{}` has no condition: give code, message, status, origin, condition or target",
            bare.meaning
        )));
    }
    if let Some(status) = file
        .entry
        .iter()
        .flat_map(|e| &e.status)
        .find(|s| !is_status(s))
    {
        return Err(CatalogueError(format!(
            "`{status}` is no HTTP status: write 503 or 5xx"
        )));
    }
    Ok(file.entry)
}

fn is_status(text: &str) -> bool {
    let (class, rest) = text.split_at(text.len().min(1));
    text.len() == 3
        && class.bytes().all(|b| (b'1'..=b'9').contains(&b))
        && (rest == "xx" || rest.bytes().all(|b| b.is_ascii_digit()))
}

impl Entry {
    fn is_bare(&self) -> bool {
        self.message.is_empty()
            && [
                &self.code,
                &self.status,
                &self.origin,
                &self.condition,
                &self.target,
            ]
            .iter()
            .all(|list| list.is_empty())
    }

    fn holds(&self, facts: &Facts<'_>) -> bool {
        let one_of = |list: &[String], value: Option<&str>| {
            list.is_empty() || value.is_some_and(|v| list.iter().any(|l| l == v))
        };
        one_of(&self.code, facts.code)
            && one_of(&self.origin, Some(facts.origin))
            && one_of(&self.condition, facts.condition)
            && one_of(&self.target, facts.target)
            && (self.status.is_empty() || facts.status.is_some_and(|s| self.has_status(s)))
            && (self.message.is_empty() || facts.message.is_some_and(|m| occurs(&self.message, m)))
    }

    fn has_status(&self, status: u16) -> bool {
        let digits = status.to_string();
        self.status
            .iter()
            .any(|s| *s == digits || s.ends_with("xx") && s[..1] == digits[..1])
    }
}

/// Whether the parts of `pattern` between its `*` occur in `text`, in that order. Case does not matter.
fn occurs(pattern: &str, text: &str) -> bool {
    // a message is cut at 1 KiB by most producers; a hostile one may not cost more than a page
    let text = text[..text.floor_char_boundary(4096)].to_lowercase();
    let mut rest = text.as_str();
    pattern
        .to_lowercase()
        .split('*')
        .all(|part| match rest.find(part) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
}

impl From<Word> for Verdict {
    fn from(word: Word) -> Self {
        match word {
            Word::Redrive => Self::Redrive,
            Word::FixFirst => Self::FixFirst,
            Word::EditFirst => Self::EditFirst,
            Word::Impossible => Self::Impossible,
            Word::Unknown => Self::Unknown,
        }
    }
}
