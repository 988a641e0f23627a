//! What the queue itself and others at work on it do to our letters.

use super::queue::QueueDesk;
use super::state::State;
use crate::engine::notice::Weight;
use crate::engine::ports::{Fault, Move, QueueFacts};
use crate::engine::scan::ScanOrder;
use crate::engine::snapshot::QueueId;
use crate::json::Doc;
use crate::letter::LetterId;
use crate::limits::SQS_IN_FLIGHT;

impl State {
    /// Takes the counters, and tells what is new about the queue.
    pub(super) fn facts(&mut self, queue: QueueId, facts: Result<QueueFacts, Fault>) {
        let now = self.now();
        let Some(desk) = self.queue(queue) else {
            return;
        };
        let crowded = desk.crowded;
        let policy = desk.facts(facts, now);
        let news = desk.crowded && !crowded;
        desk.refresh(now);
        let others = desk.state.others.in_flight;
        let meet = others > 0 && !std::mem::replace(&mut desk.told_others, others > 0);
        if policy {
            self.tell(
                Weight::Warning,
                "this queue has a redrive policy of its own: every look counts towards its maxReceiveCount, \
                 and messages over it are moved away",
            );
        }
        if meet {
            let text = format!(
                "{others} messages are in flight that are not ours: another reader holds them, perhaps a Lambda that \
                 drains this queue"
            );
            self.tell(Weight::Note, text);
        }
        if news {
            // a long poll is not refused then, it brings nothing (SQS Developer Guide, quotas)
            self.tell(
                Weight::Warning,
                "SQS's 120,000 messages in flight are reached: nobody receives more from this queue until some are \
                 deleted or given back",
            );
        }
    }

    /// Tells when a move task begins and ends.
    pub(super) fn moving(&mut self, queue: QueueId, task: Option<Move>) {
        let Some(desk) = self.queue(queue) else {
            return;
        };
        let before = std::mem::replace(&mut desk.state.others.moving, task.clone()).is_some();
        match task {
            Some(task) if !before => {
                let to = task.to.map_or_else(
                    || "back to where they came from".to_owned(),
                    |arn| format!("to {}", crate::text::safe_line(&arn, 200)),
                );
                let text = format!(
                    "a move task is at work on this queue: it moves its messages {to} ({} so far), as they become visible",
                    task.moved
                );
                self.tell(Weight::Warning, text);
            }
            None if before => self.tell(Weight::Note, "the move task on this queue has ended"),
            _ => {}
        }
    }

    /// Pauses polling of the queues in which one of `letters`, which are not leased any more, would be moved away
    /// by one more receive. A message can't be left out of a receive.
    pub(super) fn spare(&mut self, letters: &[LetterId]) {
        let mut spared = 0;
        for id in letters {
            let Some(row) = self.table.letters().get(*id) else {
                continue;
            };
            let receives = row.letter.receives().unwrap_or(0);
            if let Some(desk) = self.queues.get_mut(usize::from(row.queue.0))
                && most_receives(desk).is_some_and(|most| receives >= most)
            {
                desk.order(ScanOrder::Halt);
                spared += 1;
            }
        }
        if spared > 0 {
            let text = format!(
                "polling is paused: one more receive would move {spared} letters away by the queue's own redrive policy"
            );
            self.tell(Weight::Warning, text);
        }
    }
}

/// `maxReceiveCount` of the queue's own redrive policy; a number, also within quotes. (SQS API Reference)
fn most_receives(desk: &QueueDesk) -> Option<u32> {
    let policy = Doc::read(desk.state.redrive_policy.as_deref()?).ok()?;
    let count = policy.root().get("maxReceiveCount")?.raw();
    count.trim_matches('"').parse().ok()
}

/// Whether SQS lets nobody receive more.
pub(super) const fn is_crowded(in_flight: u64) -> bool {
    in_flight >= SQS_IN_FLIGHT as u64
}
