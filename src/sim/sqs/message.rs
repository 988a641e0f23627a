//! A message as a queue keeps it.

use std::sync::Arc;

use uuid::Uuid;

use super::attributes::Attribute;
use super::checksum::Md5;
use crate::time::Time;

/// What was sent, and what became of it so far.
#[derive(Clone, Debug)]
pub struct Message {
    /// MessageId.
    pub id: Uuid,
    /// The body, as sent.
    pub body: Arc<str>,
    /// MD5OfBody.
    pub md5: Md5,
    /// Message attributes, sorted by name.
    pub attributes: Arc<[Attribute]>,
    /// The system attribute `AWSTraceHeader`.
    pub trace_header: Option<Arc<str>>,
    /// SenderId.
    pub sender: Arc<str>,
    /// SentTimestamp.
    pub sent: Time,
    /// ApproximateFirstReceiveTimestamp.
    pub first_received: Option<Time>,
    /// ApproximateReceiveCount.
    pub receives: u32,
    /// MessageGroupId.
    pub group: Option<Arc<str>>,
    /// MessageDeduplicationId.
    pub deduplication: Option<Arc<str>>,
    /// SequenceNumber, of FIFO queues.
    pub sequence: Option<u64>,
    /// DeadLetterQueueSourceArn: the queue whose redrive policy moved it here.
    pub dead_letter_source: Option<Arc<str>>,
}
