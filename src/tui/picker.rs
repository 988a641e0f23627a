//! The queues of the account, to choose from: which are shown, and where the cursor is.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::arn::Arn;
use crate::engine::survey::{Feeder, Listed, Surveyed};
use crate::tui::fuzzy::score;
use crate::tui::line::Line;

/// What is found by its name counts this much more than what is found by what it is the queue of.
const BY_NAME: i32 = 1000;

/// The queues of the account, to choose from.
#[derive(Debug, Default)]
pub struct Picker {
    /// What is known of the queues.
    pub survey: Arc<Surveyed>,
    /// The search has the keys.
    pub typing: bool,
    /// What is searched for.
    pub line: Line,
    /// The queues that are shown, in order, by their place in the survey.
    pub order: Vec<usize>,
    /// The cursor's place in `order`.
    pub at: usize,
    /// The queue that the cursor stays with; none before it was moved.
    pub stays: Option<usize>,
    /// The first row on the screen.
    pub top: usize,
    /// Queues that are marked, by their place in the survey.
    pub marked: BTreeSet<usize>,
    /// What the survey was last told that is on the screen.
    pub seen: Vec<usize>,
    /// Nothing lies beneath: who leaves it ends the program.
    pub alone: bool,
}

impl Picker {
    /// Works out which queues are shown, and keeps the cursor with its queue.
    pub fn arrange(&mut self) {
        let typed = self.line.text();
        let queues = &self.survey.queues;
        let mut found: Vec<(Reverse<i32>, usize)> = (0..queues.len())
            .filter_map(|row| Some((Reverse(found(&queues[row], typed)?), row)))
            .collect();
        found.sort_by_cached_key(|(score, row)| (*score, place(&queues[*row])));
        self.order = found.into_iter().map(|(_, row)| row).collect();
        let last = self.order.len().saturating_sub(1);
        let stays = self.stays;
        let kept = stays.and_then(|row| self.order.iter().position(|shown| *shown == row));
        self.at = match (kept, stays) {
            (Some(at), _) => at,
            // without a choice the cursor is on the first, whatever comes
            (None, None) => 0,
            (None, Some(_)) => self.at.min(last),
        };
    }

    /// The queue in that row of the screen's list.
    #[must_use]
    pub fn queue(&self, at: usize) -> Option<&Arc<Listed>> {
        self.survey.queues.get(*self.order.get(at)?)
    }

    /// Puts the cursor on a row.
    pub fn put(&mut self, at: usize) {
        self.at = at.min(self.order.len().saturating_sub(1));
        self.stays = self.order.get(self.at).copied();
    }

    /// What opens the queues that are marked, or the one under the cursor.
    #[must_use]
    pub fn chosen(&self) -> Vec<String> {
        let queues = &self.survey.queues;
        let marked = self.marked.iter().filter_map(|row| queues.get(*row));
        let mut chosen: Vec<String> = marked.map(|queue| queue.id.to_string()).collect();
        if chosen.is_empty() {
            chosen.extend(self.queue(self.at).map(|queue| queue.id.to_string()));
        }
        chosen
    }
}

/// How well `typed` finds a queue: by its name, else by what it is the dead-letter queue of.
fn found(queue: &Listed, typed: &str) -> Option<i32> {
    let by_name = score(&queue.name, typed).map(|score| score + BY_NAME);
    let others = feeders(queue);
    let others = others.iter().filter_map(|words| score(words, typed));
    by_name.into_iter().chain(others).max()
}

/// Where a queue stands when nothing is searched for: dead-letter queues first, the fullest before the others.
fn place(queue: &Listed) -> (bool, bool, Reverse<u64>, Arc<str>) {
    let dead = queue.gets_dead_letters();
    let messages = if dead { queue.messages() } else { 0 };
    let called = dead || queue.is_called_so();
    (!dead, !called, Reverse(messages), Arc::clone(&queue.name))
}

/// Whose dead letters a queue gets, in few words: `rule Orders → ReportingAPI, AuditAPI`, `queue orders`.
#[must_use]
pub fn feeders(queue: &Listed) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut last = None;
    for feeder in &queue.feeders {
        match feeder {
            Feeder::Queue(name) => all.push(format!("queue {name}")),
            Feeder::Rule {
                bus,
                rule,
                target_arn,
            } => {
                let arn = Arn::parse(target_arn);
                let target = arn.as_ref().map_or(&**target_arn, Arn::name);
                match all.last_mut().filter(|_| last == Some((bus, rule))) {
                    Some(words) => *words += &format!(", {target}"),
                    None if &**bus == "default" => all.push(format!("rule {rule} → {target}")),
                    None => all.push(format!("rule {bus}/{rule} → {target}")),
                }
                last = Some((bus, rule));
            }
        }
    }
    all
}
