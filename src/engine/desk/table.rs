//! The letters with all that is counted over them: causes, the view, the window.

use std::collections::HashMap;
use std::sync::Arc;

use super::viewer::{Keep, Viewer};
use crate::cause::{Catalogue, Cause, Tally};
use crate::engine::letters::{Hold, Letters, Row};
use crate::engine::scan::Window;
use crate::engine::snapshot::QueueId;
use crate::letter::{Letter, LetterId};
use crate::plan::{World, obstacle};
use crate::repair::Edit;
use crate::run::Fate;

/// What a letter takes besides its texts: itself, its row, its places in tables and the view, its lease with a
/// receipt handle.
const OVERHEAD: u64 = 1200;

/// Rules that are remembered; when there are more, it begins anew.
const RULES: usize = 256;

/// Owns the rows.
pub(in crate::engine) struct Table {
    letters: Letters,
    next: u32,
    bytes: u64,
    tally: Tally,
    causes: Arc<[Cause]>,
    recount: bool,
    /// What is known of rules that were read, by ARN.
    rules: HashMap<Arc<str>, Arc<World>>,
    window: Arc<Window>,
    /// Letters that are not held any more take no room in the window: it is for what we keep from others.
    loose: usize,
    pub(super) viewer: Viewer,
}

impl Table {
    pub(in crate::engine) fn new(window: Arc<Window>, catalogue: Arc<Catalogue>) -> Self {
        Self {
            letters: Letters::default(),
            next: 0,
            bytes: 0,
            tally: Tally::new(catalogue),
            causes: Arc::from([]),
            recount: false,
            rules: HashMap::new(),
            window,
            loose: 0,
            viewer: Viewer::default(),
        }
    }

    pub(super) const fn letters(&self) -> &Letters {
        &self.letters
    }

    /// All numbers given so far are below this.
    pub(super) const fn end(&self) -> u32 {
        self.next
    }

    /// Takes a new letter in and gives it its number.
    pub(super) fn add(&mut self, queue: QueueId, mut letter: Letter, hold: Hold) -> LetterId {
        let id = LetterId(self.next);
        self.next += 1;
        letter.id = id;
        let cause = self.tally.add(&letter);
        self.bytes += weight(&letter);
        self.letters.put(Arc::new(Row {
            queue,
            letter: Arc::new(letter),
            cause,
            hold,
            edit: None,
            fate: None,
            lineage: Arc::default(),
        }));
        self.loose += usize::from(is_loose(hold));
        self.recount = true;
        self.viewer.touch(id);
        self.tell_window();
        id
    }

    /// Takes a letter out.
    pub(super) fn take(&mut self, id: LetterId) -> Option<Arc<Row>> {
        let row = self.letters.take(id)?;
        self.tally.remove(&row.letter);
        self.bytes = self.bytes.saturating_sub(weight(&row.letter));
        self.loose -= usize::from(is_loose(row.hold));
        self.recount = true;
        self.viewer.touch(id);
        self.tell_window();
        Some(row)
    }

    /// Changes the hold on a letter.
    pub(super) fn hold(&mut self, id: LetterId, hold: Hold) {
        let Some(row) = self.letters.get(id).filter(|row| row.hold != hold) else {
            return;
        };
        let was = row.hold;
        self.change(id, |row| row.hold = hold);
        self.loose += usize::from(is_loose(hold));
        self.loose -= usize::from(is_loose(was));
        if is_loose(was) != is_loose(hold) {
            self.tell_window();
        }
    }

    /// The same message, received again: its counts changed.
    pub(super) fn renew(&mut self, id: LetterId, mut letter: Letter) {
        letter.id = id;
        self.change(id, |row| {
            // answers may overtake each other
            if letter.receives() >= row.letter.receives() {
                row.letter = Arc::new(letter);
            }
        });
    }

    /// What a run made of a letter.
    pub(super) fn fate(&mut self, id: LetterId, fate: Option<Fate>) {
        self.change(id, |row| row.fate = fate);
    }

    /// How a letter came back.
    pub(super) fn lineage(&mut self, id: LetterId, lineage: Arc<str>) {
        self.change(id, |row| row.lineage = lineage);
    }

    /// The operator's text of a letter.
    pub(super) fn edit(&mut self, id: LetterId, edit: Option<Arc<Edit>>) {
        self.change(id, |row| row.edit = edit);
        self.viewer.touch(id);
    }

    /// Whether the window takes no more.
    pub(super) fn is_full(&self) -> bool {
        self.window.is_full()
    }

    /// Does one slice of the view's work; whether there is a new view.
    pub(super) fn work(&mut self, keep: &Keep<'_>) -> bool {
        self.viewer.work(&self.letters, self.next, keep)
    }

    /// The causes; counted anew only if letters came or went.
    pub(super) fn causes(&mut self) -> Arc<[Cause]> {
        if std::mem::take(&mut self.recount) {
            let mut causes = self.tally.rows();
            for cause in &mut causes {
                if let Some(obstacle) = self.obstacle(cause) {
                    cause.meets(&obstacle);
                }
            }
            self.causes = causes.into();
        }
        Arc::clone(&self.causes)
    }

    /// Takes what is known of a rule: the verdicts of its causes depend on it.
    pub(super) fn know(&mut self, rule_arn: &str, world: Arc<World>) {
        if self.rules.len() >= RULES {
            self.rules.clear();
        }
        self.rules.insert(rule_arn.into(), world);
        self.recount = true;
    }

    /// What is known to stand in the way of a cause's events.
    fn obstacle(&self, cause: &Cause) -> Option<String> {
        let rule = cause.rule_arn.as_ref()?;
        let world = self.rules.get(rule)?;
        obstacle(
            world,
            (rule, cause.bus.as_deref()?),
            cause.target_arn.as_deref()?,
        )
    }

    fn change(&mut self, id: LetterId, change: impl FnOnce(&mut Row)) {
        let Some(row) = self.letters.get(id) else {
            return;
        };
        let mut row = Row::clone(row);
        change(&mut row);
        self.letters.put(Arc::new(row));
    }

    fn tell_window(&self) {
        let held = self.letters.len() - self.loose;
        let all = self.letters.len().max(1) as u64;
        // an even share: loose letters keep their memory, and are few unless the machine slept
        self.window.holds(held, self.bytes / all * held as u64);
    }
}

const fn is_loose(hold: Hold) -> bool {
    matches!(hold, Hold::Lapsed | Hold::GivenBack)
}

fn weight(letter: &Letter) -> u64 {
    let unwrapped = letter
        .event
        .as_ref()
        .filter(|event| !Arc::ptr_eq(event.text(), &letter.message.body))
        .map_or(0, |event| event.text().len());
    OVERHEAD + (letter.message.size() + unwrapped) as u64
}
