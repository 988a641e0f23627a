//! SendMessage, SendMessageBatch, and what EventBridge delivers.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::batch;
use super::draft::Draft;
use super::policy::Request;
use super::queue::Queue;
use super::queues::Queues;
use crate::limits::SQS_MESSAGE_BYTES;
use crate::sim::wire::{Answer, Delivery, Error, QueueHost, Refusal};
use crate::time::Time;

/// SenderId of EventBridge's deliveries, as recorded. (AWS_RECORDED 1)
const EVENTBRIDGE: &str = "AIDAIDYJ7RPI7CT46XWPK";

impl Queues {
    pub(super) fn send(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let now = self.clock.now();
        let rules = queue.lock(now).settings.rules();
        let draft = Draft::read(input, rules)?;
        draft.fit(rules, "are invalid")?;
        Ok(self.put(&queue, draft, now))
    }

    pub(super) fn send_batch(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let now = self.clock.now();
        let rules = queue.lock(now).settings.rules();
        let entries = batch::entries(input)?;
        let mut drafts: Vec<_> = entries
            .iter()
            .map(|(_, entry)| Draft::read(entry, rules))
            .collect();
        let bytes = drafts.iter().flatten().map(Draft::size).sum();
        if bytes > SQS_MESSAGE_BYTES {
            return Err(batch::too_long(SQS_MESSAGE_BYTES, bytes));
        }
        let mut drafts = drafts.drain(..);
        batch::each(entries, |_| {
            let draft = drafts
                .next()
                .unwrap_or_else(|| Err(super::errors::no_queue()))?;
            draft.fit(rules, "cannot be validated")?;
            Ok(self.put(&queue, draft, now))
        })
    }

    /// Puts a message into the queue and answers what SendMessage does.
    fn put(&self, queue: &Queue, draft: Draft, now: Time) -> Value {
        let sums = draft.sums();
        sums.answer(queue.send(draft, &self.client, now))
    }
}

impl QueueHost for Queues {
    fn deliver(&self, queue_arn: &str, delivery: Delivery) -> Result<String, Refusal> {
        let queue = self.by_arn(queue_arn).ok_or(Refusal::NoQueue)?;
        let now = self.clock.now();
        let (rules, policy) = {
            let state = queue.lock(now);
            (state.settings.rules(), state.settings.policy.clone())
        };
        let request = Request {
            resource: &queue.arn,
            source_arn: &delivery.source_arn,
            source_account: &self.place.account,
        };
        if !policy.is_some_and(|policy| policy.lets_send(request)) {
            return Err(Refusal::Policy);
        }
        let draft = Draft::of_delivery(&delivery, rules);
        draft
            .fit(rules, "are invalid")
            .map_err(|_| Refusal::TooLong)?;
        let sender: Arc<str> = EVENTBRIDGE.into();
        Ok(queue.send(draft, &sender, now).id.to_string())
    }

    fn create_queue(
        &self,
        name: &str,
        attributes: &BTreeMap<String, String>,
    ) -> Result<String, Error> {
        self.make(name, attributes)
    }

    fn set_attributes(
        &self,
        queue_arn: &str,
        attributes: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let queue = self.by_arn(queue_arn).ok_or_else(super::errors::no_queue)?;
        self.change(&queue, attributes)
    }

    fn exists(&self, queue_arn: &str) -> bool {
        self.by_arn(queue_arn).is_some()
    }
}
