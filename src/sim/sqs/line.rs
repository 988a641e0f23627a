//! The order in which a queue's visible messages are handed out.

use std::collections::{BTreeMap, HashMap};

/// Names a message inside its queue; never used again for another one.
pub type Seq = u64;

/// The visible messages, first to go first. `order` is a message's place: unique in the queue.
#[derive(Debug)]
pub enum Line {
    /// Any message, in the order of their places.
    Standard(BTreeMap<u64, Seq>),
    /// Only from groups of which none is in flight.
    Fifo(Groups),
}

impl Line {
    /// An empty line.
    #[must_use]
    pub fn new(fifo: bool) -> Self {
        if fifo {
            Self::Fifo(Groups::default())
        } else {
            Self::Standard(BTreeMap::new())
        }
    }

    /// Puts a message at its place.
    pub fn put(&mut self, order: u64, seq: Seq, group: Option<&str>) {
        match self {
            Self::Standard(line) => {
                line.insert(order, seq);
            }
            Self::Fifo(groups) => groups.change(group, |g| {
                g.waiting.insert(order, seq);
            }),
        }
    }

    /// Takes a message out of its place, because it was deleted.
    pub fn remove(&mut self, order: u64, group: Option<&str>) {
        match self {
            Self::Standard(line) => {
                line.remove(&order);
            }
            Self::Fifo(groups) => groups.change(group, |g| {
                g.waiting.remove(&order);
            }),
        }
    }

    /// The next message to hand out. One receive may take several of one group: `last` is the group of the
    /// message that it took before.
    #[must_use]
    pub fn front(&self, last: Option<&str>) -> Option<Seq> {
        match self {
            Self::Standard(line) => line.values().next().copied(),
            Self::Fifo(groups) => groups.front(last),
        }
    }

    /// Takes a message out of its place, because it is handed out: its group is closed until it is back or gone.
    pub fn lease(&mut self, order: u64, group: Option<&str>) {
        match self {
            Self::Standard(line) => {
                line.remove(&order);
            }
            Self::Fifo(groups) => groups.change(group, |g| {
                g.waiting.remove(&order);
                g.held += 1;
            }),
        }
    }

    /// A message that was handed out is held no more.
    pub fn unlease(&mut self, group: Option<&str>) {
        if let Self::Fifo(groups) = self {
            groups.change(group, |g| g.held = g.held.saturating_sub(1));
        }
    }

    /// Whether a receive would find nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.front(None).is_none()
    }
}

/// The message groups of a FIFO queue.
#[derive(Debug, Default)]
pub struct Groups {
    all: HashMap<Box<str>, Group>,
    /// Groups with waiting messages and none in flight, by the place of their first message.
    open: BTreeMap<u64, Box<str>>,
}

#[derive(Debug, Default)]
struct Group {
    waiting: BTreeMap<u64, Seq>,
    held: usize,
}

impl Group {
    fn head(&self) -> Option<u64> {
        if self.held > 0 {
            return None;
        }
        self.waiting.keys().next().copied()
    }
}

impl Groups {
    fn change(&mut self, group: Option<&str>, change: impl FnOnce(&mut Group)) {
        let name = group.unwrap_or_default();
        let group = self.all.entry(name.into()).or_default();
        let before = group.head();
        change(group);
        let after = group.head();
        if group.held == 0 && group.waiting.is_empty() {
            self.all.remove(name);
        }
        if before == after {
            return;
        }
        if let Some(order) = before {
            self.open.remove(&order);
        }
        if let Some(order) = after {
            self.open.insert(order, name.into());
        }
    }

    fn front(&self, last: Option<&str>) -> Option<Seq> {
        let more = last
            .and_then(|name| self.all.get(name))
            .and_then(|group| group.waiting.values().next());
        more.copied().or_else(|| {
            let name = self.open.values().next()?;
            self.all.get(name)?.waiting.values().next().copied()
        })
    }
}
