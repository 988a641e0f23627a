//! All queues of the account and region, and the operations by name.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use serde_json::{Map, Value, json};

use super::errors;
use super::handle::Handle;
use super::input;
use super::moving::Moves;
use super::queue::Queue;
use crate::arn::Arn;
use crate::sim::Clock;
use crate::sim::wire::{Answer, Error};
use crate::time::Time;

/// Where the simulated account is.
#[derive(Clone, Debug)]
pub struct Place {
    /// Twelve digits.
    pub account: String,
    /// As AWS names regions.
    pub region: String,
    /// `http://127.0.0.1:PORT`, without a slash at its end: queue URLs begin so.
    pub endpoint: String,
}

/// SQS: all queues of one account in one region.
#[derive(Debug)]
pub struct Queues {
    pub(super) place: Place,
    pub(super) clock: Clock,
    pub(super) client: Arc<str>,
    pub(super) moves: Moves,
    pub(super) deleted: Mutex<HashMap<String, Time>>,
    all: RwLock<BTreeMap<String, Arc<Queue>>>,
}

impl Queues {
    /// No queues.
    #[must_use]
    pub fn new(place: Place, clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            place,
            clock,
            client: "AIDASIMULATEDCLIENT00".into(),
            moves: Moves::default(),
            deleted: Mutex::default(),
            all: RwLock::default(),
        })
    }

    /// Does an operation of the API by its name.
    ///
    /// # Errors
    /// As SQS answers it.
    pub async fn call(self: &Arc<Self>, operation: &str, input: Value) -> Answer {
        match operation {
            "ReceiveMessage" => self.receive(&input).await,
            "SendMessage" => self.send(&input),
            "SendMessageBatch" => self.send_batch(&input),
            "DeleteMessage" => self.delete(&input),
            "DeleteMessageBatch" => self.delete_batch(&input),
            "ChangeMessageVisibility" => self.change_visibility(&input),
            "ChangeMessageVisibilityBatch" => self.change_visibility_batch(&input),
            "CreateQueue" => self.create(&input),
            "DeleteQueue" => self.delete_queue(&input),
            "GetQueueUrl" => self.queue_url(&input),
            "ListQueues" => self.list(&input),
            "GetQueueAttributes" => self.attributes(&input),
            "SetQueueAttributes" => self.set(&input),
            "PurgeQueue" => self.purge(&input),
            "ListDeadLetterSourceQueues" => self.dead_letter_sources(&input),
            "StartMessageMoveTask" => self.start_move(&input),
            "ListMessageMoveTasks" => self.list_moves(&input),
            "CancelMessageMoveTask" => self.cancel_move(&input),
            "TagQueue" => self.tag(&input),
            "UntagQueue" => self.untag(&input),
            "ListQueueTags" => self.tags(&input),
            "AddPermission" | "RemovePermission" => self.named(&input).map(|_| json!({})),
            _ => Err(unknown_operation(operation)),
        }
    }

    /// Every queue with its exact counts, for `/_sim/state`.
    #[must_use]
    pub fn state(&self) -> Value {
        let now = self.clock.now();
        let queues: Map<String, Value> = self
            .every()
            .iter()
            .map(|queue| {
                let counts = queue.lock(now).store.counts();
                let state = json!({
                    "url": self.url(&queue.name),
                    "arn": &*queue.arn,
                    "visible": counts.ready,
                    "in_flight": counts.in_flight,
                    "delayed": counts.delayed,
                });
                (queue.name.clone(), state)
            })
            .collect();
        Value::Object(queues)
    }

    /// Forgets every queue; those who wait for messages learn that theirs is gone.
    pub fn clear(&self) {
        let queues = {
            let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *all)
        };
        for queue in queues.values() {
            queue.bell.notify_waiters();
        }
        self.moves.clear();
        self.deleted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// The queue's URL.
    #[must_use]
    pub fn url(&self, name: &str) -> String {
        format!("{}/{}/{name}", self.place.endpoint, self.place.account)
    }

    /// Hands the message of that receipt out once more, even if it is deleted meanwhile: as SQS does when a
    /// replica missed the receive or the deletion. Does nothing when there is no such message.
    pub fn repeat(&self, url: &str, handle: &str) {
        let Ok(queue) = self.named(&json!({ "QueueUrl": url })) else {
            return;
        };
        let Ok(handle) = Handle::read(handle, queue.id) else {
            return;
        };
        queue.lock(self.clock.now()).store.repeat(handle.seq);
        queue.ring(false);
    }

    /// Ends every lease of every queue now, so that nobody has to wait for those of a consumer that died.
    pub fn end_leases(&self) {
        let now = self.clock.now();
        for queue in self.every() {
            queue.lock(now).store.end_leases();
            queue.ring(true);
        }
    }

    /// Names and URLs of all queues, by name.
    #[must_use]
    pub fn urls(&self) -> BTreeMap<String, String> {
        let queues = self.every();
        let url = |queue: &Arc<Queue>| (queue.name.clone(), self.url(&queue.name));
        queues.iter().map(url).collect()
    }

    /// The ARN that a queue of that name has.
    #[must_use]
    pub fn arn(&self, name: &str) -> String {
        format!(
            "arn:aws:sqs:{}:{}:{name}",
            self.place.region, self.place.account
        )
    }

    pub(super) fn every(&self) -> Vec<Arc<Queue>> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        all.values().cloned().collect()
    }

    pub(super) fn find(&self, name: &str) -> Option<Arc<Queue>> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        all.get(name).cloned()
    }

    pub(super) fn by_arn(&self, arn: &str) -> Option<Arc<Queue>> {
        let arn = Arn::parse(arn).filter(|arn| arn.service == "sqs")?;
        let here = arn.region == self.place.region && arn.account == self.place.account;
        if here { self.find(&arn.resource) } else { None }
    }

    /// The queue that the member `QueueUrl` names: a URL with any host, or a bare name.
    pub(super) fn named(&self, input: &Value) -> Result<Arc<Queue>, Error> {
        let url = input::required(input, "QueueUrl")?;
        let mut parts = url.trim_end_matches('/').rsplit('/');
        let name = parts.next().unwrap_or_default();
        let account = parts
            .next()
            .filter(|part| part.len() == 12 && part.bytes().all(|b| b.is_ascii_digit()));
        if account.is_some_and(|account| account != self.place.account) {
            return Err(errors::no_queue());
        }
        self.find(name).ok_or_else(errors::no_queue)
    }

    /// Adds a queue unless there is one of that name, and answers the one that is there.
    pub(super) fn insert(&self, queue: Queue) -> (Arc<Queue>, bool) {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(there) = all.get(&queue.name) {
            return (there.clone(), false);
        }
        let queue = Arc::new(queue);
        all.insert(queue.name.clone(), queue.clone());
        (queue, true)
    }

    pub(super) fn take_out(&self, name: &str) {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = all.remove(name) {
            queue.bell.notify_waiters();
        }
    }
}

fn unknown_operation(operation: &str) -> Error {
    Error::new(
        "UnknownOperationException",
        format!("The action {operation} is not valid for this endpoint."),
    )
    .query("InvalidAction")
}
