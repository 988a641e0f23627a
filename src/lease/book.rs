//! The holds on the messages of one queue.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use super::batch::{Batch, Batches, Due, Receipt};
use super::hold::{Doing, Hold, heartbeat, margin};
use crate::letter::LetterId;
use crate::limits::SQS_LEASE_CAP;
use crate::time::Time;

/// Shortest and longest lease that makes sense: calls must fit in, and the cap of 12 h must leave room.
const LEASES: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(11 * 3600));
/// An extension that failed is tried again after this share of the lease.
const AGAIN: u32 = 20;

/// Who holds what until when, for one queue.
#[derive(Clone, Debug)]
pub struct Book {
    lease: Duration,
    holds: HashMap<LetterId, Hold>,
    agenda: BTreeSet<(Time, LetterId)>,
}

impl Book {
    /// An empty book; the lease is kept between 10 s and 11 h.
    #[must_use]
    pub fn new(lease: Duration) -> Self {
        Self {
            lease: lease.clamp(LEASES.0, LEASES.1),
            holds: HashMap::new(),
            agenda: BTreeSet::new(),
        }
    }

    /// The lease to ask for, in receives and extensions.
    #[must_use]
    pub const fn lease(&self) -> Duration {
        self.lease
    }

    /// Holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.holds.len()
    }

    /// Whether nothing is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.holds.is_empty()
    }

    /// Notes a receive, the first or a later one of that letter; its handle is the one that counts from now on,
    /// unless a later receive was answered sooner. Answers until when it is held.
    pub fn received(&mut self, letter: LetterId, receipt: Receipt, answered: Time) -> Time {
        if let Some(newer) = self.holds.get(&letter).filter(|h| h.nth > receipt.nth) {
            return newer.until;
        }
        self.drop_from_agenda(letter);
        let hold = Hold {
            receipt: receipt.handle,
            nth: receipt.nth,
            received: answered,
            until: self.end(answered),
            due: heartbeat(answered, self.lease, letter.0),
            doing: Doing::Nothing,
        };
        let until = hold.until;
        self.agenda.insert((hold.next(), letter));
        self.holds.insert(letter, hold);
        until
    }

    /// Until when that letter is held.
    #[must_use]
    pub fn until(&self, letter: LetterId) -> Option<Time> {
        self.holds.get(&letter).map(|hold| hold.until)
    }

    /// The handle with which that letter may be deleted now; `None` when it is not surely ours.
    #[must_use]
    pub fn receipt(&self, letter: LetterId, now: Time) -> Option<&Arc<str>> {
        let hold = self.holds.get(&letter)?;
        (hold.until > now && hold.doing != Doing::GivingBack).then_some(&hold.receipt)
    }

    /// When something is next to be done.
    #[must_use]
    pub fn next(&self) -> Option<Time> {
        self.agenda.first().map(|(at, _)| *at)
    }

    /// What is to be done by `now`, at most for `most` letters; call [`Book::lapsed`] before. Every batch must be
    /// answered by [`Book::extended`], [`Book::given_back`] or [`Book::failed`], letter by letter.
    pub fn due(&mut self, now: Time, most: usize) -> Due {
        let letters: Vec<LetterId> = self
            .agenda
            .range(..=(now, LetterId(u32::MAX)))
            .take(most)
            .map(|(_, letter)| *letter)
            .collect();
        let (mut extend, mut back) = (Batches::default(), Batches::default());
        for letter in letters {
            let Some(hold) = self.holds.get(&letter) else {
                continue;
            };
            if hold.until <= now || hold.doing != Doing::Nothing {
                continue;
            }
            // a lease over the cap is refused, not shortened (DOMAIN 3.3)
            let end = now.plus(self.lease + margin(self.lease));
            let doing = if end >= hold.received.plus(SQS_LEASE_CAP) {
                back.push(letter, &hold.receipt);
                Doing::GivingBack
            } else {
                extend.push(letter, &hold.receipt);
                Doing::Extending
            };
            self.change(letter, |hold| hold.doing = doing);
        }
        Due {
            extend: extend.into_inner(),
            give_back: back.into_inner(),
        }
    }

    /// An extension that was asked for at `asked` succeeded. Answers the new end; `None` when that handle does not
    /// count any more.
    pub fn extended(&mut self, letter: LetterId, receipt: &str, asked: Time) -> Option<Time> {
        let (until, due) = (self.end(asked), heartbeat(asked, self.lease, letter.0));
        self.current(letter, receipt)?;
        self.change(letter, |hold| {
            hold.until = until.max(hold.until);
            hold.due = due;
            hold.doing = Doing::Nothing;
        });
        Some(until)
    }

    /// A call for that letter failed. When it can't succeed any more (`for_good`: the handle is void) the hold
    /// lapses now, otherwise it is tried again while the lease lasts.
    pub fn failed(&mut self, letter: LetterId, receipt: &str, now: Time, for_good: bool) {
        if self.current(letter, receipt).is_none() {
            return;
        }
        let again = now.plus(self.lease / AGAIN);
        self.change(letter, |hold| {
            hold.doing = Doing::Nothing;
            hold.due = again;
            if for_good {
                hold.until = hold.until.min(now);
            }
        });
    }

    /// What is held is doubtful: everything is extended as soon as may be, so that a void handle shows.
    pub fn hurry(&mut self, now: Time) {
        let letters: Vec<LetterId> = self.holds.keys().copied().collect();
        for letter in letters {
            self.change(letter, |hold| hold.due = hold.due.min(now));
        }
    }

    /// Takes out and names the letters whose lease ended.
    pub fn lapsed(&mut self, now: Time) -> Vec<LetterId> {
        let due: Vec<LetterId> = self
            .agenda
            .range(..=(now, LetterId(u32::MAX)))
            .map(|(_, letter)| *letter)
            .collect();
        due.into_iter()
            .filter(|letter| {
                let ended = self.holds.get(letter).is_some_and(|h| h.until <= now);
                if ended {
                    self.left(*letter);
                }
                ended
            })
            .collect()
    }

    /// Batches to give back, at most for `most` letters: whatever is held and has no call under way. What has one
    /// comes with a later call, when its answer was fed in.
    pub fn to_give_back(&mut self, most: usize) -> Vec<Batch> {
        let letters: Vec<LetterId> = self
            .holds
            .iter()
            .filter(|(_, hold)| hold.doing == Doing::Nothing)
            .take(most)
            .map(|(letter, _)| *letter)
            .collect();
        let mut batches = Batches::default();
        for letter in letters {
            if let Some(hold) = self.holds.get(&letter) {
                batches.push(letter, &hold.receipt);
            }
            self.change(letter, |hold| hold.doing = Doing::GivingBack);
        }
        batches.into_inner()
    }

    /// Whether that letter was given back with the handle that counts; then the hold is gone.
    pub fn given_back(&mut self, letter: LetterId, receipt: &str) -> bool {
        let counts = self.current(letter, receipt).is_some();
        if counts {
            self.left(letter);
        }
        counts
    }

    /// The letter left the queue, or is not ours to hold any more.
    pub fn left(&mut self, letter: LetterId) {
        self.drop_from_agenda(letter);
        self.holds.remove(&letter);
    }

    /// When the last of the holds ends by itself.
    #[must_use]
    pub fn last_end(&self) -> Option<Time> {
        self.holds.values().map(|hold| hold.until).max()
    }

    fn end(&self, from: Time) -> Time {
        from.plus(self.lease - margin(self.lease))
    }

    fn current(&self, letter: LetterId, receipt: &str) -> Option<&Hold> {
        self.holds
            .get(&letter)
            .filter(|hold| &*hold.receipt == receipt)
    }

    fn change(&mut self, letter: LetterId, change: impl FnOnce(&mut Hold)) {
        let Some(hold) = self.holds.get_mut(&letter) else {
            return;
        };
        self.agenda.remove(&(hold.next(), letter));
        change(hold);
        self.agenda.insert((hold.next(), letter));
    }

    fn drop_from_agenda(&mut self, letter: LetterId) {
        if let Some(hold) = self.holds.get(&letter) {
            self.agenda.remove(&(hold.next(), letter));
        }
    }
}
