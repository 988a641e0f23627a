//! Documented service limits, one constant each with its source. Sections are those of the AWS documentation.

use std::time::Duration;

/// Messages of one ReceiveMessage, and entries of one batch call. (SQS API Reference, ReceiveMessage)
pub const SQS_BATCH: usize = 10;
/// Longest wait of a long poll. (SQS API Reference, ReceiveMessage)
pub const SQS_LONGEST_POLL: Duration = Duration::from_secs(20);
/// Bytes of one message with its attributes, and of one batch together. (SQS quotas, August 2025)
pub const SQS_MESSAGE_BYTES: usize = 1_048_576;
/// Messages of one queue in flight at a time, about. (SQS quotas)
pub const SQS_IN_FLIGHT: usize = 120_000;
/// A lease can't outlive this, counted from its receive. (SQS visibility timeout)
pub const SQS_LEASE_CAP: Duration = Duration::from_secs(12 * 3600);
/// Shortest and longest message retention. (SQS API Reference, SetQueueAttributes)
pub const SQS_RETENTION: (Duration, Duration) =
    (Duration::from_secs(60), Duration::from_secs(1_209_600));
/// From this receive on SQS moves a message to the back of the queue and out of the age metric.
/// (SQS, available CloudWatch metrics)
pub const SQS_POISON_RECEIVES: u32 = 3;
/// Message attributes of one message. (SQS quotas)
pub const SQS_ATTRIBUTES: usize = 10;

/// Entries of one PutEvents. (EventBridge API Reference, PutEvents)
pub const PUT_EVENTS_ENTRIES: usize = 10;
/// Bytes of all entries of one PutEvents together; the documentation says "1 MB", so the smaller reading is used.
/// (EventBridge User Guide, PutEvents)
pub const PUT_EVENTS_BYTES: usize = 1_000_000;
/// Characters of a detail-type. (EventBridge API Reference, PutEventsRequestEntry)
pub const DETAIL_TYPE_CHARS: usize = 128;
/// Levels of nesting of a detail. (EventBridge API Reference, PutEvents)
pub const DETAIL_DEPTH: usize = 1000;
/// Targets of one rule. (EventBridge quotas)
pub const TARGETS_PER_RULE: usize = 5;
/// Invocations per second of an API destination when none are set. (EventBridge quotas)
pub const API_DESTINATION_RATE: u32 = 300;
/// Time that an API destination's endpoint has to answer. (EventBridge User Guide, API destinations)
pub const API_DESTINATION_TIMEOUT: Duration = Duration::from_secs(5);
/// Control-plane calls a second of an account. (EventBridge quotas)
pub const CONTROL_PLANE_RATE: u32 = 50;
/// Default and greatest MaximumRetryAttempts of a target. (EventBridge User Guide, retry policy)
pub const RETRY_ATTEMPTS: u32 = 185;
/// Default and greatest MaximumEventAgeInSeconds of a target. (EventBridge User Guide, retry policy)
pub const RETRY_AGE: Duration = Duration::from_secs(86_400);
/// Shortest MaximumEventAgeInSeconds of a target. (EventBridge User Guide, retry policy)
pub const SHORTEST_RETRY_AGE: Duration = Duration::from_secs(60);
/// From the failure of a delivery to its dead letter, as it was measured.
pub const DEAD_LETTER_LATENCY: Duration = Duration::from_secs(20);
/// Characters of an event pattern. (EventBridge API Reference, PutRule)
pub const PATTERN_CHARS: usize = 4096;

/// PutEvents requests a second in `region`. (EventBridge quotas)
#[must_use]
pub fn put_events_rate(region: &str) -> u32 {
    match region {
        "us-east-1" | "us-west-2" | "eu-west-1" => 10_000,
        "us-east-2" | "eu-central-1" | "eu-south-2" => 2_400,
        "us-west-1" | "ap-northeast-1" | "ap-southeast-1" | "ap-southeast-2" | "eu-west-2" => 1_200,
        "ap-east-1" | "ap-northeast-2" | "ap-south-1" | "ca-central-1" | "eu-north-1"
        | "eu-west-3" | "sa-east-1" => 600,
        _ => 400,
    }
}
