//! What the palette offers: every command that makes sense, this session's own, and recent filters.

use crate::tui::fuzzy::score;
use crate::tui::keys::{Act, Place};
use crate::tui::model::Model;

/// An entry of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its key; empty when it has none.
    pub key: String,
    /// Its name.
    pub name: String,
    /// One sentence.
    pub help: String,
    /// What it does.
    pub does: Does,
}

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// What the key would.
    Act(Act),
    /// The extra of that number.
    Extra(usize),
    /// Tries the letter under the cursor out at this URL.
    Try(String),
    /// Takes this filter.
    Filter(String),
}

/// The entries that `typed` finds, best first; all of them when nothing is typed.
#[must_use]
pub fn offers(model: &Model, typed: &str) -> Vec<Offer> {
    if let Some(url) = typed.trim().strip_prefix("try ") {
        return vec![Offer {
            key: String::new(),
            name: format!("try {}", url.trim()),
            help: "send what the target would get there, and see its answer".into(),
            does: Does::Try(url.trim().to_owned()),
        }];
    }
    let mut found: Vec<(i32, Offer)> = all(model)
        .into_iter()
        .filter_map(|offer| Some((score(&offer.name, typed)?, offer)))
        .collect();
    // stable: what is equally good keeps its order
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, offer)| offer).collect()
}

fn all(model: &Model) -> Vec<Offer> {
    let extras = model
        .extras
        .iter()
        .enumerate()
        .map(|(i, (name, help))| Offer {
            key: String::new(),
            name: name.clone(),
            help: help.clone(),
            does: Does::Extra(i),
        });
    let going = model.going().is_some();
    let keys = model
        .keys
        .rows()
        .iter()
        .filter(|key| {
            let here = |place: &Place| match place {
                Place::Panes | Place::Letters => true,
                Place::Run => going,
                _ => false,
            };
            key.places.iter().any(here) && key.act != Act::Palette
        })
        .map(|key| Offer {
            key: key.chords.first().map(|c| c.label()).unwrap_or_default(),
            name: key.name.to_owned(),
            help: key.help.to_owned(),
            does: Does::Act(key.act),
        });
    let filters = model.filters.iter().rev().map(|filter| Offer {
        key: "/".into(),
        name: filter.clone(),
        help: "a filter that was used before".into(),
        does: Does::Filter(filter.clone()),
    });
    extras.chain(keys).chain(filters).collect()
}
