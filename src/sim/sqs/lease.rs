//! What a receipt handle is good for: DeleteMessage and ChangeMessageVisibility, alone and in batches.

use std::time::Duration;

use serde_json::{Value, json};

use super::batch;
use super::errors;
use super::handle::Handle;
use super::input;
use super::queue::Queue;
use super::queues::Queues;
use super::store::Place;
use crate::limits::SQS_LEASE_CAP;
use crate::sim::wire::{Answer, Error};

impl Queues {
    pub(super) fn delete(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        self.delete_one(&queue, input)
    }

    pub(super) fn delete_batch(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        batch::each(batch::entries(input)?, |entry| {
            self.delete_one(&queue, entry)
        })
    }

    pub(super) fn change_visibility(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        self.change_one(&queue, input)
    }

    pub(super) fn change_visibility_batch(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        batch::each(batch::entries(input)?, |entry| {
            self.change_one(&queue, entry)
        })
    }

    /// The newest receipt deletes, even after its lease ran out; an older one "succeeds" and does nothing
    /// on standard queues. (DOMAIN 3.5, AWS_RECORDED 8)
    fn delete_one(&self, queue: &Queue, input: &Value) -> Answer {
        let text = input::required(input, "ReceiptHandle")?;
        let handle = Handle::read(text, queue.id)?;
        let mut state = queue.lock(self.clock.now());
        let fifo = state.settings.fifo;
        let Some(held) = state.store.get(handle.seq) else {
            return Ok(json!({}));
        };
        let newest = held.receipt == handle.receipt;
        if fifo && !(newest && matches!(held.place, Place::InFlight(_))) {
            return Err(expired(text));
        }
        if newest && !held.again {
            state.store.remove(handle.seq);
        }
        drop(state);
        if fifo {
            queue.ring(false);
        }
        Ok(json!({}))
    }

    fn change_one(&self, queue: &Queue, input: &Value) -> Answer {
        let text = input::required(input, "ReceiptHandle")?;
        let timeout = timeout(input)?;
        let handle = Handle::read(text, queue.id)?;
        let now = self.clock.now();
        let mut state = queue.lock(now);
        let fifo = state.settings.fifo;
        let held = state
            .store
            .get(handle.seq)
            .ok_or_else(|| unavailable(text))?;
        if held.receipt != handle.receipt || !matches!(held.place, Place::InFlight(_)) {
            // a heartbeat that comes too late is no error on a standard queue, and does nothing
            return if fifo {
                Err(expired(text))
            } else {
                Ok(json!({}))
            };
        }
        let until = now.plus(timeout);
        if until > held.received.plus(SQS_LEASE_CAP) {
            return Err(beyond(timeout.as_secs()));
        }
        state.store.hide_until(handle.seq, until);
        drop(state);
        queue.ring(!timeout.is_zero());
        Ok(json!({}))
    }
}

fn timeout(input: &Value) -> Result<Duration, Error> {
    let seconds = input::integer(input, "VisibilityTimeout")?
        .ok_or_else(|| errors::missing("VisibilityTimeout"))?;
    if seconds < 0 {
        let reason = "Must be >= 0 and <= 43200, if provided.";
        return Err(errors::invalid_value(seconds, "VisibilityTimeout", reason));
    }
    let timeout = Duration::from_secs(seconds.unsigned_abs());
    if timeout > SQS_LEASE_CAP {
        return Err(beyond(timeout.as_secs()));
    }
    Ok(timeout)
}

fn beyond(seconds: u64) -> Error {
    errors::invalid_value(
        seconds,
        "VisibilityTimeout",
        "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
    )
}

fn expired(handle: &str) -> Error {
    errors::invalid_value(handle, "ReceiptHandle", "The receipt handle has expired.")
}

fn unavailable(handle: &str) -> Error {
    errors::invalid_value(
        handle,
        "ReceiptHandle",
        "Message does not exist or is not available for visibility timeout change.",
    )
}
