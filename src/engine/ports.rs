//! What the engine needs of AWS: a queue, buses, a directory. `aws` implements them.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::letter::Message;
use crate::plan::{ApiDestination, Bus, Connection, Rule, Scratch};
use crate::repair::Outgoing;
pub use crate::run::{Fault, FaultKind, Parcel};

/// A boxed future of a port's answer.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;

/// A message that was received, with the handle that this receive gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The message.
    pub message: Message,
    /// Its receipt handle; only the newest counts.
    pub receipt: Arc<str>,
}

/// What GetQueueAttributes tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFacts {
    /// Name, URL, ARN.
    pub name: String,
    /// Its URL.
    pub url: String,
    /// Its ARN.
    pub arn: String,
    /// ApproximateNumberOfMessages.
    pub visible: u64,
    /// ApproximateNumberOfMessagesNotVisible.
    pub in_flight: u64,
    /// ApproximateNumberOfMessagesDelayed.
    pub delayed: u64,
    /// MessageRetentionPeriod.
    pub retention: Duration,
    /// RedrivePolicy of the queue itself, as JSON.
    pub redrive_policy: Option<String>,
    /// MaximumMessageSize.
    pub max_message_bytes: u64,
    /// Policy, as JSON.
    pub policy: Option<String>,
    /// KmsMasterKeyId.
    pub kms_key: Option<String>,
}

/// A move task of SQS's that is at work on a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Messages that it has moved, about.
    pub moved: u64,
    /// Where to, as an ARN; `None`: back to where each came from.
    pub to: Option<String>,
}

/// One queue.
pub trait Queue: Send + Sync {
    /// Its URL.
    fn url(&self) -> &str;

    /// ReceiveMessage of up to ten, all attributes asked for; waits up to `wait` for the first, leases for `lease`.
    fn receive(&self, wait: Duration, lease: Duration) -> Answer<'_, Vec<Received>>;

    /// ChangeMessageVisibilityBatch of up to ten receipts: how long from now they stay hidden; zero gives back.
    /// The inner results are in the order of `receipts`.
    fn hide<'a>(
        &'a self,
        receipts: &'a [Arc<str>],
        lease: Duration,
    ) -> Answer<'a, Vec<Result<(), Fault>>>;

    /// DeleteMessageBatch of up to ten receipts.
    fn delete<'a>(&'a self, receipts: &'a [Arc<str>]) -> Answer<'a, Vec<Result<(), Fault>>>;

    /// SendMessageBatch of up to ten, under the size limit together; answers the message ids. Never retried by itself.
    fn send<'a>(&'a self, parcels: &'a [Parcel]) -> Answer<'a, Vec<Result<Arc<str>, Fault>>>;

    /// GetQueueAttributes.
    fn facts(&self) -> Answer<'_, QueueFacts>;

    /// ListMessageMoveTasks: the task that moves messages away from this queue, whose ARN is `arn`, if one runs.
    fn moving<'a>(&'a self, arn: &'a str) -> Answer<'a, Option<Move>>;
}

/// The event buses of the account.
pub trait Buses: Send + Sync {
    /// PutEvents of up to ten entries, under the size limit together, to one bus (name or ARN); answers the event
    /// ids in order. Never retried by itself: a lost answer is `Ambiguous`.
    fn put<'a>(
        &'a self,
        bus: &'a str,
        entries: &'a [Outgoing],
    ) -> Answer<'a, Vec<Result<Arc<str>, Fault>>>;
}

/// What a run makes to reach a failed target alone: an event bus with one rule, a copy of the target, and a queue, all
/// of one name that begins with `SCRATCH_PREFIX`. Nothing of another name is ever touched.
pub trait Scratches: Send + Sync {
    /// CreateQueue, CreateEventBus, PutRule, SetQueueAttributes, PutTargets. What is there already stays and is set
    /// anew. A fault leaves what was made before it.
    fn make<'a>(&'a self, name: &'a str, scratch: &'a Scratch) -> Answer<'a, ()>;

    /// RemoveTargets, DeleteRule, DeleteEventBus, DeleteQueue. What is not there is no fault.
    fn remove<'a>(&'a self, name: &'a str) -> Answer<'a, ()>;

    /// Names of the buses and queues that are there.
    fn list(&self) -> Answer<'_, Vec<String>>;
}

/// What describes the account.
pub trait Directory: Send + Sync {
    /// DescribeEventBus; `None` when it does not exist.
    fn bus<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Bus>>;

    /// ListRules of a bus, all pages, each with ListTargetsByRule.
    fn rules<'a>(&'a self, bus: &'a str) -> Answer<'a, Vec<Rule>>;

    /// DescribeApiDestination by name; `None` when it does not exist.
    fn api_destination<'a>(&'a self, name: &'a str) -> Answer<'a, Option<ApiDestination>>;

    /// DescribeConnection by name; `None` when it does not exist.
    fn connection<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Connection>>;

    /// GetCallerIdentity: account and ARN.
    fn caller(&self) -> Answer<'_, (String, String)>;

    /// A queue by its URL or name, for redrives into queues.
    fn queue<'a>(&'a self, url_or_name: &'a str) -> Answer<'a, Arc<dyn Queue>>;
}

/// All ports of a session.
#[derive(Clone)]
pub struct Ports {
    /// The queues that were asked for, in order.
    pub queues: Vec<Arc<dyn Queue>>,
    /// The buses.
    pub buses: Arc<dyn Buses>,
    /// What runs make and remove.
    pub scratches: Arc<dyn Scratches>,
    /// The directory.
    pub directory: Arc<dyn Directory>,
}
