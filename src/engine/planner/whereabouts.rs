//! Where the letters are whose delete was asked for and never answered.

use std::collections::HashMap;
use std::sync::Arc;

use super::task::Asked;
use crate::engine::letters::{Hold, Row};
use crate::journal::Kept;
use crate::letter::LetterId;

/// Where one letter is.
pub(super) enum Whereabout {
    /// In the queue: it was received.
    Here(LetterId),
    /// In the queue no more.
    Gone,
    /// It may be hidden.
    Unknown,
}

/// What can be told of the letters of a queue.
pub(super) struct Whereabouts {
    here: HashMap<Arc<str>, LetterId>,
    /// The queue has no other letters.
    all: bool,
}

impl Whereabouts {
    /// Looks, as far as it matters for `kept`. The counters are asked now: those that the desk knows may be older
    /// than the leases of others.
    pub(super) async fn of(kept: &[Kept], asked: &Asked) -> Self {
        let mut whereabouts = Self {
            here: HashMap::new(),
            all: false,
        };
        if kept.iter().all(|kept| kept.deleted) {
            return whereabouts;
        }
        let of_queue = |row: &&Arc<Row>| row.queue == asked.request.queue;
        let rows = || asked.letters.iter().filter(of_queue);
        whereabouts.here = rows()
            .map(|row| (Arc::clone(&row.letter.message.id), row.letter.id))
            .collect();
        let held = rows().filter(|row| matches!(row.hold, Hold::Held(_)));
        let held = held.count() as u64;
        if let Some(queue) = &asked.source {
            whereabouts.all = match queue.facts().await {
                Ok(facts) => facts.visible + facts.delayed == 0 && facts.in_flight <= held,
                Err(fault) => {
                    tracing::warn!(?fault, "whether letters are hidden is not known");
                    false
                }
            };
        }
        whereabouts
    }

    pub(super) fn find(&self, kept: &Kept) -> Whereabout {
        if kept.deleted {
            return Whereabout::Gone;
        }
        match self.here.get(&kept.message.id) {
            Some(letter) => Whereabout::Here(*letter),
            None if self.all => Whereabout::Gone,
            None => Whereabout::Unknown,
        }
    }
}
