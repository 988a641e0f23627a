//! What becomes of an event that can't be delivered: a message in the target's dead-letter queue with the
//! attributes of DOMAIN 1.1, or nothing at all.

use super::run::{End, Job};
use crate::sim::events::core::Core;
use crate::sim::wire::{Delivery, Refusal};

/// Characters of ERROR_MESSAGE that are kept; AWS's limit is not documented. (DOMAIN 11)
const MESSAGE_CHARS: usize = 1024;

/// Sends the dead letter; one that the queue does not take is lost and counted. (DOMAIN 1.1)
pub(super) fn send(core: &Core, job: &Job, end: &End) {
    let Some(queue) = &job.target.dead_letter_queue else {
        core.state().counts.dropped += 1;
        return;
    };
    let sent = core.queues.deliver(queue, letter(job, end));
    let mut state = core.state();
    match sent {
        Ok(_) => state.counts.dead += 1,
        Err(refusal) => {
            let key = (queue.clone(), reason(refusal));
            *state.counts.lost.entry(key).or_default() += 1;
        }
    }
}

fn letter(job: &Job, end: &End) -> Delivery {
    let mut attributes = vec![
        ("RULE_ARN".to_owned(), job.rule.arn.clone()),
        ("TARGET_ARN".to_owned(), job.target.arn.clone()),
        ("ERROR_CODE".to_owned(), end.failure.code.to_owned()),
        ("ERROR_MESSAGE".to_owned(), clean(&end.failure.message)),
    ];
    if let Some(condition) = end.condition {
        let (name, value) = ("EXHAUSTED_RETRY_CONDITION", condition.word());
        attributes.push((name.to_owned(), value.to_owned()));
        attributes.push(("RETRY_ATTEMPTS".to_owned(), end.retries.to_string()));
    }
    Delivery {
        body: job.event.text.to_string(),
        attributes,
        trace_header: Some(job.event.trace.clone()),
        source_arn: job.rule.arn.clone(),
        group_id: None,
    }
}

/// Cut, and only characters that SQS takes in an attribute. (DOMAIN 3.8)
fn clean(message: &str) -> String {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    message
        .chars()
        .take(MESSAGE_CHARS)
        .map(|c| {
            if allowed(c) {
                c
            } else {
                char::REPLACEMENT_CHARACTER
            }
        })
        .collect()
}

const fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NoQueue => "no such queue",
        Refusal::Policy => "queue policy",
        Refusal::TooLong => "larger than MaximumMessageSize",
    }
}
