//! Calls to make: up to ten messages at a time.

use std::sync::Arc;

use crate::letter::LetterId;
use crate::limits::SQS_BATCH;

/// The handle that one receive gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The handle.
    pub handle: Arc<str>,
    /// Which receive of the message it was (`ApproximateReceiveCount`): answers may overtake each other.
    pub nth: u32,
}

/// The messages of one batch call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The letters.
    pub letters: Vec<LetterId>,
    /// Their receipt handles, in the same order.
    pub receipts: Vec<Arc<str>>,
}

/// What is to be done now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Leases to be extended by the book's lease.
    pub extend: Vec<Batch>,
    /// Leases near the cap of 12 hours: to be given back and received again.
    pub give_back: Vec<Batch>,
}

/// Gathers letters into batches of ten.
#[derive(Debug, Default)]
pub(super) struct Batches(Vec<Batch>);

impl Batches {
    pub(super) fn push(&mut self, letter: LetterId, receipt: &Arc<str>) {
        if self.0.last().is_none_or(|b| b.letters.len() == SQS_BATCH) {
            self.0.push(Batch::default());
        }
        if let Some(batch) = self.0.last_mut() {
            batch.letters.push(letter);
            batch.receipts.push(Arc::clone(receipt));
        }
    }

    pub(super) fn into_inner(self) -> Vec<Batch> {
        self.0
    }
}
