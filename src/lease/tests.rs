//! What must hold of leases under every interleaving.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use crate::lease::{Batch, Book, Receipt};
use crate::letter::LetterId;
use crate::limits::SQS_LEASE_CAP;
use crate::time::Time;

const LEASE: Duration = Duration::from_secs(300);

/// One message as SQS sees it.
#[derive(Clone, Debug, Default)]
struct Server {
    receives: u32,
    hidden_until: Time,
    cap: Time,
    deleted: bool,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Receive(u32),
    Duplicate(u32),
    Overtaken(u32),
    Pass(u64),
    Heartbeats { lost: bool, void: bool },
    Delete(u32),
    AnswerLate,
    Hurry,
}

#[derive(Default)]
struct World {
    now: Time,
    messages: BTreeMap<u32, Server>,
    late: Vec<(Batch, Time)>,
}

impl World {
    fn receipt(&self, n: u32) -> Arc<str> {
        format!("{n}-{}", self.messages[&n].receives).into()
    }

    /// Hands a message out twice at once; the second answer overtakes the first.
    fn overtake(&mut self, book: &mut Book, n: u32) {
        let now = self.now;
        let message = self.messages.entry(n).or_default();
        let first = message.receives + 1;
        message.receives += 2;
        message.hidden_until = now.plus(LEASE);
        message.cap = now.plus(SQS_LEASE_CAP);
        for nth in [first + 1, first] {
            let handle = format!("{n}-{nth}").into();
            book.received(LetterId(n), Receipt { handle, nth }, now);
        }
    }

    fn hand_out(&mut self, book: &mut Book, n: u32) {
        let now = self.now;
        let message = self.messages.entry(n).or_default();
        message.receives += 1;
        message.hidden_until = now.plus(LEASE);
        message.cap = now.plus(SQS_LEASE_CAP);
        let nth = message.receives;
        let handle = self.receipt(n);
        book.received(LetterId(n), Receipt { handle, nth }, now);
    }

    /// What ChangeMessageVisibility does with a handle; whether it did.
    fn hide(&mut self, receipt: &str, lease: Duration) -> bool {
        let (n, nth) = receipt.split_once('-').unwrap();
        let now = self.now;
        let message = self.messages.get_mut(&n.parse().unwrap()).unwrap();
        let valid = !message.deleted
            && message.receives == nth.parse::<u32>().unwrap()
            && message.hidden_until > now
            && now.plus(lease) <= message.cap;
        if valid {
            message.hidden_until = now.plus(lease);
        }
        valid
    }

    fn step(&mut self, book: &mut Book, step: Step) {
        match step {
            Step::Receive(n) => {
                let seen = self.messages.get(&n).cloned().unwrap_or_default();
                if !seen.deleted && seen.hidden_until <= self.now {
                    self.hand_out(book, n);
                }
            }
            Step::Duplicate(n) => {
                if self.messages.get(&n).is_some_and(|m| !m.deleted) {
                    self.hand_out(book, n);
                }
            }
            Step::Overtaken(n) => {
                if self.messages.get(&n).is_none_or(|m| !m.deleted) {
                    self.overtake(book, n);
                }
            }
            Step::Pass(seconds) => self.now = self.now.plus(Duration::from_secs(seconds)),
            Step::Heartbeats { lost, void } => self.heartbeats(book, lost, void),
            Step::Delete(n) => {
                if book.receipt(LetterId(n), self.now).is_some() {
                    self.messages.get_mut(&n).unwrap().deleted = true;
                    book.left(LetterId(n));
                }
            }
            Step::Hurry => book.hurry(self.now),
            Step::AnswerLate => {
                for (batch, asked) in std::mem::take(&mut self.late) {
                    for (letter, receipt) in batch.letters.iter().zip(&batch.receipts) {
                        book.extended(*letter, receipt, asked);
                    }
                }
            }
        }
        book.lapsed(self.now);
    }

    fn heartbeats(&mut self, book: &mut Book, lost: bool, void: bool) {
        let due = book.due(self.now, 1000);
        for batch in due.give_back {
            self.give_back(book, &batch);
        }
        for batch in due.extend {
            if lost && !void {
                // done, and the answer comes later
                let all = batch.receipts.iter().all(|r| self.hide(r, LEASE));
                if all {
                    self.late.push((batch, self.now));
                    continue;
                }
            }
            for (letter, receipt) in batch.letters.iter().zip(&batch.receipts) {
                if !lost && self.hide(receipt, LEASE) {
                    book.extended(*letter, receipt, self.now);
                } else {
                    book.failed(*letter, receipt, self.now, void);
                }
            }
        }
    }

