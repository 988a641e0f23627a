//! Makes the calls that keep and give back leases; what is due is `lease`'s business.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};

use super::clock::Clock;
use super::event::{Event, Hidden, Why};
use super::ports::Queue;
use super::snapshot::QueueId;
use crate::lease::Batch;

/// Calls in flight for one queue.
const CALLS: usize = 64;

/// Hides and shows the messages of one queue.
pub(super) struct Keeper {
    id: QueueId,
    queue: Arc<dyn Queue>,
    lease: Duration,
    clock: Clock,
    desk: mpsc::Sender<Event>,
    permits: Arc<Semaphore>,
}

impl Keeper {
    pub(super) fn new(
        id: QueueId,
        queue: Arc<dyn Queue>,
        lease: Duration,
        (clock, desk): (Clock, mpsc::Sender<Event>),
    ) -> Self {
        Self {
            id,
            queue,
            lease,
            clock,
            desk,
            permits: Arc::new(Semaphore::new(CALLS)),
        }
    }

    /// Makes one call in the background; the desk hears of its answer.
    pub(super) fn call(&self, runtime: &Handle, batch: Batch, why: Why) {
        let (id, queue, clock) = (self.id, Arc::clone(&self.queue), self.clock.clone());
        let (desk, permits) = (self.desk.clone(), Arc::clone(&self.permits));
        let lease = match why {
            Why::Heartbeat => self.lease,
            Why::GiveBack => Duration::ZERO,
        };
        runtime.spawn(async move {
            // never closed, so there is always a permit in the end
            let permit = permits.acquire().await;
            let asked = clock.now();
            let answer = queue.hide(&batch.receipts, lease).await;
            drop(permit);
            let hidden = Hidden {
                queue: id,
                batch,
                asked,
                why,
                answer,
            };
            if desk.send(Event::Hidden(hidden)).await.is_err() {
                tracing::debug!("the desk is gone before a lease call was answered");
            }
        });
    }
}
