//! Letters counted by cause. A letter is added and taken away again without looking at any other.

use std::collections::HashMap;
use std::sync::Arc;

use super::catalogue::Catalogue;
use super::group::Group;
use super::key::{Lately, rest};
use super::{Cause, CauseId};
use crate::letter::Letter;

/// Causes that are told apart. Letters of further ones are one cause an origin, so that a queue in which every letter
/// died of something else costs no more than others.
pub(super) const MOST: usize = 10_000;

/// All causes of the letters that are held.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    catalogue: Arc<Catalogue>,
    groups: HashMap<CauseId, Group>,
    lately: Lately,
    /// Whether a letter was ever counted with the rest.
    overflowed: bool,
}

impl Tally {
    /// An empty tally that diagnoses by `catalogue`.
    #[must_use]
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        Self {
            catalogue,
            groups: HashMap::new(),
            lately: Lately::default(),
            overflowed: false,
        }
    }

    /// The catalogue that it diagnoses by.
    #[must_use]
    pub const fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// Counts `letter`; one that is counted already is not counted twice.
    pub fn add(&mut self, letter: &Letter) -> CauseId {
        let (id, masked) = self.lately.key(letter);
        let catalogue = &self.catalogue;
        if self.is_beyond(id) || self.is_with_the_rest(letter) {
            self.overflowed = true;
            let id = rest(letter);
            let group = self.groups.entry(id);
            let group = group.or_insert_with(|| Group::of_the_rest(id, letter));
            group.add(letter, catalogue);
            return id;
        }
        let group = self
            .groups
            .entry(id)
            .or_insert_with(|| Group::new(id, &masked, letter, catalogue));
        group.add(letter, catalogue);
        id
    }

    /// Whether a cause of that name is one too many.
    fn is_beyond(&self, id: CauseId) -> bool {
        self.groups.len() >= MOST && !self.groups.contains_key(&id)
    }

    fn is_with_the_rest(&self, letter: &Letter) -> bool {
        let has = |group: &Group| group.has(letter.id);
        self.overflowed && self.groups.get(&rest(letter)).is_some_and(has)
    }

    /// Takes `letter` away again. Nothing happens when it isn't counted.
    pub fn remove(&mut self, letter: &Letter) {
        let (mut id, _) = self.lately.key(letter);
        if self.is_with_the_rest(letter) {
            id = rest(letter);
        }
        let Some(group) = self.groups.get_mut(&id) else {
            return;
        };
        group.remove(letter);
        if group.is_empty() {
            self.groups.remove(&id);
        }
    }

    /// How many causes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// All causes, most frequent first; of as many, the older name first.
    #[must_use]
    pub fn rows(&self) -> Vec<Cause> {
        let mut rows: Vec<_> = self.groups.values().map(Group::row).collect();
        rows.sort_by(|a, b| b.count.cmp(&a.count).then(a.id.cmp(&b.id)));
        rows
    }
}
