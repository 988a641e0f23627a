//! What goes out for an item, and how much goes together.

use std::sync::Arc;

use crate::limits::{PUT_EVENTS_BYTES, PUT_EVENTS_ENTRIES, SQS_BATCH, SQS_MESSAGE_BYTES};
use crate::plan::{Item, is_queue};
use crate::repair::{Outgoing, outgoing};
use crate::run::event::Parcel;

/// What goes together in one call.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) to: Arc<str>,
    pub(super) items: Vec<u32>,
    pub(super) cargo: Cargo,
    bytes: usize,
}

/// What goes out for each item of a batch.
#[derive(Debug)]
pub(super) enum Cargo {
    /// To a bus.
    Entries(Vec<Outgoing>),
    /// To a queue.
    Parcels(Vec<Parcel>),
    /// They are only deleted.
    Nothing,
}

/// What goes out for one item.
pub(super) enum Load {
    Entry(Outgoing),
    Parcel(Parcel),
    Nothing,
}

impl Load {
    /// What goes out for `item`; an item without a destination is only deleted.
    ///
    /// Fails with the reason, in words, why its destination would not take it.
    pub(super) fn of(item: &Item) -> Result<Self, String> {
        if item.to.is_empty() {
            return Ok(Self::Nothing);
        }
        if is_queue(&item.to) {
            return parcel(item).map(Self::Parcel);
        }
        let entry = outgoing(&item.letter, item.edit.as_deref());
        entry.map(Self::Entry).map_err(|refusals| {
            let words: Vec<String> = refusals.iter().map(ToString::to_string).collect();
            words.join("; ")
        })
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Entry(entry) => entry.size(),
            Self::Parcel(parcel) => parcel.size(),
            Self::Nothing => 0,
        }
    }
}

impl Batch {
    pub(super) fn new(to: Arc<str>, load: &Load) -> Self {
        let cargo = match load {
            Load::Entry(_) => Cargo::Entries(Vec::new()),
            Load::Parcel(_) => Cargo::Parcels(Vec::new()),
            Load::Nothing => Cargo::Nothing,
        };
        Self {
            to,
            items: Vec::new(),
            cargo,
            bytes: 0,
        }
    }

    /// Whether one more fits under the limits of count and size.
    pub(super) fn has_room_for(&self, load: &Load) -> bool {
        let (count, bytes) = match load {
            Load::Entry(_) => (PUT_EVENTS_ENTRIES, PUT_EVENTS_BYTES - 1),
            Load::Parcel(_) => (SQS_BATCH, SQS_MESSAGE_BYTES),
            Load::Nothing => (SQS_BATCH, usize::MAX),
        };
        self.items.is_empty() || (self.items.len() < count && self.bytes + load.bytes() <= bytes)
    }

    pub(super) fn add(&mut self, item: u32, load: Load) {
        self.bytes += load.bytes();
        self.items.push(item);
        match (&mut self.cargo, load) {
            (Cargo::Entries(entries), Load::Entry(entry)) => entries.push(entry),
            (Cargo::Parcels(parcels), Load::Parcel(parcel)) => parcels.push(parcel),
            _ => {}
        }
    }
}

/// The message as it was, less what SQS lets no sender set.
fn parcel(item: &Item) -> Result<Parcel, String> {
    let message = &item.letter.message;
    let system = |name: &str| message.system(name).map(Arc::from);
    let fifo = item.to.ends_with(".fifo");
    let parcel = Parcel {
        body: item
            .edit
            .as_ref()
            .map_or_else(|| Arc::clone(&message.body), |e| Arc::clone(&e.text)),
        attributes: Arc::clone(&message.attributes),
        trace_header: system("AWSTraceHeader"),
        group_id: system("MessageGroupId"),
        // a standard queue refuses it; a FIFO queue wants one, and the message id is as good as any
        deduplication_id: fifo
            .then(|| system("MessageDeduplicationId").unwrap_or_else(|| Arc::clone(&message.id))),
    };
    let size = parcel.size();
    if size > SQS_MESSAGE_BYTES {
        return Err(format!(
            "the message has {size} bytes with its attributes, and SQS takes {SQS_MESSAGE_BYTES}"
        ));
    }
    Ok(parcel)
}
