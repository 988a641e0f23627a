//! Why a letter is in the queue, as far as its message tells.

use std::sync::Arc;

/// The failure that a dead letter records. Everything is optional: attributes go missing (DOMAIN 1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// The error code as recorded: `SDK_CLIENT_ERROR`, `NO_PERMISSIONS`, `200`.
    pub code: Option<Arc<str>>,
    /// The error message as recorded, whole.
    pub message: Option<Arc<str>>,
    /// The downstream's HTTP status, where the message tells it.
    pub status: Option<u16>,
    /// What the downstream answered (the payload in the message); may be empty, may be cut.
    pub answer: Option<Arc<str>>,
    /// Delivery attempts after the first, as recorded (`RETRY_ATTEMPTS`); `None` when not recorded, never 0 for that.
    pub attempts: Option<u32>,
    /// Which retry limit ended it: `MaximumRetryAttempts`, `MaximumEventAgeInSeconds`, or another origin's word.
    pub condition: Option<Arc<str>>,
    /// ARN of the rule whose target failed.
    pub rule_arn: Option<Arc<str>>,
    /// ARN of the target that failed (a function, a subscriber's target, …).
    pub target_arn: Option<Arc<str>>,
    /// ARN of the bus, where the message tells it rather than the rule's ARN.
    pub bus_arn: Option<Arc<str>>,
    /// Rule name, for people.
    pub rule: Option<Arc<str>>,
    /// Target name, for people.
    pub target: Option<Arc<str>>,
    /// Bus name: of the rule, or of `bus_arn`.
    pub bus: Option<Arc<str>>,
    /// ARN of the queue that this letter was moved from (`DeadLetterQueueSourceArn`).
    pub source_queue_arn: Option<Arc<str>>,
    /// Name of what sent it where that is no rule: a subscriber, schedule, pipe, topic, stream.
    pub sender: Option<Arc<str>>,
    /// ARN of what sent it where that is no rule.
    pub sender_arn: Option<Arc<str>>,
    /// How many events or records a record or pointer stands for.
    pub records: Option<u32>,
}
