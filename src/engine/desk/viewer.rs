//! The view: which letters are shown, in order. Big requests are worked off in slices; letters that come or go
//! are merged in, never sorted anew.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::command::{SortKey, ViewRequest};
use crate::engine::letters::{Letters, Row};
use crate::engine::snapshot::View;
use crate::letter::LetterId;
use crate::problem::Problem;
use crate::time::Time;

/// Letters that are looked at in one slice.
const SLICE: u32 = 2_000;

/// Where a letter stands: by text, then number, then id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    text: Option<Arc<str>>,
    number: i64,
    id: LetterId,
}

/// A view that is being worked out.
#[derive(Debug)]
struct Build {
    request: ViewRequest,
    next: u32,
    places: Vec<Place>,
}

/// Keeps the view that faces asked for.
#[derive(Debug, Default)]
pub(super) struct Viewer {
    request: ViewRequest,
    places: Vec<Place>,
    build: Option<Build>,
    changed: Vec<LetterId>,
    shown: View,
}

/// Whether a letter belongs to a request's view: then how long its queue keeps it.
pub(super) type Keep<'a> = dyn Fn(&ViewRequest, &Row) -> Option<Duration> + 'a;

impl Viewer {
    /// Begins to work out another view; the old one stays until it is done. An older request is dropped.
    pub(super) fn ask(&mut self, request: ViewRequest) {
        let newest = self.build.as_ref().map_or(&self.request, |b| &b.request);
        if request.revision < newest.revision {
            return;
        }
        self.build = Some(Build {
            request,
            next: 0,
            places: Vec::new(),
        });
    }

    /// Works the view out anew, as times have changed.
    pub(super) fn refresh(&mut self) {
        if self.build.is_none() {
            self.ask(self.request.clone());
        }
    }

    /// Whether the view depends on the time, or may.
    pub(super) fn has_filter(&self) -> bool {
        !self.request.filter.text().is_empty()
    }

    /// A request can't be answered; the view stays what it was.
    pub(super) fn refuse(&mut self, revision: u64, why: Problem) {
        self.shown.refused = Some((revision, why));
    }

    /// A letter came, went or changed.
    pub(super) fn touch(&mut self, letter: LetterId) {
        self.changed.push(letter);
    }

    /// The last view that was finished.
    pub(super) const fn shown(&self) -> &View {
        &self.shown
    }

    /// Whether a view is being worked out.
    pub(super) const fn is_building(&self) -> bool {
        self.build.is_some()
    }

    /// Whether there is something to do.
    pub(super) fn is_behind(&self) -> bool {
        self.build.is_some() || !self.changed.is_empty()
    }

    /// Does one slice of work, of letters with numbers below `end`. Whether there is a new view.
    pub(super) fn work(&mut self, letters: &Letters, end: u32, keep: &Keep<'_>) -> bool {
        let Some(build) = &mut self.build else {
            return self.merge(letters, keep);
        };
        let stop = end.min(build.next.saturating_add(SLICE));
        for id in build.next..stop {
            if let Some(row) = letters.get(LetterId(id))
                && let Some(retention) = keep(&build.request, row)
            {
                build.places.push(place(&build.request, row, retention));
            }
        }
        build.next = stop;
        if stop < end {
            return false;
        }
        if let Some(mut build) = self.build.take() {
            build.places.sort_unstable();
            self.places = build.places;
            self.request = build.request;
        }
        self.merge(letters, keep);
        self.show();
        true
    }

    /// Takes the changed letters out and merges them in where they now belong.
    fn merge(&mut self, letters: &Letters, keep: &Keep<'_>) -> bool {
        if self.changed.is_empty() {
            return false;
        }
        let changed: HashSet<LetterId> = self.changed.drain(..).collect();
        let mut fresh: Vec<Place> = changed
            .iter()
            .filter_map(|id| letters.get(*id))
            .filter_map(|row| Some(place(&self.request, row, keep(&self.request, row)?)))
            .collect();
        fresh.sort_unstable();
        let old = std::mem::take(&mut self.places);
        self.places.reserve(old.len() + fresh.len());
        let mut fresh = fresh.into_iter().peekable();
        for place in old {
            if changed.contains(&place.id) {
                continue;
            }
            while let Some(new) = fresh.next_if(|new| *new < place) {
                self.places.push(new);
            }
            self.places.push(place);
        }
        self.places.extend(fresh);
        self.show();
        true
    }

    fn show(&mut self) {
        let ids = self.places.iter().map(|place| place.id);
        self.shown = View {
            ids: if self.request.sort.reverse {
                ids.rev().collect()
            } else {
                ids.collect()
            },
            request: self.request.clone(),
            refused: self.shown.refused.take(),
        };
    }
}

fn place(request: &ViewRequest, row: &Row, retention: Duration) -> Place {
    let letter = &row.letter;
    let sent = letter.sent().unwrap_or(Time(i64::MIN + 1)).0;
    let (text, number) = match request.sort.key {
        SortKey::Sent => (None, -sent),
        SortKey::Expires => (None, Time(sent).plus(retention).0),
        SortKey::Size => (
            None,
            -(i64::try_from(letter.message.size()).unwrap_or(i64::MAX)),
        ),
        SortKey::DetailType => {
            let kind = letter.event.as_ref().and_then(|e| e.detail_type());
            (kind.map(|kind| Arc::from(&*kind)), -sent)
        }
        SortKey::Attempts => (None, -letter.failure.attempts.map_or(-1, i64::from)),
    };
    Place {
        text,
        number,
        id: letter.id,
    }
}
