//! The store against a simple model of it, under any sequence of operations.

use proptest::prelude::*;
use uuid::Uuid;

use crate::sim::sqs::line::Seq;
use crate::sim::sqs::message::Message;
use crate::sim::sqs::store::{Counts, Place, Store};
use crate::time::Time;

#[derive(Clone, Debug)]
enum Step {
    Add { delay: i64 },
    Receive { timeout: i64 },
    Hide { which: usize, timeout: i64 },
    Delete { which: usize },
    Repeat { which: usize },
    Wait { millis: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3_i64).prop_map(|delay| Step::Add { delay: delay * 10 }),
        (0..50_i64).prop_map(|timeout| Step::Receive { timeout }),
        (0..20_usize, 0..50_i64).prop_map(|(which, timeout)| Step::Hide { which, timeout }),
        (0..20_usize).prop_map(|which| Step::Delete { which }),
        (0..20_usize).prop_map(|which| Step::Repeat { which }),
        (0..40_i64).prop_map(|millis| Step::Wait { millis }),
    ]
}

const RETENTION: i64 = 200;

/// A message as the model knows it: sent when, visible from when, and whether it was handed out.
#[derive(Clone, Copy, Debug)]
struct Known {
    seq: Seq,
    sent: i64,
    visible: i64,
    leased: bool,
}

struct Both {
    store: Store,
    model: Vec<Known>,
    now: i64,
    fifo: bool,
}

fn message(group: Option<&str>) -> Message {
    Message {
        id: Uuid::nil(),
        body: "x".into(),
        md5: [0; 16],
        attributes: [].into(),
        trace_header: None,
        sender: "x".into(),
        sent: Time(0),
        first_received: None,
        receives: 0,
        group: group.map(Into::into),
        deduplication: None,
        sequence: None,
        dead_letter_source: None,
    }
}

impl Both {
    fn new(fifo: bool) -> Self {
        Self {
            store: Store::new(fifo),
            model: Vec::new(),
            now: 0,
            fifo,
        }
    }

    fn go(&mut self, step: &Step) {
        match *step {
            Step::Add { delay } => {
                let visible = (delay > 0).then_some(Time(self.now + delay));
                // one group for all: while one is in flight, no other can be received
                let group = self.fifo.then_some("g");
                let seq = self.store.add(message(group), visible, Time(self.now));
                self.model.push(Known {
                    seq,
                    sent: self.now,
                    visible: self.now + delay,
                    leased: false,
                });
            }
            Step::Receive { timeout } => self.receive(timeout),
            Step::Hide { which, timeout } => {
                let now = self.now;
                if let Some(known) = self.nth(which).filter(|k| k.leased && k.visible > now) {
                    known.visible = now + timeout;
                    let seq = known.seq;
                    self.store.hide_until(seq, Time(now + timeout));
                }
            }
            Step::Delete { which } => {
                if let Some(seq) = self.nth(which).map(|k| k.seq) {
                    assert!(self.store.remove(seq).is_some());
                    self.model.retain(|k| k.seq != seq);
                }
            }
            Step::Repeat { which } => {
                let now = self.now;
                if let Some(known) = self.nth(which) {
                    known.visible = now;
                    let seq = known.seq;
                    self.store.repeat(seq);
                }
            }
            Step::Wait { millis } => self.now += millis,
        }
    }

    fn receive(&mut self, timeout: i64) {
        let now = self.now;
        let got = self.store.front(None).map(|(seq, _)| seq);
        let busy = self.fifo && self.model.iter().any(|k| k.leased && k.visible > now);
        let mut may = self.model.iter_mut().filter(|k| k.visible <= now && !busy);
        let Some(seq) = got else {
            assert!(may.next().is_none(), "a visible message was not found");
            return;
        };
        let known = may.find(|k| k.seq == seq).unwrap();
        known.visible = now + timeout;
        known.leased = true;
        self.store
            .lease(seq, Time(now), Time(now + timeout))
            .unwrap();
    }

    fn nth(&mut self, which: usize) -> Option<&mut Known> {
        let count = self.model.len().max(1);
        self.model.get_mut(which % count)
    }

    fn check(&mut self) {
        let now = self.now;
        self.store.settle(Time(now), Time(now - RETENTION));
        self.model.retain(|k| k.sent > now - RETENTION);
        for known in &mut self.model {
            known.leased &= known.visible > now;
        }
        let count = |fits: &dyn Fn(&Known) -> bool| self.model.iter().filter(|k| fits(k)).count();
        let expected = Counts {
            ready: count(&|k| k.visible <= now),
            in_flight: count(&|k| k.visible > now && k.leased),
            delayed: count(&|k| k.visible > now && !k.leased),
        };
        assert_eq!(self.store.counts(), expected);
        let due = self.model.iter().map(|k| k.visible).filter(|v| *v > now);
        assert_eq!(self.store.next_due(), due.min().map(Time));
        for known in &self.model {
            let place = self.store.get(known.seq).unwrap().place;
            assert_eq!(place == Place::Ready, known.visible <= now);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_or_handed_out_twice(
        fifo in any::<bool>(),
        steps in proptest::collection::vec(step(), 0..200),
    ) {
        let mut both = Both::new(fifo);
        for step in &steps {
            both.go(step);
            both.check();
        }
    }
}
