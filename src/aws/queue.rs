//! One queue over the SDK.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types as sqs;

use super::calls::Calls;
use super::fault::{of_entry, unmentioned};
use super::intern::Interner;
use super::message::{outgoing, received};
use crate::engine::ports::{Answer, Fault, FaultKind, Move, Parcel, Queue, QueueFacts, Received};
use crate::limits::{SQS_BATCH, SQS_LONGEST_POLL};

/// A queue of AWS's.
pub(super) struct AwsQueue {
    /// For calls that may be made twice.
    pub client: Client,
    /// For sends and receives: never retried by the SDK.
    pub once: Client,
    /// The queue.
    pub url: String,
    /// Names that messages share.
    pub names: Arc<Interner>,
    /// Where calls are noted.
    pub calls: Calls,
}

impl Queue for AwsQueue {
    fn url(&self) -> &str {
        &self.url
    }

    fn receive(&self, wait: Duration, lease: Duration) -> Answer<'_, Vec<Received>> {
        Box::pin(async move {
            let call = self
                .once
                .receive_message()
                .queue_url(&self.url)
                .max_number_of_messages(SQS_BATCH as i32)
                .wait_time_seconds(seconds(wait.min(SQS_LONGEST_POLL)))
                .visibility_timeout(seconds(lease))
                .message_system_attribute_names(sqs::MessageSystemAttributeName::All)
                .message_attribute_names("All");
            let answer = self
                .calls
                .make("ReceiveMessage", &self.url, call.send())
                .await?;
            let messages = answer.messages.unwrap_or_default();
            Ok(messages
                .into_iter()
                .filter_map(|message| received(message, &self.names))
                .collect())
        })
    }

    fn hide<'a>(
        &'a self,
        receipts: &'a [Arc<str>],
        lease: Duration,
    ) -> Answer<'a, Vec<Result<(), Fault>>> {
        Box::pin(async move {
            let mut entries = Vec::with_capacity(receipts.len());
            for (at, receipt) in receipts.iter().enumerate() {
                let entry = sqs::ChangeMessageVisibilityBatchRequestEntry::builder()
                    .id(at.to_string())
                    .receipt_handle(&**receipt)
                    .visibility_timeout(seconds(lease));
                entries.push(entry.build().map_err(unbuildable)?);
            }
            let call = self
                .client
                .change_message_visibility_batch()
                .queue_url(&self.url)
                .set_entries(Some(entries));
            let answer = self
                .calls
                .make("ChangeMessageVisibilityBatch", &self.url, call.send())
                .await?;
            let done = answer.successful.iter().map(|e| (e.id.as_str(), ()));
            Ok(in_order(receipts.len(), done, &answer.failed))
        })
    }

    fn delete<'a>(&'a self, receipts: &'a [Arc<str>]) -> Answer<'a, Vec<Result<(), Fault>>> {
        Box::pin(async move {
            let mut entries = Vec::with_capacity(receipts.len());
            for (at, receipt) in receipts.iter().enumerate() {
                let entry = sqs::DeleteMessageBatchRequestEntry::builder()
                    .id(at.to_string())
                    .receipt_handle(&**receipt);
                entries.push(entry.build().map_err(unbuildable)?);
            }
            let call = self
                .client
                .delete_message_batch()
                .queue_url(&self.url)
                .set_entries(Some(entries));
            let answer = self
                .calls
                .make("DeleteMessageBatch", &self.url, call.send())
                .await?;
            let done = answer.successful.iter().map(|e| (e.id.as_str(), ()));
            Ok(in_order(receipts.len(), done, &answer.failed))
        })
    }

    fn send<'a>(&'a self, parcels: &'a [Parcel]) -> Answer<'a, Vec<Result<Arc<str>, Fault>>> {
        Box::pin(async move {
            let mut entries = Vec::with_capacity(parcels.len());
            for (at, parcel) in parcels.iter().enumerate() {
                entries.push(entry_of(at, parcel).map_err(unbuildable)?);
            }
            let call = self
                .once
                .send_message_batch()
                .queue_url(&self.url)
                .set_entries(Some(entries));
            let answer = self
                .calls
                .make("SendMessageBatch", &self.url, call.send())
                .await?;
            let done = answer
                .successful
                .iter()
                .map(|e| (e.id.as_str(), Arc::from(e.message_id.as_str())));
            Ok(in_order(parcels.len(), done, &answer.failed))
        })
    }

    fn facts(&self) -> Answer<'_, QueueFacts> {
        Box::pin(facts(&self.client, &self.url, &self.calls))
    }

    fn moving<'a>(&'a self, arn: &'a str) -> Answer<'a, Option<Move>> {
        Box::pin(async move {
            let call = self.client.list_message_move_tasks().source_arn(arn);
            let answer = self
                .calls
                .make("ListMessageMoveTasks", &self.url, call.send())
                .await?;
            let mut tasks = answer.results.unwrap_or_default().into_iter();
            let running = tasks.find(|task| task.status.as_deref() == Some("RUNNING"));
            Ok(running.map(|task| Move {
                moved: u64::try_from(task.approximate_number_of_messages_moved).unwrap_or(0),
                to: task.destination_arn,
            }))
        })
    }
}

