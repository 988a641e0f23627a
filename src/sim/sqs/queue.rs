//! One queue: its settings and messages behind one lock, and the bell for those who wait for messages.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use uuid::Uuid;

use super::attempts::Attempts;
use super::draft::Draft;
use super::message::Message;
use super::recent::{Recent, Sent};
use super::settings::Settings;
use super::store::Store;
use crate::time::Time;

/// A queue.
#[derive(Debug)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: Arc<str>,
    /// Differs from that of an earlier queue of the same name.
    pub id: Uuid,
    /// CreatedTimestamp.
    pub created: Time,
    /// Rings when a message may have become visible.
    pub bell: Notify,
    state: Mutex<State>,
}

/// What changes in a queue.
#[derive(Debug)]
pub struct State {
    /// Its attributes.
    pub settings: Settings,
    /// Its messages.
    pub store: Store,
    /// LastModifiedTimestamp.
    pub modified: Time,
    /// When it was purged last.
    pub purged: Option<Time>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Receives that may be repeated, of FIFO queues.
    pub attempts: Attempts,
    recent: Recent,
    sequence: u64,
}

impl Queue {
    /// An empty queue.
    #[must_use]
    pub fn new(name: &str, arn: String, settings: Settings, now: Time) -> Self {
        Self {
            name: name.to_owned(),
            arn: arn.into(),
            id: Uuid::new_v4(),
            created: now,
            bell: Notify::new(),
            state: Mutex::new(State {
                store: Store::new(settings.fifo),
                settings,
                modified: now,
                purged: None,
                tags: BTreeMap::new(),
                attempts: Attempts::default(),
                recent: Recent::default(),
                sequence: 0,
            }),
        }
    }

    /// The queue as it is at `now`. No other queue and no registry may be locked while this is held.
    pub fn lock(&self, now: Time) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = now.minus(state.settings.retention());
        state.store.settle(now, oldest);
        state
    }

    /// Keeps a message that is sent now.
    pub fn send(&self, draft: Draft, sender: &Arc<str>, now: Time) -> Sent {
        let mut state = self.lock(now);
        let key = draft.key(state.settings.deduplicates_in_group());
        if let Some(sent) = key.as_ref().and_then(|key| state.recent.find(key, now)) {
            return sent;
        }
        let sequence = state.settings.fifo.then(|| {
            state.sequence += 1;
            state.sequence
        });
        let sent = Sent {
            id: Uuid::new_v4(),
            sequence,
        };
        let delay = draft.delay.unwrap_or_else(|| state.settings.delay());
        let visible = (!delay.is_zero()).then(|| now.plus(delay));
        let message = draft.message(sent, sender, now);
        state.store.add(message, visible, now);
        if let Some(key) = key {
            state.recent.remember(key, sent, now);
        }
        drop(state);
        self.ring(visible.is_some());
        sent
    }

    /// Keeps a message that a redrive policy moved here.
    pub fn bury(&self, message: Message, now: Time) {
        let mut state = self.lock(now);
        // on standard queues the retention goes on from the first send, on FIFO it begins anew (DOMAIN 3.7)
        let aged_from = if state.settings.fifo {
            now
        } else {
            message.sent
        };
        state.store.add(message, None, aged_from);
        drop(state);
        self.ring(false);
    }

    /// Wakes one who waits for messages; all of them if a timer was set, which each of them has to watch.
    pub fn ring(&self, timer: bool) {
        if timer {
            self.bell.notify_waiters();
        } else {
            self.bell.notify_one();
        }
    }
}
