//! Queues themselves: made, found, asked, changed, emptied, deleted, tagged.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::errors;
use super::input;
use super::queue::Queue;
use super::queues::Queues;
use super::settings::Settings;
use crate::sim::wire::{Answer, Error};

/// Between a purge and the next, and between a deletion and a new queue of the same name.
/// (SQS API Reference, PurgeQueue, DeleteQueue)
const PAUSE: Duration = Duration::from_secs(60);

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
    pub(super) fn create(&self, input: &Value) -> Answer {
        let name = input::required(input, "QueueName")?;
        let url = self.make(name, &input::map(input, "Attributes")?)?;
        let tags = input::map(input, "tags")?;
        if let Some(queue) = self.find(name).filter(|_| !tags.is_empty()) {
            queue.lock(self.clock.now()).tags.extend(tags);
        }
        Ok(json!({ "QueueUrl": url }))
    }

    /// CreateQueue: answers the URL, also of a queue that is there with the same attributes.
    pub(super) fn make(
        &self,
        name: &str,
        attributes: &BTreeMap<String, String>,
    ) -> Result<String, Error> {
        let fifo = attributes.get("FifoQueue").map(String::as_str) == Some("true");
        check_name(name, fifo)?;
        let now = self.clock.now();
        if let Some(queue) = self.find(name) {
            return self.same(&queue, attributes);
        }
        self.check_pause(name)?;
        let settings = Settings::new(fifo).with(attributes)?;
        self.check_redrive(&self.arn(name), &settings)?;
        let (queue, new) = self.insert(Queue::new(name, self.arn(name), settings, now));
        if !new {
            return self.same(&queue, attributes);
        }
        Ok(self.url(name))
    }

    fn same(&self, queue: &Queue, attributes: &BTreeMap<String, String>) -> Result<String, Error> {
        let state = queue.lock(self.clock.now());
        match state.settings.differs(attributes) {
            None => Ok(self.url(&queue.name)),
            Some(attribute) => Err(Error::new(
                "QueueNameExists",
                format!(
                    "A queue already exists with the same name and a different value for attribute {attribute}"
                ),
            )
            .query("QueueAlreadyExists")),
        }
    }

    fn check_pause(&self, name: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let mut deleted = self.deleted.lock().unwrap_or_else(PoisonError::into_inner);
        deleted.retain(|_, at| at.plus(PAUSE) > now);
        if !deleted.contains_key(name) {
            return Ok(());
        }
        Err(Error::new(
            "QueueDeletedRecently",
            "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
        )
        .query("AWS.SimpleQueueService.QueueDeletedRecently"))
    }

    /// The dead-letter queue must be there, of the same kind, and let this queue use it.
    fn check_redrive(&self, arn: &str, settings: &Settings) -> Result<(), Error> {
        let Some(redrive) = &settings.redrive else {
            return Ok(());
        };
        let text = settings
            .texts()
            .find(|(name, _)| *name == "RedrivePolicy")
            .map_or("", |(_, value)| value);
        let wrong = |reason: &str| errors::invalid_value(text, "RedrivePolicy", reason);
        let target = self
            .by_arn(&redrive.target)
            .ok_or_else(|| wrong("Dead letter target does not exist."))?;
        let state = target.lock(self.clock.now());
        if state.settings.fifo != settings.fifo {
            return Err(wrong("Dead letter queue must be the same type as source."));
        }
        if !state.settings.redrive_allow.allows(arn) {
            return Err(wrong(
                "Dead letter target's redrive allow policy does not allow this source queue.",
            ));
        }
        Ok(())
    }

    pub(super) fn delete_queue(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        self.take_out(&queue.name);
        self.deleted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(queue.name.clone(), self.clock.now());
        Ok(json!({}))
    }

    pub(super) fn queue_url(&self, input: &Value) -> Answer {
        let name = input::required(input, "QueueName")?;
        let owner = input::text(input, "QueueOwnerAWSAccountId")?;
        if owner.is_some_and(|owner| owner != self.place.account) {
            return Err(errors::no_queue());
        }
        let queue = self.find(name).ok_or_else(errors::no_queue)?;
        Ok(json!({ "QueueUrl": self.url(&queue.name) }))
    }

    pub(super) fn list(&self, input: &Value) -> Answer {
        let prefix = input::text(input, "QueueNamePrefix")?.unwrap_or_default();
        let names = self.urls().into_iter();
        let urls = names.filter(|(name, _)| name.starts_with(prefix));
        page(input, urls.map(|(_, url)| url).collect(), "QueueUrls")
    }

    pub(super) fn dead_letter_sources(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let sources = self.sources_of(&queue);
        let urls = sources.iter().map(|source| self.url(&source.name));
        let mut answer = page(input, urls.collect(), "queueUrls")?;
        if answer.get("queueUrls").is_none() {
            answer["queueUrls"] = json!([]);
        }
        Ok(answer)
    }

    /// The queues that use this one as their dead-letter queue.
    pub(super) fn sources_of(&self, queue: &Queue) -> Vec<Arc<Queue>> {
        let now = self.clock.now();
        let mut all = self.every();
        all.retain(|other| {
            let redrive = other.lock(now).settings.redrive.clone();
            redrive.is_some_and(|redrive| *redrive.target == *queue.arn)
        });
        all
    }

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
        let seconds = |time: crate::time::Time| (time.0 / 1000).to_string();
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

    /// In flight and delayed messages go too. (AWS_RECORDED 8)
    pub(super) fn purge(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let now = self.clock.now();
        let mut state = queue.lock(now);
        if state.purged.is_some_and(|at| at.plus(PAUSE) > now) {
            return Err(Error::new(
                "PurgeQueueInProgress",
                format!(
                    "Only one PurgeQueue operation on {} is allowed every 60 seconds.",
                    queue.name
                ),
            )
            .query("AWS.SimpleQueueService.PurgeQueueInProgress")
            .status(403));
        }
        state.purged = Some(now);
        state.store.clear();
        Ok(json!({}))
    }

    pub(super) fn tag(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let tags = input::map(input, "Tags")?;
        queue.lock(self.clock.now()).tags.extend(tags);
        Ok(json!({}))
    }

    pub(super) fn untag(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let keys = input::texts(input, "TagKeys")?;
        let mut state = queue.lock(self.clock.now());
        state.tags.retain(|key, _| !keys.contains(&key.as_str()));
        Ok(json!({}))
    }

    pub(super) fn tags(&self, input: &Value) -> Answer {
        let queue = self.named(input)?;
        let tags = queue.lock(self.clock.now()).tags.clone();
        if tags.is_empty() {
            return Ok(json!({}));
        }
        Ok(json!({ "Tags": tags }))
    }
}

