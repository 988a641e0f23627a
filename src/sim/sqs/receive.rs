//! ReceiveMessage: short and long polls.

use std::pin::pin;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::ask::Ask;
use super::errors;
use super::handle::Handle;
use super::line::Seq;
use super::message::Message;
use super::queue::{Queue, State};
use super::queues::Queues;
use super::store::Store;
use crate::limits::SQS_IN_FLIGHT;
use crate::sim::wire::Answer;
use crate::time::Time;

/// What a look into the queue gave.
enum Look {
    Found(Vec<(Message, Handle)>),
    Nothing { next_due: Option<Time> },
    Full,
}

impl Queues {
    pub(super) async fn receive(&self, input: &Value) -> Answer {
        let ask = Ask::read(input)?;
        let first = self.named(input)?;
        let now = self.clock.now();
        let wait = match ask.wait {
            Some(wait) => wait,
            None => first.lock(now).settings.wait(),
        };
        let deadline = self.clock.instant(now.plus(wait));
        loop {
            let queue = self.named(input)?;
            let mut rung = pin!(queue.bell.notified());
            rung.as_mut().enable();
            let next_due = match self.look(&queue, &ask) {
                Look::Found(messages) => return Ok(ask.answer(&messages)),
                Look::Full if wait.is_zero() => return Err(errors::over_limit()),
                Look::Full => None,
                Look::Nothing { next_due } => next_due,
            };
            if Instant::now() >= deadline {
                return Ok(json!({}));
            }
            let wake = next_due.map_or(deadline, |due| self.clock.instant(due).min(deadline));
            tokio::select! {
                () = rung => {}
                () = sleep_until(wake) => {}
            }
        }
    }

    fn look(&self, queue: &Queue, ask: &Ask<'_>) -> Look {
        let now = self.clock.now();
        let (dead_letters, limit) = self.dead_letter_queue(queue, now);
        let mut state = queue.lock(now);
        let visibility = ask.visibility.unwrap_or(state.settings.visibility());
        let mut taker = Taker {
            queue: queue.id,
            now,
            until: now.plus(visibility),
            limit,
            dead: Vec::new(),
        };
        let Some(found) = taker.take(&mut state, ask) else {
            return Look::Full;
        };
        let next_due = state.store.next_due();
        let more = state.store.any_ready();
        drop(state);
        self.bury(queue, dead_letters, taker.dead);
        if found.is_empty() {
            return Look::Nothing { next_due };
        }
        if more {
            queue.ring(false);
        }
        if next_due == Some(taker.until) {
            // those who wait have an earlier timer to watch
            queue.ring(true);
        }
        Look::Found(found)
    }

    /// The queue's dead-letter queue if it is there, and the receives after which messages go there.
    fn dead_letter_queue(&self, queue: &Queue, now: Time) -> (Option<Arc<Queue>>, u32) {
        let redrive = queue.lock(now).settings.redrive.clone();
        let dead_letters = redrive
            .as_ref()
            .and_then(|redrive| self.by_arn(&redrive.target));
        let limit = redrive
            .filter(|_| dead_letters.is_some())
            .map_or(u32::MAX, |redrive| redrive.max_receives);
        (dead_letters, limit)
    }

    fn bury(&self, source: &Queue, dead_letters: Option<Arc<Queue>>, dead: Vec<Message>) {
        let Some(dead_letters) = dead_letters else {
            return;
        };
        for mut message in dead {
            message.dead_letter_source = Some(source.arn.clone());
            dead_letters.bury(message, self.clock.now());
        }
    }
}

/// Takes messages out of a queue for one receive.
struct Taker {
    queue: Uuid,
    now: Time,
    until: Time,
    /// Messages that were received so often are dead.
    limit: u32,
    dead: Vec<Message>,
}

impl Taker {
    /// The messages of this receive; `None` where as many are in flight as can be. A FIFO queue answers
    /// nothing instead (DOMAIN 3.4).
    fn take(&mut self, state: &mut State, ask: &Ask<'_>) -> Option<Vec<(Message, Handle)>> {
        let fifo = state.settings.fifo;
        let attempt = ask.attempt.filter(|_| fifo);
        if let Some(given) = attempt.and_then(|id| state.attempts.find(id, &state.store, self.now))
        {
            let given = given.to_vec();
            return Some(self.repeat(&mut state.store, &given));
        }
        let room = SQS_IN_FLIGHT.saturating_sub(state.store.counts().in_flight);
        if room == 0 && !fifo {
            return None;
        }
        let found = self.lease(&mut state.store, ask.most.min(room));
        if let Some(id) = attempt {
            let given = found.iter().map(|(_, h)| (h.seq, h.receipt)).collect();
            state.attempts.remember(id, given, self.now);
        }
        Some(found)
    }

    fn lease(&mut self, store: &mut Store, most: usize) -> Vec<(Message, Handle)> {
        let mut found: Vec<(Message, Handle)> = Vec::new();
        while found.len() < most {
            let last = found
                .last()
                .and_then(|(message, _)| message.group.as_deref());
            let Some((seq, held)) = store.front(last) else {
                break;
            };
            if held.message.receives >= self.limit {
                self.dead.extend(store.remove(seq));
                continue;
            }
            let Some(held) = store.lease(seq, self.now, self.until) else {
                break;
            };
            found.push((held.message.clone(), self.handle(seq, held.receipt)));
        }
        found
    }

    /// The same messages with the same handles, and the timeout from now on.
    fn repeat(&self, store: &mut Store, given: &[(Seq, u32)]) -> Vec<(Message, Handle)> {
        let mut found = Vec::new();
        for (seq, receipt) in given {
            store.hide_until(*seq, self.until);
            let held = store.get(*seq);
            found.extend(held.map(|h| (h.message.clone(), self.handle(*seq, *receipt))));
        }
        found
    }

    const fn handle(&self, seq: Seq, receipt: u32) -> Handle {
        Handle {
            queue: self.queue,
            seq,
            receipt,
        }
    }
}
