//! Array consistency: fields of an array of objects must match in one and the same element.
//!
//! The search goes field by field, in the order of the paths, and holds every set of array elements in which all
//! fields so far are true. That order is the service's, and is seen where `exists: false` is asked of an array.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::alternative::Alternative;
use super::fields::{Membership, Value};

/// What one path wants.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) path: Arc<str>,
    /// Where its values are in the flattened event.
    pub(super) slot: usize,
    pub(super) wanted: Arc<[Alternative]>,
}

/// Comparisons of elements that one search may cost. An event that needs more, which only large arrays do, is taken
/// to be consistent: a rule that might match is better named than left out.
const COMPARISONS: usize = 1_000_000;

/// The index of the field that stops the match: the first that no value fits, or else the first that no value in the
/// same array elements fits. `None` if all match.
pub(super) fn first_stop(fields: &[Field], values: &[Vec<Value<'_>>]) -> Option<usize> {
    let stop = fields.iter().position(|f| !fits(f, &values[f.slot]));
    let flat = |f: &Field| values[f.slot].iter().all(|v| v.inside.is_empty());
    if stop.is_some() || fields.iter().all(flat) {
        return stop;
    }
    let last_use = last_use(fields, values);
    let mut search = Search {
        comparisons: 0,
        states: BTreeSet::from([Membership::new()]),
    };
    fields.iter().enumerate().position(|(at, field)| {
        search.step(field, &values[field.slot]);
        search.forget(|array| last_use.get(&array).is_some_and(|last| *last > at));
        search.states.is_empty()
    })
}

/// Whether a field matches, wherever its values lie. Where none lies in an array of objects that is all there is to
/// it; otherwise a field that wants no value may yet find none in the elements that the other fields match in.
fn fits(field: &Field, values: &[Value<'_>]) -> bool {
    field.wanted.iter().any(|wanted| match wanted {
        Alternative::Absent => values.iter().all(|v| !v.inside.is_empty()),
        wanted => values.iter().any(|v| wanted.accepts(v)),
    })
}

/// For each array, the last field that has values in it.
fn last_use(fields: &[Field], values: &[Vec<Value<'_>>]) -> HashMap<u32, usize> {
    let mut last = HashMap::new();
    for (at, field) in fields.iter().enumerate() {
        for (array, _) in values[field.slot].iter().flat_map(|v| &v.inside) {
            last.insert(*array, at);
        }
    }
    last
}

struct Search {
    comparisons: usize,
    /// The sets of elements in which every field so far matches.
    states: BTreeSet<Membership>,
}

impl Search {
    fn step(&mut self, field: &Field, values: &[Value<'_>]) {
        let accepts = |v: &&Value<'_>| field.wanted.iter().any(|w| w.accepts(v));
        let accepted = Elements::of(values.iter().filter(accepts));
        let absent = field
            .wanted
            .iter()
            .any(|w| matches!(w, Alternative::Absent));
        let present = Elements::of(values.iter().filter(|_| absent));
        let mut next = BTreeSet::new();
        for state in std::mem::take(&mut self.states) {
            for element in accepted.near(&state) {
                if self.counted(&state, element) {
                    next.insert(union(&state, element));
                }
            }
            let missing = absent && !present.near(&state).any(|e| self.counted(&state, e));
            if missing {
                next.insert(state);
            }
            if self.comparisons > COMPARISONS && !next.is_empty() {
                next = BTreeSet::from([Membership::new()]);
                break;
            }
        }
        self.states = next;
    }

    fn counted(&mut self, a: &Membership, b: &Membership) -> bool {
        self.comparisons += 1;
        agree(a, b)
    }

    /// Leaves out the arrays that no later field lies in.
    fn forget(&mut self, needed: impl Fn(u32) -> bool) {
        let states = std::mem::take(&mut self.states);
        self.states = states
            .into_iter()
            .map(|mut state| {
                state.retain(|(array, _)| needed(*array));
                state
            })
            .collect();
    }
}

/// Elements grouped by the outermost one, so that a state need not be compared with the other elements of its array.
struct Elements<'v> {
    anywhere: Vec<&'v Membership>,
    by_array: HashMap<u32, HashMap<u32, BTreeSet<&'v Membership>>>,
}

impl<'v> Elements<'v> {
    fn of<'d: 'v>(values: impl Iterator<Item = &'v Value<'d>>) -> Self {
        let mut elements = Self {
            anywhere: Vec::new(),
            by_array: HashMap::new(),
        };
        for membership in values.map(|v| &v.inside) {
            match membership.first() {
                None => elements.anywhere = vec![membership],
                Some((array, index)) => {
                    let indices = elements.by_array.entry(*array).or_default();
                    indices.entry(*index).or_default().insert(membership);
                }
            }
        }
        elements
    }

    /// All but those that lie in another element of the state's outermost array.
    fn near<'a>(&'a self, state: &'a Membership) -> impl Iterator<Item = &'v Membership> + 'a {
        let held = |array: u32| {
            state
                .iter()
                .find(move |(a, _)| *a == array)
                .map(|(_, i)| *i)
        };
        let grouped = self.by_array.iter().flat_map(move |(array, indices)| {
            let held = held(*array);
            let one = held.and_then(|index| indices.get(&index));
            let all = indices.values().filter(move |_| held.is_none());
            one.into_iter().chain(all).flatten().copied()
        });
        self.anywhere.iter().copied().chain(grouped)
    }
}

/// Whether two sets name no array with different elements.
fn agree(a: &Membership, b: &Membership) -> bool {
    let other = |array: u32| b.iter().find(|(id, _)| *id == array);
    a.iter()
        .all(|(array, index)| other(*array).is_none_or(|(_, i)| i == index))
}

fn union(a: &Membership, b: &Membership) -> Membership {
    let mut both: Membership = a.iter().chain(b).copied().collect();
    both.sort_unstable();
    both.dedup();
    both
}
