//! Where letters go.

/// Whether a destination (`Item::to`) is a queue's URL; everything else is the name or ARN of a bus. A bus name has
/// no colon. (EventBridge API Reference, CreateEventBus)
#[must_use]
pub fn is_queue(to: &str) -> bool {
    to.starts_with("http://") || to.starts_with("https://")
}