/// A page of a list: MaxResults and NextToken, which is the last URL of the page before.
fn page(input: &Value, mut urls: Vec<String>, member: &str) -> Answer {
    let reason = "MaxResults must be an integer between 1 and 1000.";
    let most = input::within(input, "MaxResults", (1, 1000), reason)?;
    if let Some(token) = input::text(input, "NextToken")? {
        urls.retain(|url| url.as_str() > token);
    }
    let size = most.and_then(|n| usize::try_from(n).ok()).unwrap_or(1000);
    let more = urls.len() > size;
    urls.truncate(size);
    let mut answer = json!({});
    if let Some(last) = urls.last().filter(|_| more && most.is_some()) {
        answer["NextToken"] = last.as_str().into();
    }
    if !urls.is_empty() {
        answer[member] = urls.into();
    }
    Ok(answer)
}

fn check_name(name: &str, fifo: bool) -> Result<(), Error> {
    let stem = name.strip_suffix(".fifo").filter(|_| fifo);
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let fits = |text: &str| !text.is_empty() && text.bytes().all(allowed);
    if name.len() <= 80 && stem.map_or(!fifo && fits(name), fits) {
        return Ok(());
    }
    let reason = if fifo {
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
    } else {
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length."
    };
    Err(errors::invalid_value(name, "QueueName", reason))
}
