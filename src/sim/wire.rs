//! What the halves of the simulator share: an operation's answer or error, and the way into queues.

use std::collections::BTreeMap;

use serde_json::Value;

/// What an operation answers: its output as the JSON protocols write it, or an error.
pub type Answer = Result<Value, Error>;

/// An error as AWS's JSON protocols give it (`__type`, `message`), with what the query protocol needs besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The short name of the shape: `QueueDoesNotExist`, `ValidationException`.
    pub code: String,
    /// The name that the query protocol uses where it differs: `AWS.SimpleQueueService.NonExistentQueue`.
    pub query_code: Option<&'static str>,
    /// The text, word for word as AWS says it.
    pub message: String,
    /// HTTP status: 400, 403, 404, 500, …
    pub status: u16,
}

impl Error {
    /// A client error with status 400.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            query_code: None,
            message: message.into(),
            status: 400,
        }
    }

    /// The same error under another name in the query protocol.
    #[must_use]
    pub fn query(mut self, code: &'static str) -> Self {
        self.query_code = Some(code);
        self
    }

    /// The same error with another HTTP status.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// `ValidationException`, as EventBridge answers most mistakes.
    #[must_use]
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }
}

/// A message that EventBridge (or another service) sends to a queue.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    /// The body, as it goes in.
    pub body: String,
    /// Message attributes, all of DataType `String`: name and value.
    pub attributes: Vec<(String, String)>,
    /// The system attribute `AWSTraceHeader`, if any.
    pub trace_header: Option<String>,
    /// `aws:SourceArn` that the queue's policy is asked about: the rule's ARN.
    pub source_arn: String,
    /// Set for FIFO targets.
    pub group_id: Option<String>,
}

/// Why a queue did not take a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such queue.
    NoQueue,
    /// The queue's policy does not let this source send.
    Policy,
    /// Larger than the queue's MaximumMessageSize.
    TooLong,
}

/// The queues, as the EventBridge half sees them.
pub trait QueueHost: Send + Sync + 'static {
    /// Puts a message into the queue of that ARN, as the service principal `events.amazonaws.com`.
    /// Answers the MessageId.
    ///
    /// # Errors
    /// Why the queue did not take it; nothing is kept then.
    fn deliver(&self, queue_arn: &str, delivery: Delivery) -> Result<String, Refusal>;

    /// CreateQueue: makes a queue, or answers the URL of the one with the same attributes.
    ///
    /// # Errors
    /// As CreateQueue.
    fn create_queue(
        &self,
        name: &str,
        attributes: &BTreeMap<String, String>,
    ) -> Result<String, Error>;

    /// SetQueueAttributes by the queue's ARN, e.g. `Policy`.
    ///
    /// # Errors
    /// As SetQueueAttributes.
    fn set_attributes(
        &self,
        queue_arn: &str,
        attributes: &BTreeMap<String, String>,
    ) -> Result<(), Error>;

    /// Whether a queue of that ARN exists.
    fn exists(&self, queue_arn: &str) -> bool;
}
