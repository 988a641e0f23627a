//! Many patterns at once.

use std::collections::{HashMap, HashSet};

use crate::json::{Doc, Kind};

use super::alternative::{Alternative, double};
use super::consistent::{Field, first_stop};
use super::fields::{Paths, Value};
use super::pattern::Pattern;

/// Patterns compiled together, each with a name of the caller's.
///
/// An event is flattened once. Of each branch one field that wants exact values is its key; only the branches whose
/// key the event has, and those without a key, are looked at.
#[derive(Clone, Debug)]
pub struct Matcher<Id> {
    ids: Vec<Id>,
    paths: Paths,
    branches: Vec<Entry>,
    /// Branches by slot and exact value of their key.
    keyed: Vec<HashMap<Exact, Vec<usize>>>,
    unkeyed: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// Index into `ids`.
    pattern: usize,
    fields: Vec<Field>,
}

/// A value that is compared as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Exact {
    Text(String),
    Word(String),
    /// The bits of the double.
    Number(u64),
}

impl<Id> Matcher<Id> {
    /// Compiles the patterns.
    pub fn new(patterns: impl IntoIterator<Item = (Id, Pattern)>) -> Self {
        let mut matcher = Self {
            ids: Vec::new(),
            paths: Paths::default(),
            branches: Vec::new(),
            keyed: Vec::new(),
            unkeyed: Vec::new(),
        };
        for (id, pattern) in patterns {
            for fields in pattern.branches() {
                let fields = fields.iter().map(|f| Field {
                    slot: matcher.paths.slot(&f.path),
                    ..f.clone()
                });
                let fields = fields.collect();
                matcher.branches.push(Entry {
                    pattern: matcher.ids.len(),
                    fields,
                });
            }
            matcher.ids.push(id);
        }
        matcher.index();
        matcher
    }

    /// How many patterns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The name of the pattern at `index`, in the order in which they were given.
    #[must_use]
    pub fn id(&self, index: usize) -> Option<&Id> {
        self.ids.get(index)
    }

    /// The indices of the patterns that match `event`, in the order in which they were given.
    #[must_use]
    pub fn matches(&self, event: &Doc<'_>) -> Vec<usize> {
        let values = self.paths.of(event);
        let mut matched = vec![false; self.ids.len()];
        let mut look = |branch: &usize| {
            let entry = &self.branches[*branch];
            if !matched[entry.pattern] && first_stop(&entry.fields, &values).is_none() {
                matched[entry.pattern] = true;
            }
        };
        self.unkeyed.iter().for_each(&mut look);
        for (by_value, values) in self.keyed.iter().zip(&values) {
            if by_value.is_empty() {
                continue;
            }
            for exact in values.iter().filter_map(Exact::of_value) {
                by_value
                    .get(&exact)
                    .into_iter()
                    .flatten()
                    .for_each(&mut look);
            }
        }
        let hits = matched.iter().enumerate().filter(|(_, hit)| **hit);
        hits.map(|(index, _)| index).collect()
    }

    /// Picks as the key of each branch the path that tells the most branches apart.
    fn index(&mut self) {
        let mut distinct: HashMap<usize, HashSet<Exact>> = HashMap::new();
        for field in self.branches.iter().flat_map(|b| &b.fields) {
            if let Some(exact) = exact(field) {
                distinct.entry(field.slot).or_default().extend(exact);
            }
        }
        let fields = self.branches.iter().flat_map(|b| &b.fields);
        let slots = fields.map(|f| f.slot + 1).max().unwrap_or(0);
        self.keyed = vec![HashMap::new(); slots];
        for (at, branch) in self.branches.iter().enumerate() {
            let keys = branch
                .fields
                .iter()
                .filter_map(|f| Some((f.slot, exact(f)?)));
            let best = keys.max_by_key(|(slot, _)| distinct.get(slot).map_or(0, HashSet::len));
            let Some((slot, exact)) = best else {
                self.unkeyed.push(at);
                continue;
            };
            for value in exact {
                self.keyed[slot].entry(value).or_default().push(at);
            }
        }
    }
}

/// The values that a field wants, if all of them are exact.
fn exact(field: &Field) -> Option<Vec<Exact>> {
    field.wanted.iter().map(Exact::of_alternative).collect()
}

impl Exact {
    fn of_alternative(wanted: &Alternative) -> Option<Self> {
        match wanted {
            Alternative::Text(text) => Some(Self::Text(text.clone())),
            Alternative::Word(word) => Some(Self::Word(word.clone())),
            Alternative::Number(number) => Self::number(&number.digits),
            _ => None,
        }
    }

    fn of_value(value: &Value<'_>) -> Option<Self> {
        match value.kind {
            Kind::String => Some(Self::Text(value.text.clone().into_owned())),
            Kind::Number => Self::number(&value.text),
            _ => Some(Self::Word(value.text.clone().into_owned())),
        }
    }

    fn number(digits: &str) -> Option<Self> {
        // adding zero makes -0 the same as 0
        double(digits).map(|n| Self::Number((n + 0.0).to_bits()))
    }
}
