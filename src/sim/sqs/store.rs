//! The messages of one queue: where each is, and what time does to it. Time is passed in.

use std::collections::{BTreeSet, HashMap};

use super::line::{Line, Seq};
use super::message::Message;
use crate::limits::SQS_POISON_RECEIVES;
use crate::time::Time;

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Not yet visible for the first time.
    Delayed(Time),
    /// A receive may take it.
    Ready,
    /// Handed out, until then.
    InFlight(Time),
}

/// A message and its place.
#[derive(Debug)]
pub struct Held {
    /// What was sent.
    pub message: Message,
    /// Where it is.
    pub place: Place,
    /// The number of the newest receipt, counted in this queue.
    pub receipt: u32,
    /// When the newest receipt was given; the lease's cap counts from here.
    pub received: Time,
    /// To be handed out once more, whatever is done with the newest receipt (a fault).
    pub again: bool,
    order: u64,
    aged_from: Time,
}

/// Exact numbers of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Visible.
    pub ready: usize,
    /// Handed out.
    pub in_flight: usize,
    /// Not yet visible.
    pub delayed: usize,
}

/// All messages of a queue.
#[derive(Debug)]
pub struct Store {
    /// Boxed, since a table of so large values is half empty and slow to grow.
    held: HashMap<Seq, Box<Held>>,
    line: Line,
    timers: BTreeSet<(Time, Seq)>,
    ages: BTreeSet<(Time, Seq)>,
    in_flight: usize,
    delayed: usize,
    next: u64,
}

impl Store {
    /// No messages.
    #[must_use]
    pub fn new(fifo: bool) -> Self {
        Self {
            held: HashMap::new(),
            line: Line::new(fifo),
            timers: BTreeSet::new(),
            ages: BTreeSet::new(),
            in_flight: 0,
            delayed: 0,
            next: 1,
        }
    }

    /// Adds a message that becomes visible at `visible` or at once, and whose retention counts from `aged_from`.
    /// Answers its number.
    pub fn add(&mut self, message: Message, visible: Option<Time>, aged_from: Time) -> Seq {
        let seq = self.number();
        self.ages.insert((aged_from, seq));
        let place = match visible {
            Some(at) => {
                self.timers.insert((at, seq));
                self.delayed += 1;
                Place::Delayed(at)
            }
            None => {
                self.line.put(seq, seq, message.group.as_deref());
                Place::Ready
            }
        };
        let held = Box::new(Held {
            message,
            place,
            receipt: 0,
            received: Time(0),
            again: false,
            order: seq,
            aged_from,
        });
        self.held.insert(seq, held);
        seq
    }

    /// Does what time has done until `now`: messages become visible, old ones are gone.
    pub fn settle(&mut self, now: Time, oldest: Time) {
        while let Some(&(sent, seq)) = self.ages.first()
            && sent <= oldest
        {
            self.remove(seq);
        }
        while let Some(&(at, seq)) = self.timers.first()
            && at <= now
        {
            self.show(seq);
        }
    }

    /// The next message that a receive would get, given the group of the one it got before.
    #[must_use]
    pub fn front(&self, last: Option<&str>) -> Option<(Seq, &Held)> {
        let seq = self.line.front(last)?;
        self.held.get(&seq).map(|held| (seq, &**held))
    }

    /// Hands the message out until `until`.
    pub fn lease(&mut self, seq: Seq, now: Time, until: Time) -> Option<&Held> {
        let held = self.held.get_mut(&seq)?;
        self.line.lease(held.order, held.message.group.as_deref());
        self.timers.insert((until, seq));
        self.in_flight += 1;
        held.place = Place::InFlight(until);
        held.receipt += 1;
        held.received = now;
        held.again = false;
        held.message.receives += 1;
        held.message.first_received.get_or_insert(now);
        Some(held)
    }

    /// The message of that number, if it is still there.
    #[must_use]
    pub fn get(&self, seq: Seq) -> Option<&Held> {
        self.held.get(&seq).map(|held| &**held)
    }

    /// Sets when a message that is in flight becomes visible; nothing for others.
    pub fn hide_until(&mut self, seq: Seq, until: Time) {
        let Some(held) = self.held.get_mut(&seq) else {
            return;
        };
        if let Place::InFlight(before) = held.place {
            self.timers.remove(&(before, seq));
            self.timers.insert((until, seq));
            held.place = Place::InFlight(until);
        }
    }

    /// Makes a message visible now, to be handed out once more even if it is deleted.
    pub fn repeat(&mut self, seq: Seq) {
        self.show(seq);
        if let Some(held) = self.held.get_mut(&seq) {
            held.again = true;
        }
    }

    /// Ends every lease now, as if its time were over.
    pub fn end_leases(&mut self) {
        let in_flight: Vec<Seq> = self
            .timers
            .iter()
            .map(|timer| timer.1)
            .filter(|seq| {
                let held = self.held.get(seq);
                held.is_some_and(|held| matches!(held.place, Place::InFlight(_)))
            })
            .collect();
        for seq in in_flight {
            self.show(seq);
        }
    }

    /// Takes a message out for good.
    pub fn remove(&mut self, seq: Seq) -> Option<Message> {
        let held = self.held.remove(&seq)?;
        let group = held.message.group.as_deref();
        self.ages.remove(&(held.aged_from, seq));
        match held.place {
            Place::Ready => self.line.remove(held.order, group),
            Place::Delayed(at) => {
                self.timers.remove(&(at, seq));
                self.delayed -= 1;
            }
            Place::InFlight(at) => {
                self.timers.remove(&(at, seq));
                self.in_flight -= 1;
                self.line.unlease(group);
            }
        }
        Some(held.message)
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        let fifo = matches!(self.line, Line::Fifo(_));
        let next = self.next;
        *self = Self::new(fifo);
        self.next = next;
    }

    /// The exact numbers, as of the last `settle`.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            ready: self.held.len() - self.in_flight - self.delayed,
            in_flight: self.in_flight,
            delayed: self.delayed,
        }
    }

    /// Whether a receive would find a message.
    #[must_use]
    pub fn any_ready(&self) -> bool {
        !self.line.is_empty()
    }

    /// When the next message becomes visible by itself.
    #[must_use]
    pub fn next_due(&self) -> Option<Time> {
        self.timers.first().map(|timer| timer.0)
    }

    fn show(&mut self, seq: Seq) {
        let order = self.next;
        let Some(held) = self.held.get_mut(&seq) else {
            return;
        };
        match held.place {
            Place::Ready => return,
            Place::Delayed(at) => {
                self.timers.remove(&(at, seq));
                self.delayed -= 1;
            }
            Place::InFlight(at) => {
                self.timers.remove(&(at, seq));
                self.in_flight -= 1;
                self.line.unlease(held.message.group.as_deref());
            }
        }
        held.place = Place::Ready;
        let standard = matches!(self.line, Line::Standard(_));
        if standard && held.message.receives >= SQS_POISON_RECEIVES {
            // such a message goes to the back of the queue (DOMAIN 3.2)
            held.order = order;
            self.next += 1;
        }
        self.line
            .put(held.order, seq, held.message.group.as_deref());
    }

    fn number(&mut self) -> Seq {
        self.next += 1;
        self.next - 1
    }
}
