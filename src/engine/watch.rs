//! Asks a queue for its counters, again and again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::event::Event;
use super::ports::{FaultKind, Queue};
use super::snapshot::QueueId;

/// Between two looks; the counters themselves lag by up to a minute (DOMAIN 3.7).
const EVERY: Duration = Duration::from_secs(5);
/// Looks between two questions whether a move task is at work.
const MOVES: u32 = 2;

/// Tells the desk the counters of one queue until the desk is gone.
pub(super) async fn watch(id: QueueId, queue: Arc<dyn Queue>, desk: mpsc::Sender<Event>) {
    let mut looks = 0_u32;
    let mut asks = true;
    loop {
        let facts = queue.facts().await;
        let arn = facts
            .as_ref()
            .map_or_else(|_| String::new(), |f| f.arn.clone());
        if desk.send(Event::Facts(id, facts)).await.is_err() {
            return;
        }
        if asks && !arn.is_empty() && looks.is_multiple_of(MOVES) {
            asks = moving(id, &queue, &arn, &desk).await;
        }
        looks = looks.wrapping_add(1);
        tokio::time::sleep(EVERY).await;
    }
}

/// Tells the desk what move task is at work; whether it makes sense to ask again.
async fn moving(
    id: QueueId,
    queue: &Arc<dyn Queue>,
    arn: &str,
    desk: &mpsc::Sender<Event>,
) -> bool {
    match queue.moving(arn).await {
        // nobody listens any more: the next look at the counters ends it
        Ok(moving) => desk.send(Event::Moving(id, moving)).await.is_ok(),
        // most queues can't have one, and not everybody may ask
        Err(fault) => !matches!(
            fault.kind,
            FaultKind::Denied | FaultKind::Rejected | FaultKind::NotFound
        ),
    }
}
