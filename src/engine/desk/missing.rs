//! Letters that are in the queue no more: purged, taken by others, deleted by retention.

use std::time::Duration;

use super::queue::QueueDesk;
use super::state::State;
use crate::engine::letters::Hold;
use crate::engine::notice::Weight;
use crate::engine::snapshot::{Phase, QueueId};
use crate::letter::LetterId;
use crate::time::Time;

/// A lapsed letter that did not come again for so long, while the counters say that nothing is left, is gone. The
/// counters themselves lag by a minute and more (DOMAIN 3.7).
const PATIENCE: Duration = Duration::from_secs(180);

impl QueueDesk {
    /// Whether what lapsed would have come again by now.
    fn is_empty_without(&self, now: Time) -> bool {
        let state = &self.state;
        let settled = self.lapsed_at.is_some_and(|at| now.since(at) >= PATIENCE);
        let others = state.in_flight > self.book.len() as u64;
        settled
            && state.phase == Phase::Live
            && state.scan.complete
            && state.visible + state.delayed == 0
            && !others
    }
}

impl State {
    /// Takes letters out that are in no queue any more, and says so.
    pub(super) fn look_for_missing(&mut self) {
        let now = self.now();
        for at in 0..self.queues.len() {
            let desk = &mut self.queues[at];
            if !desk.is_empty_without(now) {
                continue;
            }
            desk.lapsed_at = None;
            let id = desk.id;
            let gone = self.lapsed_of(id);
            if gone.is_empty() {
                continue;
            }
            for letter in &gone {
                self.left(*letter);
            }
            self.changed = true;
            let text = format!(
                "{} letters are in the queue no more: somebody else took them, it was purged, or they expired",
                gone.len()
            );
            self.tell(Weight::Warning, text);
        }
    }

    fn lapsed_of(&self, queue: QueueId) -> Vec<LetterId> {
        self.table
            .letters()
            .iter()
            .filter(|row| row.queue == queue && row.hold == Hold::Lapsed)
            .map(|row| row.letter.id)
            .collect()
    }
}
