//! What the charts show, counted once: of letters how often they were tried, how old they are, when they expire.

use std::time::Duration;

use crate::cause::CauseId;
use crate::tui::model::Model;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Ages: up to so many seconds, and in words.
const AGES: [(u64, &str); 6] = [
    (5 * MINUTE, "under 5 min"),
    (HOUR, "under 1 h"),
    (6 * HOUR, "under 6 h"),
    (DAY, "under 1 d"),
    (4 * DAY, "under 4 d"),
    (u64::MAX, "older"),
];
/// Times left, likewise.
const LEFT: [(u64, &str); 6] = [
    (HOUR, "within 1 h"),
    (6 * HOUR, "within 6 h"),
    (DAY, "within 1 d"),
    (3 * DAY, "within 3 d"),
    (7 * DAY, "within 7 d"),
    (u64::MAX, "later"),
];
/// Retries that have a bar of their own: 185 are the most that EventBridge makes.
const TRIES: [(u32, &str); 6] = [
    (0, "1"),
    (1, "1+1"),
    (3, "1+2 to 1+3"),
    (10, "1+4 to 1+10"),
    (50, "1+11 to 1+50"),
    (u32::MAX, "more"),
];

/// A bar: its name, letters of the cause under the cursor, letters of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its name.
    pub name: &'static str,
    /// Of the cause under the cursor; of all of them where that is under the cursor.
    pub these: usize,
    /// Of the others.
    pub others: usize,
}

/// The charts.
#[derive(Clone, Debug, Default)]
pub struct Charts {
    /// How often letters were tried.
    pub tries: Vec<Bar>,
    /// How old they are.
    pub ages: Vec<Bar>,
    /// When they expire.
    pub left: Vec<Bar>,
    /// The first line on the screen.
    pub top: usize,
}

impl Charts {
    /// Counts all letters.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let cause = model.cause().map(|cause| cause.id);
        let mut tries = bars(TRIES.iter().map(|(_, name)| *name).chain(["not recorded"]));
        let mut ages = bars(AGES.iter().map(|(_, name)| *name));
        let mut left = bars(LEFT.iter().map(|(_, name)| *name).chain(["not known"]));
        for row in model.snapshot.letters.iter() {
            let add = |bar: Option<&mut Bar>| count(bar, cause, row.cause);
            let retries = row.letter.failure.attempts;
            let at = retries.and_then(|n| TRIES.iter().position(|(most, _)| n <= *most));
            add(tries.get_mut(at.unwrap_or(TRIES.len())));
            let sent = row.letter.sent();
            let age = sent.map(|sent| model.now.since(sent).as_secs());
            add(age.and_then(|age| ages.get_mut(bucket(&AGES, age))));
            let queue = model.snapshot.queues.iter().find(|q| q.id == row.queue);
            let kept = queue.map_or(Duration::ZERO, |q| q.retention);
            let end = sent.filter(|_| !kept.is_zero());
            let seconds = end.map(|sent| sent.plus(kept).since(model.now).as_secs());
            let at = seconds.map_or(LEFT.len(), |seconds| bucket(&LEFT, seconds));
            add(left.get_mut(at));
        }
        for chart in [&mut tries, &mut ages, &mut left] {
            // bars of nothing behind the last of something tell nothing
            while chart.len() > 1 && chart.last().is_some_and(|bar| bar.these + bar.others == 0) {
                chart.pop();
            }
        }
        Self {
            tries,
            ages,
            left,
            top: 0,
        }
    }
}

fn bars(names: impl Iterator<Item = &'static str>) -> Vec<Bar> {
    names
        .map(|name| Bar {
            name,
            these: 0,
            others: 0,
        })
        .collect()
}

fn bucket(limits: &[(u64, &str)], value: u64) -> usize {
    let at = limits.iter().position(|(most, _)| value < *most);
    at.unwrap_or(limits.len() - 1)
}

fn count(bar: Option<&mut Bar>, wanted: Option<CauseId>, cause: CauseId) {
    let Some(bar) = bar else { return };
    if wanted.is_none_or(|wanted| wanted == cause) {
        bar.these += 1;
    } else {
        bar.others += 1;
    }
}
