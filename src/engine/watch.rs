//! Asks a queue for its counters, again and again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::event::Event;
use super::ports::Queue;
use super::snapshot::QueueId;

/// Between two looks; the counters themselves lag by up to a minute (DOMAIN 3.7).
const EVERY: Duration = Duration::from_secs(5);

/// Tells the desk the counters of one queue until the desk is gone.
pub(super) async fn watch(id: QueueId, queue: Arc<dyn Queue>, desk: mpsc::Sender<Event>) {
    loop {
        let facts = queue.facts().await;
        if desk.send(Event::Facts(id, facts)).await.is_err() {
            return;
        }
        tokio::time::sleep(EVERY).await;
    }
}
