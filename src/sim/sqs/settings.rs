//! A queue's attributes that can be set.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::errors;
use super::policy::Policy;
use super::redrive::{Redrive, RedriveAllow};
use crate::limits::SQS_MESSAGE_BYTES;
use crate::sim::wire::Error;

/// An attribute that is a whole number, with its bounds. (SQS API Reference, SetQueueAttributes)
const NUMBERS: &[(&str, u64, u64)] = &[
    ("DelaySeconds", 0, 900),
    ("KmsDataKeyReusePeriodSeconds", 60, 86_400),
    ("MaximumMessageSize", 1024, SQS_MESSAGE_BYTES as u64),
    ("MessageRetentionPeriod", 60, 1_209_600),
    ("ReceiveMessageWaitTimeSeconds", 0, 20),
    ("VisibilityTimeout", 0, 43_200),
];

/// An attribute with a fixed set of values, and whether only FIFO queues have it.
const CHOICES: &[(&str, &[&str], bool)] = &[
    ("ContentBasedDeduplication", &["true", "false"], true),
    ("DeduplicationScope", &["queue", "messageGroup"], true),
    ("FifoQueue", &["true"], true),
    (
        "FifoThroughputLimit",
        &["perQueue", "perMessageGroupId"],
        true,
    ),
    ("SqsManagedSseEnabled", &["true", "false"], false),
];

/// What new queues have. (AWS_RECORDED 8)
const DEFAULTS: &[(&str, &str)] = &[
    ("DelaySeconds", "0"),
    ("MaximumMessageSize", "1048576"),
    ("MessageRetentionPeriod", "345600"),
    ("ReceiveMessageWaitTimeSeconds", "0"),
    ("SqsManagedSseEnabled", "true"),
    ("VisibilityTimeout", "30"),
];
const FIFO_DEFAULTS: &[(&str, &str)] = &[
    ("ContentBasedDeduplication", "false"),
    ("DeduplicationScope", "queue"),
    ("FifoQueue", "true"),
    ("FifoThroughputLimit", "perQueue"),
];

/// What a queue asks of the messages that are sent to it.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// FifoQueue.
    pub fifo: bool,
    /// MaximumMessageSize, in bytes.
    pub max_size: usize,
    /// ContentBasedDeduplication.
    pub deduplicates_content: bool,
}

/// The attributes as set or by default, and what they mean.
#[derive(Clone, Debug)]
pub struct Settings {
    texts: BTreeMap<String, String>,
    /// FifoQueue.
    pub fifo: bool,
    /// `Policy`, if there is one.
    pub policy: Option<Arc<Policy>>,
    /// `RedrivePolicy`, if there is one.
    pub redrive: Option<Arc<Redrive>>,
    /// `RedriveAllowPolicy`.
    pub redrive_allow: RedriveAllow,
}

impl Settings {
    /// The attributes of a new queue.
    #[must_use]
    pub fn new(fifo: bool) -> Self {
        let more = if fifo { FIFO_DEFAULTS } else { &[] };
        let texts = DEFAULTS.iter().chain(more);
        Self {
            texts: texts.map(|(k, v)| ((*k).into(), (*v).into())).collect(),
            fifo,
            policy: None,
            redrive: None,
            redrive_allow: RedriveAllow::All,
        }
    }

    /// These, with others over them.
    ///
    /// # Errors
    /// As SetQueueAttributes refuses names and values; nothing is changed then.
    pub fn with(&self, attributes: &BTreeMap<String, String>) -> Result<Self, Error> {
        let mut next = self.clone();
        for (name, value) in attributes {
            next.set(name, value)?;
        }
        if attributes.contains_key("KmsMasterKeyId") {
            if attributes.get("SqsManagedSseEnabled").map(String::as_str) == Some("true") {
                return Err(Error::new("InvalidAttributeName", "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.").query("InvalidAttributeName"));
            }
            next.texts
                .insert("SqsManagedSseEnabled".into(), "false".into());
        }
        Ok(next)
    }

    /// All that are set, as GetQueueAttributes gives them.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// The first of these attributes whose value differs from the queue's.
    #[must_use]
    pub fn differs<'a>(&self, attributes: &'a BTreeMap<String, String>) -> Option<&'a str> {
        attributes
            .iter()
            .find(|(name, value)| {
                let own = self.texts.get(*name).map_or("", String::as_str);
                own != value.as_str() && !same_json(own, value)
            })
            .map(|(name, _)| name.as_str())
    }

    /// VisibilityTimeout.
    #[must_use]
    pub fn visibility(&self) -> Duration {
        self.seconds("VisibilityTimeout")
    }

    /// MessageRetentionPeriod.
    #[must_use]
    pub fn retention(&self) -> Duration {
        self.seconds("MessageRetentionPeriod")
    }

    /// DelaySeconds.
    #[must_use]
    pub fn delay(&self) -> Duration {
        self.seconds("DelaySeconds")
    }

    /// ReceiveMessageWaitTimeSeconds.
    #[must_use]
    pub fn wait(&self) -> Duration {
        self.seconds("ReceiveMessageWaitTimeSeconds")
    }

    /// What messages must be like.
    #[must_use]
    pub fn rules(&self) -> Rules {
        Rules {
            fifo: self.fifo,
            max_size: usize::try_from(self.number("MaximumMessageSize"))
                .unwrap_or(SQS_MESSAGE_BYTES),
            deduplicates_content: self.is("ContentBasedDeduplication", "true"),
        }
    }

    /// Whether deduplication ids count for each message group.
    #[must_use]
    pub fn deduplicates_in_group(&self) -> bool {
        self.is("DeduplicationScope", "messageGroup")
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.texts.get(name).is_some_and(|text| text == value)
    }

    fn seconds(&self, name: &str) -> Duration {
        Duration::from_secs(self.number(name))
    }

    fn number(&self, name: &str) -> u64 {
        self.texts
            .get(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or_default()
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Error> {
        if let Some((_, low, high)) = NUMBERS.iter().find(|row| row.0 == name) {
            if !value
                .parse()
                .is_ok_and(|n: u64| (*low..=*high).contains(&n))
            {
                return Err(errors::attribute_value(name));
            }
        } else if let Some((_, values, fifo)) = CHOICES.iter().find(|row| row.0 == name) {
            if *fifo && !self.fifo {
                return Err(errors::unknown_attribute(name));
            }
            if !values.contains(&value) {
                return Err(errors::attribute_value(name));
            }
        } else {
            self.set_document(name, value)?;
        }
        if value.is_empty() {
            self.texts.remove(name);
        } else {
            self.texts.insert(name.into(), value.into());
        }
        Ok(())
    }

    fn set_document(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let there = (!value.is_empty()).then_some(value);
        match name {
            "Policy" => self.policy = there.map(Policy::parse).transpose()?.map(Arc::new),
            "RedrivePolicy" => self.redrive = there.map(Redrive::parse).transpose()?.map(Arc::new),
            "RedriveAllowPolicy" => {
                self.redrive_allow = there
                    .map(RedriveAllow::parse)
                    .transpose()?
                    .unwrap_or_default();
            }
            "KmsMasterKeyId" => {}
            _ => return Err(errors::unknown_attribute(name)),
        }
        Ok(())
    }
}

fn same_json(a: &str, b: &str) -> bool {
    let read = |text| serde_json::from_str::<serde_json::Value>(text).ok();
    a.starts_with('{') && read(a).is_some_and(|a| Some(a) == read(b))
}
