//! The config file as it is written, and what is wrong with it.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use serde::Deserialize;

use super::settings::Settings;
use super::suggest::suggest;
use crate::problem::{Kind, Problem};

/// The config file. Every part may be left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What holds where nothing nearer says otherwise.
    pub defaults: Settings,
    /// By queue: its name, URL or ARN.
    pub queue: BTreeMap<String, Settings>,
    /// By AWS profile.
    pub profile: BTreeMap<String, Settings>,
    /// By AWS account.
    pub account: BTreeMap<String, Settings>,
    /// Keys of the terminal: what a key does, and the keys that do it.
    pub keys: BTreeMap<String, Keys>,
    /// Theme of the terminal.
    pub theme: Option<String>,
    /// Paths and patterns of payload fields that are shown as `•••` and left out of exports.
    pub redact: Vec<String>,
}

/// One key, or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Keys {
    /// `"r"`
    One(String),
    /// `["r", "ctrl-r"]`
    Many(Vec<String>),
}

impl Config {
    /// Reads the file at `path`. A file that is not there is an empty one, unless it was `asked` for by name.
    ///
    /// # Errors
    /// A usage problem that names the line.
    pub fn load(path: &Path, asked: bool) -> Result<Self, Problem> {
        let place = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::read(&text, &place),
            Err(e) if e.kind() == ErrorKind::NotFound && !asked => Ok(Self::default()),
            Err(e) => Err(Problem::usage(format!("the config file can't be read: {e}")).at(place)),
        }
    }

    /// Reads the text of a config file; `place` is its name in errors.
    ///
    /// # Errors
    /// A usage problem that names the line, and for an unknown key the one that was probably meant.
    pub fn read(text: &str, place: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|e| problem(text, place, &e))
    }

    /// What the file says of a session: the section of the queue (by any of its `names`) over that of the profile,
    /// over that of the account, over the defaults, and `asked` (the command line) over all of them.
    #[must_use]
    pub fn settings(&self, asked: Settings, names: &[&str], account: Option<&str>) -> Settings {
        let queue = names
            .iter()
            .find_map(|name| self.queue.get(*name))
            .cloned()
            .unwrap_or_default();
        let near = asked.over(&queue);
        let profile = near.profile.as_ref().or(self.defaults.profile.as_ref());
        let profile = profile.and_then(|p| self.profile.get(p)).cloned();
        let account = account.and_then(|a| self.account.get(a)).cloned();
        let far = account.unwrap_or_default().over(&self.defaults);
        near.over(&profile.unwrap_or_default().over(&far))
    }
}

fn problem(text: &str, place: &str, error: &toml::de::Error) -> Problem {
    let start = error.span().map_or(0, |s| s.start.min(text.len()));
    let line = text.as_bytes()[..start]
        .iter()
        .filter(|b| **b == b'\n')
        .count()
        + 1;
    let place = format!("{place}, line {line}");
    let message = error.message();
    let Some(rest) = message.strip_prefix("unknown field `") else {
        let first = message.lines().next().unwrap_or("it is no TOML");
        return Problem::new(Kind::Usage, format!("the config is wrong: {first}")).at(place);
    };
    let mut words = rest.split('`').step_by(2);
    let key = words.next().unwrap_or("");
    let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
    let remedy = suggest(key, known.iter().copied()).map_or_else(
        || format!("known here: {}", known.join(", ")),
        |k| format!("did you mean `{k}`?"),
    );
    Problem::usage(format!("the config has an unknown key `{key}`"))
        .at(place)
        .remedy(remedy)
}
