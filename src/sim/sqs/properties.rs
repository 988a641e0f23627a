//! GetQueueAttributes and SetQueueAttributes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::errors;
use super::input;
use super::queue::Queue;
use super::queues::Queues;
use crate::sim::wire::{Answer, Error};
use crate::time::Time;

/// Attributes that can be asked for and may be absent.
const OPTIONAL: &[&str] = &[
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "FifoQueue",
    "FifoThroughputLimit",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "Policy",
    "RedriveAllowPolicy",
    "RedrivePolicy",
];

impl Queues {
    pub(super) fn attributes(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let asked = input::texts(input, "AttributeNames")?;
        if asked.is_empty() {
            return Ok(json!({}));
        }
        let all = self.all_attributes(&queue);
        let every = asked.contains(&"All");
        for name in &asked {
            if *name != "All" && !all.contains_key(*name) && !OPTIONAL.contains(name) {
                return Err(errors::unknown_attribute(name));
            }
        }
        let chosen: Map<String, Value> = all
            .into_iter()
            .filter(|(name, _)| every || asked.contains(&name.as_str()))
            .collect();
        if chosen.is_empty() {
            return Ok(json!({}));
        }
        Ok(json!({ "Attributes": chosen }))
    }

    fn all_attributes(&self, queue: &Queue) -> Map<String, Value> {
        let state = queue.lock(self.clock.now());
        let counts = state.store.counts();
        let seconds = |time: Time| (time.0 / 1000).to_string();
        let computed = [
            ("QueueArn", queue.arn.to_string()),
            ("ApproximateNumberOfMessages", counts.ready.to_string()),
            (
                "ApproximateNumberOfMessagesNotVisible",
                counts.in_flight.to_string(),
            ),
            (
                "ApproximateNumberOfMessagesDelayed",
                counts.delayed.to_string(),
            ),
            ("CreatedTimestamp", seconds(queue.created)),
            ("LastModifiedTimestamp", seconds(state.modified)),
        ];
        let set = state.settings.texts();
        computed
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .chain(set.map(|(name, value)| (name.to_owned(), value.into())))
            .collect()
    }

    pub(super) fn set(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        self.change(&queue, &input::map(input, "Attributes")?)?;
        Ok(json!({}))
    }

    /// SetQueueAttributes.
    pub(super) fn change(
        &self,
        queue: &Queue,
        attributes: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        if attributes.contains_key("FifoQueue") {
            return Err(errors::unknown_attribute("FifoQueue"));
        }
        let next = queue.lock(now).settings.with(attributes)?;
        self.check_redrive(&queue.arn, &next)?;
        let mut state = queue.lock(now);
        state.settings = state.settings.with(attributes)?;
        state.modified = now;
        Ok(())
    }
}
