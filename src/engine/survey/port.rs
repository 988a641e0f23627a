//! What a survey needs of AWS. Its implementation keeps the pace: no more calls a second than the account bears.

use crate::engine::ports::{Answer, QueueFacts};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// A target that has a dead-letter queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// The target.
    pub target_arn: String,
    /// The ARN of its dead-letter queue.
    pub queue_arn: String,
}

/// What there is in one account and region.
pub trait Account: Send + Sync {
    /// Account and region as a person reads them.
    fn place(&self) -> String;

    /// ListQueues: URLs.
    fn queues(&self, from: Option<String>) -> Answer<'_, Page<String>>;

    /// ListEventBuses: names.
    fn buses(&self, from: Option<String>) -> Answer<'_, Page<String>>;

    /// ListRules of a bus: names.
    fn rules<'a>(&'a self, bus: &'a str, from: Option<String>) -> Answer<'a, Page<String>>;

    /// ListTargetsByRule of a bus and rule: those that have a dead-letter queue.
    fn targets<'a>(
        &'a self,
        rule: (&'a str, &'a str),
        from: Option<String>,
    ) -> Answer<'a, Page<Undelivered>>;

    /// ListDeadLetterSourceQueues: URLs of the queues whose dead letters go to `queue`.
    fn sources<'a>(&'a self, queue: &'a str, from: Option<String>) -> Answer<'a, Page<String>>;

    /// GetQueueAttributes.
    fn facts<'a>(&'a self, queue: &'a str) -> Answer<'a, QueueFacts>;
}
