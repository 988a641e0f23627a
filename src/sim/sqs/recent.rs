//! What a FIFO queue remembers of its last five minutes, so that nothing is sent twice.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::time::Time;

/// The deduplication interval. (SQS Developer Guide, exactly-once processing)
const INTERVAL: Duration = Duration::from_secs(300);

/// A deduplication id, and the group that it counts in, if it counts in a group.
pub type Key = (Option<Arc<str>>, Arc<str>);

/// What the first send with a deduplication id was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// MessageId.
    pub id: Uuid,
    /// SequenceNumber.
    pub sequence: Option<u64>,
}

/// The sends of the last five minutes.
#[derive(Debug, Default)]
pub struct Recent {
    sent: HashMap<Key, Sent>,
    order: VecDeque<(Time, Key)>,
}

impl Recent {
    /// What a send with that id was answered, within the interval before `now`.
    pub fn find(&mut self, key: &Key, now: Time) -> Option<Sent> {
        while let Some((at, _)) = self.order.front()
            && at.plus(INTERVAL) <= now
        {
            if let Some((_, key)) = self.order.pop_front() {
                self.sent.remove(&key);
            }
        }
        self.sent.get(key).copied()
    }

    /// Remembers a send.
    pub fn remember(&mut self, key: Key, sent: Sent, now: Time) {
        self.order.push_back((now, key.clone()));
        self.sent.insert(key, sent);
    }
}
