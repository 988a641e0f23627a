//! Letters come, come again, and leave.

use std::sync::Arc;

use super::state::State;
use crate::engine::event::{ScanNews, Why};
use crate::engine::letters::Hold;
use crate::engine::news::RunOrder;
use crate::engine::notice::Weight;
use crate::engine::snapshot::{Mode, QueueId};
use crate::lease::{Batch, Receipt};
use crate::letter::{Letter, LetterId};
use crate::time::Time;

/// A letter that is in no table: one more than the window takes.
const NOBODY: LetterId = LetterId(u32::MAX);

impl State {
    /// Takes what one receive brought at `at`.
    pub(super) fn arrived(&mut self, queue: QueueId, at: Time, letters: Vec<(Letter, Arc<str>)>) {
        let mut surplus = Batch::default();
        for (letter, receipt) in letters {
            self.compare_clocks(&letter, at);
            let Some(desk) = self.queues.get_mut(usize::from(queue.0)) else {
                return;
            };
            if let Some(id) = desk.ids.get(&letter.message.id).copied() {
                desk.count(true);
                let back = desk.book.until(id).is_none();
                let until = desk.book.received(id, receipt_of(&letter, receipt), at);
                if back {
                    self.took_again();
                }
                self.table.renew(id, letter);
                self.table.hold(id, Hold::Held(until));
            } else if self.table.is_full() {
                surplus.letters.push(NOBODY);
                surplus.receipts.push(receipt);
            } else {
                let id = self.take_in(queue, at, letter, receipt);
                self.memory.wonder(id);
            }
        }
        if !surplus.letters.is_empty()
            && let Some(desk) = self.queues.get(usize::from(queue.0))
        {
            desk.keeper.call(&self.runtime, surplus, Why::GiveBack);
        }
    }

    fn take_in(&mut self, queue: QueueId, at: Time, letter: Letter, receipt: Arc<str>) -> LetterId {
        let message = Arc::clone(&letter.message.id);
        let receipt = receipt_of(&letter, receipt);
        let sent = letter.sent();
        let event_id = letter.event.as_ref().and_then(|e| e.id()).map(Arc::from);
        let id = self.table.add(queue, letter, Hold::Lapsed);
        if let Some(desk) = self.queue(queue) {
            desk.count(false);
            if let Some(sent) = sent {
                desk.sent.add(sent);
            }
            let draft = desk.drafts.get(&message).cloned();
            desk.ids.insert(message, id);
            let until = desk.book.received(id, receipt, at);
            self.table.hold(id, Hold::Held(until));
            if draft.is_some() {
                self.table.edit(id, draft);
            }
        }
        if let Some(event_id) = event_id {
            self.runs.order_all(&RunOrder::Arrived {
                event_id,
                letter: id,
            });
        }
        id
    }

    /// A letter left its queue.
    pub(super) fn left(&mut self, id: LetterId) {
        let Some(row) = self.table.take(id) else {
            return;
        };
        if let Some(desk) = self.queue(row.queue) {
            desk.ids.remove(&row.letter.message.id);
            desk.book.left(id);
            if let Some(sent) = row.letter.sent() {
                desk.sent.remove(sent);
            }
        }
    }

    /// A scan tells what it does.
    pub(super) fn scanned(&mut self, queue: QueueId, news: ScanNews) {
        let now = self.now();
        let over = matches!(news, ScanNews::End { .. } | ScanNews::Full);
        if let ScanNews::Failed(problem) = &news {
            let text = problem.to_string();
            self.tell(Weight::Warning, text);
        }
        if let Some(desk) = self.queue(queue) {
            desk.scanned(news, now);
        }
        if over && self.mode == Mode::ReadOnly {
            self.let_go(queue);
        }
    }
}

fn receipt_of(letter: &Letter, handle: Arc<str>) -> Receipt {
    Receipt {
        handle,
        nth: letter.receives().unwrap_or(0),
    }
}
