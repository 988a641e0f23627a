//! How a run begins: itself and its letters on disk.

use std::sync::Arc;

use super::core::{Machine, Write};
use crate::plan::{Deed, InDoubt, Item, Plan};
use crate::run::item::Items;
use crate::run::progress::{Kind, RunId};
use crate::run::record::{Begun, Listed, Record};

/// Letters that are listed in one write.
const LISTED_TOGETHER: usize = 500;

impl Machine {
    pub(super) fn start(&mut self) {
        if self.next_ticket > 0 {
            return;
        }
        self.started = self.now;
        self.pace.ask(
            self.plan.options.rate.or(self.plan.rate_per_second),
            self.now,
        );
        let begun = Record::Begun(Arc::new(self.begun()));
        if self.sets.any() {
            let intended = self.scratches_intended();
            self.write(vec![begun, intended], Write::Scratches);
        } else {
            self.write(vec![begun], Write::Remark);
        }
        self.list(0);
    }

    /// Writes down the letters from `first` on.
    pub(super) fn list(&mut self, first: usize) {
        let letters: Vec<Item> = self.letters[first..].to_vec();
        for (chunk, items) in letters.chunks(LISTED_TOGETHER).enumerate() {
            // a session numbers its letters with 32 bits
            let first = (first + chunk * LISTED_TOGETHER) as u32;
            let listed = (first..)
                .zip(items)
                .map(|(n, item)| Arc::new(self.listed(n, item)));
            let record = Record::Listed {
                run: self.run.clone(),
                items: listed.collect(),
                at: self.now,
            };
            let last = first + items.len() as u32;
            self.write(vec![record], Write::List(first..last));
        }
    }

    fn begun(&self) -> Begun {
        let follows = match &self.plan.deed {
            Deed::Undo { run } | Deed::Resume { run } => Some(RunId(run.as_str().into())),
            Deed::Redrive(_) | Deed::Delete => None,
        };
        let options = &self.plan.options;
        Begun {
            run: self.run.clone(),
            kind: self.kind,
            queue: self.plan.queue_url.as_str().into(),
            destination: self.plan.destination.clone(),
            digest: self.digest,
            options: format!(
                "rate {:?}, ramp {:?}, canary {}, watch {}s, max-bounce {}%, in-doubt {:?}",
                options.rate,
                options.ramp,
                options.canary,
                options.watch.as_secs(),
                options.max_bounce,
                options.in_doubt
            ),
            total: self.letters.len(),
            follows,
            despite_doubt: options.in_doubt == InDoubt::Resend || self.kind == Kind::Delete,
            beyond: self.beyond(),
            at: self.now,
        }
    }

    /// Which letters that come later belong to it: who goes on with the run goes on with them too.
    fn beyond(&self) -> Option<Arc<str>> {
        let beyond = self.plan.beyond.as_ref()?;
        Some(beyond.rest.to_json().into())
    }

    fn listed(&self, number: u32, item: &Item) -> Listed {
        let letter = &item.letter;
        Listed {
            number,
            message: letter.message.clone(),
            keep: self.kind == Kind::Delete,
            event_id: letter.event.as_ref().and_then(|e| e.id().map(Arc::from)),
            edit: item.edit.as_ref().map(|e| Arc::clone(&e.text)),
            to: Arc::clone(&item.to),
            sent: item.sent.clone(),
        }
    }
}

/// What a plan makes of its run.
pub(super) fn kind_of(plan: &Plan) -> Kind {
    match plan.deed {
        Deed::Redrive(_) => Kind::Redrive,
        Deed::Delete => Kind::Delete,
        Deed::Undo { .. } => Kind::Undo,
        Deed::Resume { .. } => resumed(plan),
    }
}

/// What a run does that goes on with another: the same. What a delete goes on with goes nowhere, and never went
/// anywhere.
fn resumed(plan: &Plan) -> Kind {
    let deed = plan.beyond.as_ref().and_then(|beyond| beyond.rest.deed());
    match deed {
        Some(Deed::Delete) => Kind::Delete,
        Some(_) => Kind::Redrive,
        None if plan.items.iter().all(only_deleted) => Kind::Delete,
        None => Kind::Redrive,
    }
}

fn only_deleted(item: &Item) -> bool {
    item.to.is_empty() && item.sent.is_none()
}

/// Marks the first letters that are to be put as the canary; answers how many they are.
pub(super) fn mark_canary(plan: &Plan, items: &mut Items) -> usize {
    let fresh = (0..)
        .zip(&plan.items)
        .filter(|(_, item)| item.sent.is_none());
    let canary: Vec<u32> = fresh.take(plan.options.canary).map(|(n, _)| n).collect();
    canary.iter().for_each(|n| items.mark_canary(*n));
    canary.len()
}
