//! Redrive policies: when a message goes to a dead-letter queue, and who may use a queue as one.

use serde_json::Value;

use super::errors;
use crate::arn::Arn;
use crate::sim::wire::Error;

/// `RedrivePolicy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redrive {
    /// The dead-letter queue's ARN.
    pub target: String,
    /// After so many receives a message goes there.
    pub max_receives: u32,
}

impl Redrive {
    /// Reads the attribute's text.
    ///
    /// # Errors
    /// InvalidParameterValue when a part is missing or is no good.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let wrong = |why: &str| errors::invalid_value(text, "RedrivePolicy", why);
        let policy: Value = serde_json::from_str(text).map_err(|_| {
            wrong("Amazon SQS can't create the redrive policy, as it's in an unsupported format.")
        })?;
        let target = policy
            .get("deadLetterTargetArn")
            .and_then(Value::as_str)
            .ok_or_else(|| {
                wrong("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")
            })?;
        let max = policy.get("maxReceiveCount").ok_or_else(|| {
            wrong("Redrive policy does not contain mandatory attribute: maxReceiveCount.")
        })?;
        if !is_queue(target) {
            return Err(wrong("Invalid value for deadLetterTargetArn."));
        }
        let max = max
            .as_u64()
            .or_else(|| max.as_str().and_then(|text| text.parse().ok()))
            .filter(|max| (1..=1000).contains(max))
            .ok_or_else(|| {
                wrong("Invalid value for maxReceiveCount: must be an integer between 1 and 1000.")
            })?;
        Ok(Self {
            target: target.to_owned(),
            max_receives: u32::try_from(max).unwrap_or(1000),
        })
    }
}

/// `RedriveAllowPolicy`: the queues that may use this one as their dead-letter queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RedriveAllow {
    /// Every queue of the account and region.
    #[default]
    All,
    /// None.
    None,
    /// These ARNs, ten at most.
    ByQueue(Vec<String>),
}

impl RedriveAllow {
    /// Reads the attribute's text.
    ///
    /// # Errors
    /// InvalidParameterValue when it is none.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let wrong = |why: &str| errors::invalid_value(text, "RedriveAllowPolicy", why);
        let policy: Value = serde_json::from_str(text).map_err(|_| {
            wrong(
                "Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.",
            )
        })?;
        let sources: Vec<String> = policy
            .get("sourceQueueArns")
            .and_then(Value::as_array)
            .map(|arns| {
                arns.iter()
                    .filter_map(|arn| arn.as_str().map(str::to_owned))
                    .collect()
            })
            .unwrap_or_default();
        match policy.get("redrivePermission").and_then(Value::as_str) {
            Some("allowAll") if sources.is_empty() => Ok(Self::All),
            Some("denyAll") if sources.is_empty() => Ok(Self::None),
            Some("byQueue") if (1..=10).contains(&sources.len()) => Ok(Self::ByQueue(sources)),
            Some("byQueue") => Err(wrong(
                "Amazon SQS can't create the redrive allow policy. When you specify the byQueue permission type, you must specify one or more, and at most 10, sourceQueueArns values.",
            )),
            _ => Err(wrong(
                "Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.",
            )),
        }
    }

    /// Whether that queue may use this one as its dead-letter queue.
    #[must_use]
    pub fn allows(&self, source: &str) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::ByQueue(sources) => sources.iter().any(|s| s == source),
        }
    }
}

fn is_queue(arn: &str) -> bool {
    Arn::parse(arn).is_some_and(|arn| arn.service == "sqs" && !arn.resource.is_empty())
}