/// GetQueueAttributes, all of them.
pub(super) async fn facts(client: &Client, url: &str, calls: &Calls) -> Result<QueueFacts, Fault> {
    use sqs::QueueAttributeName as Name;
    let call = client
        .get_queue_attributes()
        .queue_url(url)
        .attribute_names(Name::All);
    let answer = calls.make("GetQueueAttributes", url, call.send()).await?;
    let attributes = answer.attributes.unwrap_or_default();
    let text = |name: Name| attributes.get(&name).filter(|v| !v.is_empty()).cloned();
    let number = |name: Name| text(name).and_then(|v| v.parse().ok()).unwrap_or(0_u64);
    Ok(QueueFacts {
        name: url.rsplit('/').next().unwrap_or(url).to_owned(),
        url: url.to_owned(),
        arn: text(Name::QueueArn).unwrap_or_default(),
        visible: number(Name::ApproximateNumberOfMessages),
        in_flight: number(Name::ApproximateNumberOfMessagesNotVisible),
        delayed: number(Name::ApproximateNumberOfMessagesDelayed),
        retention: Duration::from_secs(number(Name::MessageRetentionPeriod)),
        redrive_policy: text(Name::RedrivePolicy),
        max_message_bytes: number(Name::MaximumMessageSize),
        policy: text(Name::Policy),
        kms_key: text(Name::KmsMasterKeyId),
    })
}

fn entry_of(
    at: usize,
    parcel: &Parcel,
) -> Result<sqs::SendMessageBatchRequestEntry, aws_sdk_sqs::error::BuildError> {
    let mut entry = sqs::SendMessageBatchRequestEntry::builder()
        .id(at.to_string())
        .message_body(&*parcel.body)
        .set_message_group_id(parcel.group_id.as_deref().map(str::to_owned))
        .set_message_deduplication_id(parcel.deduplication_id.as_deref().map(str::to_owned));
    for (name, attribute) in &*parcel.attributes {
        if let Some(value) = outgoing(attribute) {
            entry = entry.message_attributes(&**name, value);
        }
    }
    if let Some(header) = &parcel.trace_header {
        let value = sqs::MessageSystemAttributeValue::builder()
            .data_type("String")
            .string_value(&**header)
            .build()?;
        entry = entry.message_system_attributes(
            sqs::MessageSystemAttributeNameForSends::AwsTraceHeader,
            value,
        );
    }
    entry.build()
}

/// Puts a batch answer's entries (whose ids are their places) back into the order of the request.
fn in_order<'a, T>(
    count: usize,
    done: impl Iterator<Item = (&'a str, T)>,
    failed: &[sqs::BatchResultErrorEntry],
) -> Vec<Result<T, Fault>> {
    let mut out: Vec<Result<T, Fault>> = (0..count).map(|_| Err(unmentioned())).collect();
    let mut put = |id: &str, result| {
        if let Some(slot) = id.parse().ok().and_then(|at: usize| out.get_mut(at)) {
            *slot = result;
        }
    };
    for (id, value) in done {
        put(id, Ok(value));
    }
    for entry in failed {
        put(
            &entry.id,
            Err(of_entry(&entry.code, entry.message.as_deref())),
        );
    }
    out
}

fn unbuildable(error: aws_sdk_sqs::error::BuildError) -> Fault {
    Fault {
        kind: FaultKind::Rejected,
        code: "construction".into(),
        message: error.to_string(),
    }
}

fn seconds(d: Duration) -> i32 {
    i32::try_from(d.as_secs()).unwrap_or(i32::MAX)
}