    fn give_back(&mut self, book: &mut Book, batch: &Batch) {
        for (letter, receipt) in batch.letters.iter().zip(&batch.receipts) {
            self.hide(receipt, Duration::ZERO);
            book.given_back(*letter, receipt);
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let n = 0..25_u32;
    proptest::collection::vec(
        prop_oneof![
            4 => n.clone().prop_map(Step::Receive),
            1 => n.clone().prop_map(Step::Duplicate),
            1 => n.clone().prop_map(Step::Overtaken),
            3 => (1..200_u64).prop_map(Step::Pass),
            1 => Just(Step::Pass(11 * 3600)),
            4 => any::<(bool, bool)>().prop_map(|(lost, void)| Step::Heartbeats { lost, void: lost && void }),
            1 => n.prop_map(Step::Delete),
            1 => Just(Step::AnswerLate),
            1 => Just(Step::Hurry),
        ],
        1..80,
    )
}

proptest! {
    #[test]
    fn a_message_is_decided_on_only_while_it_is_ours_and_in_the_end_decided_or_visible(steps in steps()) {
        let (mut world, mut book) = (World::default(), Book::new(LEASE));
        for step in steps {
            world.step(&mut book, step);
            for (n, message) in &world.messages {
                if let Some(receipt) = book.receipt(LetterId(*n), world.now) {
                    prop_assert!(!message.deleted);
                    prop_assert!(message.hidden_until > world.now, "{n} is held but visible");
                    prop_assert_eq!(receipt, &world.receipt(*n), "only the newest handle counts");
                }
            }
        }
        world.step(&mut book, Step::AnswerLate);
        let held = |n: &u32| book.receipt(LetterId(*n), world.now).is_some();
        let held: Vec<u32> = world.messages.keys().copied().filter(held).collect();
        loop {
            let batches = book.to_give_back(7);
            if batches.is_empty() {
                break;
            }
            for batch in &batches {
                prop_assert!(batch.letters.len() <= 10);
                world.give_back(&mut book, batch);
            }
        }
        for n in &held {
            let hidden_until = world.messages[n].hidden_until;
            prop_assert!(hidden_until <= world.now, "{n} was held and is not visible at once");
        }
        prop_assert!(book.is_empty(), "all calls are answered, so all is given back");
        world.step(&mut book, Step::Pass(LEASE.as_secs()));
        for (n, message) in &world.messages {
            prop_assert!(message.deleted || message.hidden_until <= world.now, "{n} is left hidden");
        }
    }
}

fn book_of(count: u32) -> Book {
    let mut book = Book::new(LEASE);
    for n in 0..count {
        let handle = n.to_string().into();
        book.received(LetterId(n), Receipt { handle, nth: 1 }, Time(0));
    }
    book
}

#[test]
fn heartbeats_of_what_came_together_are_spread_over_time() {
    let mut book = book_of(10_000);
    let mut most = 0;
    let mut all = 0;
    for second in 0..295 {
        let now = Time(second * 1000);
        let due = book.due(now, usize::MAX);
        let count: usize = due.extend.iter().map(|b| b.letters.len()).sum();
        for batch in due.extend {
            for (letter, receipt) in batch.letters.iter().zip(&batch.receipts) {
                book.extended(*letter, receipt, now);
            }
        }
        if second < 200 {
            (most, all) = (most.max(count), all + count);
        }
        assert!(book.lapsed(now).is_empty());
    }
    assert_eq!(all, 10_000);
    assert!(most < 200, "{most} in one second");
}

#[test]
fn a_lease_near_twelve_hours_is_given_back_and_not_extended() {
    let mut book = book_of(1);
    let mut now = Time(0);
    loop {
        now = now.plus(Duration::from_secs(60));
        let due = book.due(now, 10);
        for batch in due.extend {
            assert!(now.plus(LEASE) < Time(0).plus(SQS_LEASE_CAP));
            book.extended(batch.letters[0], &batch.receipts[0], now);
        }
        if let Some(batch) = due.give_back.first() {
            assert!(now > Time(0).plus(SQS_LEASE_CAP - 2 * LEASE));
            assert_eq!(book.receipt(LetterId(0), now), None);
            assert!(book.given_back(batch.letters[0], &batch.receipts[0]));
            break;
        }
        assert!(book.lapsed(now).is_empty());
    }
}

#[test]
fn after_a_sleep_of_the_machine_everything_lapsed_at_once() {
    let mut book = book_of(100);
    let later = Time(3_600_000);
    assert_eq!(book.receipt(LetterId(5), later), None);
    assert_eq!(book.lapsed(later).len(), 100);
    assert!(book.is_empty());
    assert_eq!(book.due(later, 1000), Default::default());
}

#[test]
fn an_extension_under_way_is_not_given_back_before_its_answer() {
    let mut book = book_of(1);
    let now = Time(200_000);
    let batch = book.due(now, 10).extend.remove(0);
    assert!(book.to_give_back(10).is_empty());
    book.extended(batch.letters[0], &batch.receipts[0], now);
    assert_eq!(book.to_give_back(10).len(), 1);
}

#[test]
fn a_void_handle_lapses_and_a_passing_failure_is_tried_again() {
    let mut book = book_of(2);
    let now = Time(200_000);
    book.due(now, 10);
    book.failed(LetterId(0), "0", now, true);
    book.failed(LetterId(1), "1", now, false);
    assert_eq!(book.lapsed(now), [LetterId(0)]);
    assert_eq!(book.due(now, 10), Default::default());
    let again = now.plus(Duration::from_secs(15));
    assert_eq!(book.due(again, 10).extend[0].letters, [LetterId(1)]);
}
