//! What a ReceiveMessage asks for, and writing it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::attributes;
use super::checksum;
use super::draft::sequence_number;
use super::handle::Handle;
use super::input;
use super::message::Message;
use crate::sim::wire::Error;

/// What a ReceiveMessage asks for.
pub struct Ask<'a> {
    /// MaxNumberOfMessages.
    pub most: usize,
    /// VisibilityTimeout, where it is not the queue's.
    pub visibility: Option<Duration>,
    /// WaitTimeSeconds, where it is not the queue's.
    pub wait: Option<Duration>,
    /// ReceiveRequestAttemptId, which only FIFO queues look at.
    pub attempt: Option<&'a str>,
    system: Vec<&'a str>,
    user: Vec<&'a str>,
}

impl<'a> Ask<'a> {
    /// Reads ReceiveMessage's input.
    ///
    /// # Errors
    /// As ReceiveMessage refuses it.
    pub fn read(input: &'a Value) -> Result<Self, Error> {
        let within = |member, low, high, reason| {
            input::within(input, member, (low, high), reason)
                .map(|number| number.map(i64::unsigned_abs))
        };
        let most = within(
            "MaxNumberOfMessages",
            1,
            10,
            "Must be between 1 and 10, if provided.",
        )?;
        let visibility = within(
            "VisibilityTimeout",
            0,
            43_200,
            "Must be >= 0 and <= 43200, if provided.",
        )?;
        let wait = within(
            "WaitTimeSeconds",
            0,
            20,
            "Must be >= 0 and <= 20, if provided.",
        )?;
        let mut system = input::texts(input, "MessageSystemAttributeNames")?;
        system.extend(input::texts(input, "AttributeNames")?);
        Ok(Self {
            most: most.and_then(|n| usize::try_from(n).ok()).unwrap_or(1),
            visibility: visibility.map(Duration::from_secs),
            wait: wait.map(Duration::from_secs),
            attempt: input::text(input, "ReceiveRequestAttemptId")?,
            system,
            user: input::texts(input, "MessageAttributeNames")?,
        })
    }

    /// The answer that these messages are, with what was asked of each.
    #[must_use]
    pub fn answer(&self, messages: &[(Message, Handle)]) -> Value {
        let messages: Vec<Value> = messages
            .iter()
            .map(|(message, handle)| self.write(message, handle))
            .collect();
        json!({ "Messages": messages })
    }

    fn write(&self, message: &Message, handle: &Handle) -> Value {
        let mut out = json!({
            "MessageId": message.id.to_string(),
            "ReceiptHandle": handle.write(),
            "MD5OfBody": checksum::hex(&message.md5),
            "Body": &*message.body,
        });
        let system = self.system_attributes(message);
        if !system.is_empty() {
            out["Attributes"] = system.into();
        }
        let chosen = || {
            let wanted = |name: &str| attributes::wanted(name, &self.user);
            message.attributes.iter().filter(move |a| wanted(&a.name))
        };
        if let Some(md5) = checksum::of_attributes(chosen()) {
            out["MD5OfMessageAttributes"] = checksum::hex(&md5).into();
            let written: Map<String, Value> =
                chosen().map(|a| (a.name.to_string(), a.json())).collect();
            out["MessageAttributes"] = written.into();
        }
        out
    }

    fn system_attributes(&self, message: &Message) -> Map<String, Value> {
        let mut out = Map::new();
        if self.system.is_empty() {
            return out;
        }
        let mut put = |name: &str, value: Option<String>| {
            let asked = |asked: &&str| *asked == "All" || *asked == name;
            if let Some(value) = value
                && self.system.iter().any(asked)
            {
                out.insert(name.to_owned(), value.into());
            }
        };
        let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        put("SenderId", Some(message.sender.to_string()));
        put(
            "ApproximateFirstReceiveTimestamp",
            message.first_received.map(|time| time.0.to_string()),
        );
        put(
            "ApproximateReceiveCount",
            Some(message.receives.to_string()),
        );
        put("SentTimestamp", Some(message.sent.0.to_string()));
        put("SequenceNumber", message.sequence.map(sequence_number));
        put("MessageDeduplicationId", text(&message.deduplication));
        put("MessageGroupId", text(&message.group));
        put("AWSTraceHeader", text(&message.trace_header));
        put(
            "DeadLetterQueueSourceArn",
            text(&message.dead_letter_source),
        );
        out
    }
}
