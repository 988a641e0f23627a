//! Which letters of a call are held when it is made.

use std::sync::Arc;

use tokio::sync::mpsc::Sender;

use super::calls::receipts;
use crate::engine::news::RunNews;
use crate::letter::LetterId;
use crate::run::{Fault, FaultKind, NotDone};

/// One word an entry of a call: whether its letter is held.
pub(super) struct Held(Vec<bool>);

impl Held {
    /// Asks the desk. Without letters all `count` entries may go.
    pub(super) async fn of(news: &Sender<RunNews>, letters: Vec<LetterId>, count: usize) -> Self {
        if letters.is_empty() {
            return Self(vec![true; count]);
        }
        let receipts = receipts(news, letters).await;
        Self(receipts.iter().map(Option::is_some).collect())
    }

    /// The entries that may go.
    pub(super) fn only<T>(&self, entries: Vec<T>) -> Vec<T> {
        let held = self.0.iter().copied();
        let kept = entries.into_iter().zip(held).filter(|(_, held)| *held);
        kept.map(|(entry, _)| entry).collect()
    }

    /// The answers to those that went, in their places, and for each of the others that it did not.
    pub(super) fn spread(
        &self,
        answers: Vec<Result<Arc<str>, NotDone>>,
    ) -> Vec<Result<Arc<str>, NotDone>> {
        let mut answers = answers.into_iter();
        self.0
            .iter()
            .map(|held| {
                if *held {
                    answers.next().unwrap_or_else(|| Err(unanswered().into()))
                } else {
                    Err(NotDone::NotHeld)
                }
            })
            .collect()
    }
}

/// Fewer answers than entries: nobody knows.
fn unanswered() -> Fault {
    Fault {
        kind: FaultKind::Ambiguous,
        code: "answer".into(),
        message: "there was none for this entry".into(),
    }
}
