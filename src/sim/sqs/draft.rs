//! A message that someone wants to send, checked.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::attributes::{self, Attribute, Value};
use super::characters;
use super::checksum::{self, Md5};
use super::errors;
use super::input;
use super::message::Message;
use super::recent::{Key, Sent};
use super::settings::Rules;
use crate::limits::SQS_MESSAGE_BYTES;
use crate::sim::wire::{Delivery, Error};
use crate::time::Time;

/// A message before it is in a queue.
#[derive(Clone, Debug)]
pub struct Draft {
    body: Arc<str>,
    md5: Md5,
    attributes: Vec<Attribute>,
    trace_header: Option<Attribute>,
    group: Option<Arc<str>>,
    deduplication: Option<Arc<str>>,
    /// DelaySeconds, where it is not the queue's.
    pub delay: Option<Duration>,
}

impl Draft {
    /// Reads SendMessage's input, or an entry of SendMessageBatch.
    ///
    /// # Errors
    /// As SendMessage refuses it, apart from its size.
    pub fn read(entry: &Json, rules: Rules) -> Result<Self, Error> {
        let body = input::required(entry, "MessageBody")?;
        if !characters::allowed(body) {
            return Err(errors::contents());
        }
        let mut draft = Self {
            body: body.into(),
            md5: checksum::of_body(body),
            attributes: attributes::read(entry)?,
            trace_header: attributes::read_trace_header(entry)?,
            group: token(entry, "MessageGroupId")?,
            deduplication: token(entry, "MessageDeduplicationId")?,
            delay: delay(entry)?,
        };
        draft.check_kind(rules)?;
        if rules.fifo && draft.deduplication.is_none() {
            draft.deduplication = Some(digest(body));
        }
        Ok(draft)
    }

    /// What EventBridge sends.
    #[must_use]
    pub fn of_delivery(delivery: &Delivery, rules: Rules) -> Self {
        let mut attributes: Vec<_> = delivery
            .attributes
            .iter()
            .map(|(name, value)| Attribute::string(name, value))
            .collect();
        attributes.sort_by(|a, b| a.name.cmp(&b.name));
        let trace_header = delivery.trace_header.as_deref();
        Self {
            md5: checksum::of_body(&delivery.body),
            body: delivery.body.as_str().into(),
            attributes,
            trace_header: trace_header.map(|header| Attribute::string("AWSTraceHeader", header)),
            group: delivery.group_id.as_deref().map(Arc::from),
            deduplication: rules.fifo.then(|| digest(&delivery.body)),
            delay: None,
        }
    }

    /// Bytes of body and attributes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.body.len() + self.attributes.iter().map(Attribute::size).sum::<usize>()
    }

    /// Refuses a draft that is too long for the queue; `are` is how the sentence goes on: a single send says
    /// "are invalid", an entry of a batch "cannot be validated". (AWS_RECORDED 8)
    ///
    /// # Errors
    /// InvalidParameterValue.
    pub fn fit(&self, rules: Rules, are: &str) -> Result<(), Error> {
        let most = rules.max_size.min(SQS_MESSAGE_BYTES);
        if self.size() <= most {
            return Ok(());
        }
        Err(errors::invalid(format!(
            "One or more parameters {are}. Reason: Message must be shorter than {most} bytes."
        )))
    }

    /// Under which a FIFO queue remembers this send; `None` on standard queues.
    #[must_use]
    pub fn key(&self, in_group: bool) -> Option<Key> {
        let id = self.deduplication.clone()?;
        let group = if in_group { self.group.clone() } else { None };
        Some((group, id))
    }

    /// What SendMessage answers of it, to be had before it is sent away.
    #[must_use]
    pub fn sums(&self) -> Sums {
        Sums {
            body: self.md5,
            attributes: checksum::of_attributes(&self.attributes),
            system_attributes: checksum::of_attributes(&self.trace_header),
        }
    }

    /// The message that it becomes.
    #[must_use]
    pub fn message(self, sent: Sent, sender: &Arc<str>, now: Time) -> Message {
        let trace_header = self.trace_header.and_then(|header| match header.value {
            Value::Text(text) => Some(Arc::from(text)),
            Value::Bytes(_) => None,
        });
        Message {
            id: sent.id,
            body: self.body,
            md5: self.md5,
            attributes: self.attributes.into(),
            trace_header,
            sender: sender.clone(),
            sent: now,
            first_received: None,
            receives: 0,
            group: self.group,
            deduplication: self.deduplication,
            sequence: sent.sequence,
            dead_letter_source: None,
        }
    }

    fn check_kind(&self, rules: Rules) -> Result<(), Error> {
        let not_here = "The request include parameter that is not valid for this queue type.";
        if !rules.fifo {
            return match &self.deduplication {
                None => Ok(()),
                Some(id) => Err(errors::invalid_value(
                    id,
                    "MessageDeduplicationId",
                    not_here,
                )),
            };
        }
        if self.group.is_none() {
            return Err(errors::missing("MessageGroupId"));
        }
        if let Some(delay) = self.delay.filter(|delay| !delay.is_zero()) {
            let seconds = delay.as_secs();
            return Err(errors::invalid_value(seconds, "DelaySeconds", not_here));
        }
        if self.deduplication.is_none() && !rules.deduplicates_content {
            return Err(errors::invalid(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
            ));
        }
        Ok(())
    }
}

/// A draft's checksums.
#[derive(Clone, Copy, Debug)]
pub struct Sums {
    body: Md5,
    attributes: Option<Md5>,
    system_attributes: Option<Md5>,
}

impl Sums {
    /// What SendMessage answers.
    #[must_use]
    pub fn answer(&self, sent: Sent) -> Json {
        let mut answer = json!({
            "MessageId": sent.id.to_string(),
            "MD5OfMessageBody": checksum::hex(&self.body),
        });
        if let Some(md5) = self.attributes {
            answer["MD5OfMessageAttributes"] = checksum::hex(&md5).into();
        }
        if let Some(md5) = self.system_attributes {
            answer["MD5OfMessageSystemAttributes"] = checksum::hex(&md5).into();
        }
        if let Some(number) = sent.sequence {
            answer["SequenceNumber"] = sequence_number(number).into();
        }
        answer
    }
}

/// SequenceNumber, 20 digits.
#[must_use]
pub fn sequence_number(number: u64) -> String {
    format!("188{number:017}")
}

fn token(entry: &Json, member: &str) -> Result<Option<Arc<str>>, Error> {
    match input::text(entry, member)? {
        None => Ok(None),
        Some(text) if characters::is_token(text) => Ok(Some(text.into())),
        Some(text) => Err(errors::invalid_value(
            text,
            member,
            &format!(
                "{member} can only include alphanumeric and punctuation characters. 1 to 128 in length."
            ),
        )),
    }
}

fn delay(entry: &Json) -> Result<Option<Duration>, Error> {
    let reason = "DelaySeconds must be >= 0 and <= 900.";
    let seconds = input::within(entry, "DelaySeconds", (0, 900), reason)?;
    Ok(seconds.map(|s| Duration::from_secs(s.unsigned_abs())))
}

fn digest(body: &str) -> Arc<str> {
    checksum::hex(&Sha256::digest(body.as_bytes())).into()
}
