//! Queues themselves: made, found, listed, emptied, deleted.

use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::time::Duration;

use serde_json::{Value, json};

use super::errors;
use super::input;
use super::queue::Queue;
use super::queues::Queues;
use super::settings::Settings;
use crate::sim::wire::{Answer, Error};

/// Between a purge and the next, and between a deletion and a new queue of the same name.
/// (SQS API Reference, PurgeQueue, DeleteQueue)
const PAUSE: Duration = Duration::from_secs(60);

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
}

/// A page of a list: MaxResults and NextToken, which is the last URL of the page before.
pub(super) fn page(input: &Value, mut urls: Vec<String>, member: &str) -> Answer {
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
