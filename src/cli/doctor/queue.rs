//! The queue itself (DOMAIN 12, rule 19).

use super::finding::{Check, State};
use crate::engine::ports::{Queue, QueueFacts};
use crate::limits::{SQS_MESSAGE_BYTES, SQS_RETENTION};
use crate::text;

/// Adds what is to be said of the queue; answers its ARN, empty when it could not be asked.
pub(super) async fn examine(queue: &dyn Queue, out: &mut Vec<Check>) -> String {
    match queue.facts().await {
        Ok(facts) => {
            out.extend([depth(&facts), retention(&facts), policy(&facts)]);
            out.push(consumers(&facts));
            out.extend(redrive_policy(&facts));
            out.extend(size(&facts));
            out.extend(key(&facts));
            facts.arn
        }
        Err(fault) => {
            out.push(Check::of_fault("queue", queue.url(), &fault));
            String::new()
        }
    }
}

fn depth(facts: &QueueFacts) -> Check {
    Check::new("queue", &facts.name, State::Ok).found(format!(
        "{} messages visible, {} in flight, {} delayed",
        text::count(facts.visible),
        text::count(facts.in_flight),
        text::count(facts.delayed)
    ))
}

fn retention(facts: &QueueFacts) -> Check {
    let check = Check::new("retention", &facts.name, State::Ok).found(format!(
        "messages are kept for {}",
        text::duration(facts.retention)
    ));
    if facts.retention >= SQS_RETENTION.1 {
        return check;
    }
    Check {
        state: State::Warn,
        ..check
    }
    .advise("a dead-letter queue should keep them for 14 days")
}

/// EventBridge needs leave to send, and drops the event where it has none (DOMAIN 1.1).
fn policy(facts: &QueueFacts) -> Check {
    let check = Check::new("queue-policy", &facts.name, State::Ok);
    match &facts.policy {
        Some(policy) if policy.contains("events.amazonaws.com") => {
            check.found("EventBridge may send to it")
        }
        Some(_) => Check {
            state: State::Warn,
            ..check
        }
        .found("its policy does not name events.amazonaws.com")
        .advise("let EventBridge send, or its dead letters are lost"),
        None => Check {
            state: State::Warn,
            ..check
        }
        .found("it has no policy")
        .advise("let events.amazonaws.com send, or its dead letters are lost"),
    }
}

/// Who receives from a queue is in no answer of SQS's, and event source mappings are Lambda's to list.
fn consumers(facts: &QueueFacts) -> Check {
    Check::new("consumers", &facts.name, State::Unknown)
        .found("whether a Lambda function or another reader drains it, SQS does not tell")
        .advise(format!(
            "aws lambda list-event-source-mappings --event-source-arn {}",
            facts.arn
        ))
}

fn redrive_policy(facts: &QueueFacts) -> Option<Check> {
    facts.redrive_policy.as_ref()?;
    Some(
        Check::new("redrive-policy", &facts.name, State::Warn)
            .found("the dead-letter queue has a redrive policy of its own")
            .advise("to look at its messages counts as receiving them, and may move them away"),
    )
}

fn size(facts: &QueueFacts) -> Option<Check> {
    if facts.max_message_bytes == 0 || facts.max_message_bytes >= SQS_MESSAGE_BYTES as u64 {
        return None;
    }
    Some(
        Check::new("message-size", &facts.name, State::Warn)
            .found(format!(
                "it takes {} at most",
                text::bytes(facts.max_message_bytes)
            ))
            .advise("raise MaximumMessageSize to 1 MiB, or large dead letters are lost"),
    )
}

fn key(facts: &QueueFacts) -> Option<Check> {
    let key = facts
        .kms_key
        .as_deref()
        .filter(|key| !key.contains("alias/aws/sqs"));
    let aws = facts
        .kms_key
        .as_deref()
        .is_some_and(|key| key.contains("alias/aws/sqs"));
    if aws {
        return Some(
            Check::new("encryption", &facts.name, State::Fail)
                .found("it is encrypted with the AWS managed key alias/aws/sqs")
                .advise("EventBridge can't use that key: take a key of your own, or SSE-SQS"),
        );
    }
    Some(
        Check::new("encryption", &facts.name, State::Unknown)
            .found(format!("it is encrypted with {}", key?))
            .advise(
                "the key's policy must let events.amazonaws.com use GenerateDataKey and Decrypt",
            ),
    )
}
