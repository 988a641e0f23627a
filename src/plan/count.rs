//! Reasons and warnings, with the letters that they are about.

use std::collections::HashMap;

use super::outline::{Skip, Skipped};
use crate::letter::LetterId;

/// Why a letter is not in the run.
#[derive(Debug)]
pub(super) struct Why {
    pub(super) skip: Skip,
    pub(super) reason: String,
}

impl From<String> for Why {
    /// Something holds it back.
    fn from(reason: String) -> Self {
        Self {
            skip: Skip::HeldBack,
            reason,
        }
    }
}

/// Letters that are not in the run, by reason, in the order in which the reasons came up.
#[derive(Default)]
pub(super) struct Skips {
    list: Vec<Skipped>,
    at: HashMap<String, usize>,
}

impl Skips {
    pub(super) fn add(&mut self, why: Why, letter: LetterId) {
        let Why { skip, reason } = why;
        if let Some(at) = self.at.get(&reason) {
            self.list[*at].letters.push(letter);
            return;
        }
        self.at.insert(reason.clone(), self.list.len());
        self.list.push(Skipped {
            skip,
            reason,
            letters: vec![letter],
        });
    }

    /// Most letters first.
    pub(super) fn into_list(mut self) -> Vec<Skipped> {
        self.list
            .sort_by_key(|s| std::cmp::Reverse(s.letters.len()));
        self.list
    }
}

/// Warnings, each told once, with the number of letters that it is about.
#[derive(Default)]
pub(super) struct Counted {
    order: Vec<String>,
    counts: HashMap<String, usize>,
}

impl Counted {
    /// A warning about one more letter.
    pub(super) fn count(&mut self, warning: String) {
        if let Some(count) = self.counts.get_mut(&warning) {
            *count += 1;
            return;
        }
        self.counts.insert(warning.clone(), 1);
        self.order.push(warning);
    }

    /// A warning about all.
    pub(super) fn once(&mut self, warning: String) {
        if !self.counts.contains_key(&warning) {
            self.counts.insert(warning.clone(), 0);
            self.order.push(warning);
        }
    }

    pub(super) fn into_list(self) -> Vec<String> {
        let Self { order, counts } = self;
        let told = |warning: String| match counts.get(&warning).copied().unwrap_or(0) {
            0 => warning,
            1 => format!("{warning} (1 letter)"),
            n => format!("{warning} ({n} letters)"),
        };
        order.into_iter().map(told).collect()
    }
}
