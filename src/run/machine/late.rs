//! Letters that join a run after it was planned: it walks through a queue that is longer than the window, or follows it.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use super::core::Machine;
use crate::letter::{Letter, LetterId, Message, decode};
use crate::plan::{Item, Plan};
use crate::run::event::{More, Ticket, Unseen};

/// What a run knows of letters that come later.
#[derive(Debug)]
pub(super) struct Late {
    /// More may join.
    pub(super) expecting: bool,
    /// Letters that it was told of: those of the plan, and all that came later.
    pub(super) told: usize,
    /// Came later, and are held back.
    pub(super) held_back: usize,
    /// Came later, and are in doubt since an earlier run.
    pub(super) in_doubt: usize,
    /// Were not looked at, or came when the run took no more.
    pub(super) unseen: usize,
    /// Letters in all, as the plan reckons.
    about: usize,
    follows: bool,
    /// They may be bounces of puts that are not answered yet, up to that call.
    undecided: VecDeque<(Ticket, Vec<Item>)>,
}

impl Late {
    pub(super) fn of(plan: &Plan) -> Self {
        let about = plan.estimate().map_or(0, |estimate| estimate.letters);
        Self {
            expecting: plan.beyond.is_some(),
            told: plan.items.len(),
            held_back: 0,
            in_doubt: 0,
            unseen: 0,
            about: usize::try_from(about).unwrap_or(usize::MAX),
            follows: plan.options.follow,
            undecided: VecDeque::new(),
        }
    }

    /// Letters in all, about, while more may join; `None` when that is known or can't be.
    pub(super) fn about(&self, items: usize) -> Option<usize> {
        (self.expecting && self.about > items).then_some(self.about)
    }

    /// Letters that are still to join, about.
    pub(super) fn to_come(&self, items: usize) -> usize {
        self.about(items).map_or(0, |about| about - items)
    }
}

impl Machine {
    /// More letters join the run; from now on it does not end before it is told that there are no more.
    pub(super) fn join(&mut self, more: More) {
        let late = &mut self.late;
        late.told += more.items.len() + more.in_doubt;
        late.held_back += more.held_back;
        late.in_doubt += more.in_doubt;
        self.changed = true;
        if self.stop.is_some() || self.ending {
            self.late.unseen += more.items.len();
            return;
        }
        self.late.expecting = true;
        if self.late.follows && !self.puts.is_empty() {
            let until = Ticket(self.next_ticket);
            self.late.undecided.push_back((until, more.items));
            return;
        }
        self.take_on(more.items);
    }

    /// No more letters join.
    pub(super) fn no_more(&mut self, unseen: Unseen) {
        self.late.expecting = false;
        self.late.unseen += unseen.letters;
        if !unseen.why.is_empty() {
            self.last_error = unseen.why;
        }
        self.changed = true;
    }

    /// Takes those on of which it is known now whether the run itself put their events.
    pub(super) fn decide(&mut self) {
        if self.stop.is_some() || self.ending {
            let rest = self.late.undecided.drain(..);
            self.late.unseen += rest.map(|(_, items)| items.len()).sum::<usize>();
            return;
        }
        let first_open = self.puts.keys().min().copied();
        while let Some((until, _)) = self.late.undecided.front() {
            if first_open.is_some_and(|open| open <= *until) {
                return;
            }
            if let Some((_, items)) = self.late.undecided.pop_front() {
                self.take_on(items);
            }
        }
    }

    /// Lists letters that join, but for those that the run itself sent: they bounced, and were counted as such.
    fn take_on(&mut self, mut items: Vec<Item>) {
        items.retain(|item| !self.is_ours(item));
        if items.is_empty() {
            return;
        }
        let first = self.letters.len();
        self.items.grow(items.len());
        self.letters.extend(items);
        self.list(first);
        self.changed = true;
    }

    fn is_ours(&self, item: &Item) -> bool {
        let event = item.letter.event.as_ref().and_then(|event| event.id());
        event.is_some_and(|id| self.items.knows(&id))
    }

    /// The letter of an item that is gone needs no memory any more: a run may walk through many windows.
    pub(super) fn let_go(&mut self, item: u32) {
        let planned = &mut self.letters[item as usize];
        planned.letter = nothing();
        planned.edit = None;
    }
}

/// A letter with nothing in it.
fn nothing() -> Arc<Letter> {
    static NOTHING: OnceLock<Arc<Letter>> = OnceLock::new();
    let blank = || {
        Arc::new(decode(
            LetterId(u32::MAX),
            Message {
                id: "".into(),
                body: "".into(),
                system: Default::default(),
                attributes: Arc::default(),
            },
        ))
    };
    Arc::clone(NOTHING.get_or_init(blank))
}
