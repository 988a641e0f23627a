//! Queues and their policies.

use std::collections::BTreeMap;

use serde_json::Value;

use super::mistake::Mistake;
use super::physical::Physical;
use super::resource::{Ground, text};

/// Properties of `AWS::SQS::Queue`.
pub(super) const PROPERTIES: &[&str] = &[
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "DelaySeconds",
    "FifoQueue",
    "FifoThroughputLimit",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "QueueName",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "Tags",
    "VisibilityTimeout",
];

/// Those that are no attributes of the queue.
const NO_ATTRIBUTES: [&str; 2] = ["QueueName", "Tags"];

pub(super) fn build(
    ground: &Ground<'_>,
    id: &str,
    properties: &Value,
) -> Result<Physical, Mistake> {
    let fifo = matches!(
        properties["FifoQueue"].to_string().trim_matches('"'),
        "true"
    );
    let made_up = if fifo {
        format!("{id}.fifo")
    } else {
        id.to_owned()
    };
    let name = text(properties, "QueueName").map_or(made_up, str::to_owned);
    let given = properties.as_object().into_iter().flatten();
    let attributes: BTreeMap<String, String> = given
        .filter(|(member, _)| !NO_ATTRIBUTES.contains(&member.as_str()))
        // a standard queue has no attribute FifoQueue at all
        .filter(|(member, _)| *member != "FifoQueue" || fifo)
        .map(|(member, value)| (member.clone(), plain(value)))
        .collect();
    let url = ground
        .queues
        .create_queue(&name, &attributes)
        .map_err(|e| blame(&e.message, &attributes))?;
    Ok(Physical::new(url.as_str())
        .with("Arn", arn(ground, &name))
        .with("QueueName", name)
        .with("QueueUrl", url))
}

/// Lays a refusal on the property that it names.
fn blame(message: &str, attributes: &BTreeMap<String, String>) -> Mistake {
    let named = attributes.keys().find(|name| message.contains(*name));
    Mistake::new(message).in_property(named.map_or("QueueName", String::as_str))
}

/// An attribute as SQS takes it: objects as JSON, others as text.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn arn(ground: &Ground<'_>, name: &str) -> String {
    format!("arn:aws:sqs:{}:{}:{name}", ground.region, ground.account)
}

pub(super) fn policy(
    ground: &Ground<'_>,
    id: &str,
    properties: &Value,
) -> Result<Physical, Mistake> {
    let policy = plain(&properties["PolicyDocument"]);
    for url in properties["Queues"].as_array().into_iter().flatten() {
        let name = url
            .as_str()
            .and_then(|u| u.rsplit('/').next())
            .unwrap_or_default();
        let attributes = BTreeMap::from([("Policy".to_owned(), policy.clone())]);
        ground
            .queues
            .set_attributes(&arn(ground, name), &attributes)
            .map_err(|e| {
                let property = match e.code.as_str() {
                    "QueueDoesNotExist" => "Queues",
                    _ => "PolicyDocument",
                };
                Mistake::new(e.message).in_property(property)
            })?;
    }
    Ok(Physical::new(id))
}
