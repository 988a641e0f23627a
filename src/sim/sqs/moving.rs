//! Message move tasks: the redrive that SQS has of its own. (DOMAIN 3.10, AWS_RECORDED 8)

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::errors;
use super::input;
use super::message::Message;
use super::queue::Queue;
use super::queues::Queues;
use crate::sim::wire::{Answer, Error};
use crate::time::Time;

/// All tasks, the oldest first.
#[derive(Debug, Default)]
pub struct Moves(Mutex<Vec<Arc<Task>>>);

#[derive(Debug)]
struct Task {
    handle: String,
    source: Arc<Queue>,
    destination: Option<String>,
    rate: Option<u32>,
    started: Time,
    to_move: usize,
    progress: Mutex<Progress>,
}

#[derive(Clone, Copy, Debug)]
struct Progress {
    status: &'static str,
    moved: usize,
    failure: Option<&'static str>,
}

impl Moves {
    /// Cancels and forgets all.
    pub fn clear(&self) {
        for task in self.lock().drain(..) {
            task.cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Task>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queues {
    pub(super) fn start_move(self: &Arc<Self>, input: &Value) -> Answer {
        let source = self.resource(input, "SourceArn")?;
        let source = source.ok_or_else(|| errors::missing("SourceArn"))?;
        if self.sources_of(&source).is_empty() {
            return Err(errors::invalid(
                "Source queue must be configured as a Dead Letter Queue.",
            ));
        }
        let destination = self.resource(input, "DestinationArn")?;
        let reason = "Must be between 1 and 500, if provided.";
        let rate = input::within(input, "MaxNumberOfMessagesPerSecond", (1, 500), reason)?;
        let now = self.clock.now();
        let id = json!({"taskId": Uuid::new_v4().to_string(), "sourceArn": &*source.arn});
        let to_move = source.lock(now).store.counts().ready;
        let task = Arc::new(Task {
            handle: STANDARD.encode(id.to_string()),
            to_move,
            source,
            destination: destination.map(|queue| queue.arn.to_string()),
            rate: rate.and_then(|rate| u32::try_from(rate).ok()),
            started: now,
            progress: Mutex::new(Progress {
                status: "RUNNING",
                moved: 0,
                failure: None,
            }),
        });
        self.admit(&task)?;
        let answer = json!({ "TaskHandle": task.handle });
        tokio::spawn(run(self.clone(), task));
        Ok(answer)
    }

    pub(super) fn list_moves(&self, input: &Value) -> Answer {
        let source = self.resource(input, "SourceArn")?;
        let source = source.ok_or_else(|| errors::missing("SourceArn"))?;
        let reason = "Must be between 1 and 10, if provided.";
        let most = input::within(input, "MaxResults", (1, 10), reason)?.unwrap_or(1);
        let tasks = self.moves.lock();
        let of_source = tasks.iter().rev().filter(|t| t.source.id == source.id);
        let most = usize::try_from(most).unwrap_or(1);
        let results: Vec<Value> = of_source.take(most).map(|task| task.json()).collect();
        Ok(json!({ "Results": results }))
    }

    pub(super) fn cancel_move(&self, input: &Value) -> Answer {
        let handle = input::required(input, "TaskHandle")?;
        let tasks = self.moves.lock();
        let task = tasks
            .iter()
            .find(|task| task.handle == handle)
            .ok_or_else(|| errors::no_resource("Task does not exist."))?;
        if !task.cancel() {
            return Err(errors::unsupported(
                "The task can't be cancelled: it is not running.",
            ));
        }
        Ok(json!({ "ApproximateNumberOfMessagesMoved": task.progress().moved }))
    }

    fn admit(&self, task: &Arc<Task>) -> Result<(), Error> {
        let mut tasks = self.moves.lock();
        let same = |other: &Arc<Task>| other.source.id == task.source.id && other.runs();
        if tasks.iter().any(same) {
            return Err(errors::unsupported(
                "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
            ));
        }
        tasks.push(task.clone());
        Ok(())
    }

    fn resource(&self, input: &Value, member: &str) -> Result<Option<Arc<Queue>>, Error> {
        let Some(arn) = input::text(input, member)? else {
            return Ok(None);
        };
        self.by_arn(arn).map(Some).ok_or_else(|| {
            errors::no_resource(&format!(
                "The resource that you specified for the {member} parameter doesn't exist."
            ))
        })
    }
}

impl Task {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn runs(&self) -> bool {
        self.progress().status == "RUNNING"
    }

    fn cancel(&self) -> bool {
        self.end("CANCELLED", None)
    }

    /// Ends the task unless it has ended.
    fn end(&self, status: &'static str, failure: Option<&'static str>) -> bool {
        let mut progress = self.progress();
        if progress.status != "RUNNING" {
            return false;
        }
        progress.status = status;
        progress.failure = failure;
        true
    }

    fn json(&self) -> Value {
        let progress = *self.progress();
        let mut out = json!({
            "Status": progress.status,
            "SourceArn": &*self.source.arn,
            "ApproximateNumberOfMessagesMoved": progress.moved,
            "ApproximateNumberOfMessagesToMove": self.to_move,
            "StartedTimestamp": self.started.0,
        });
        if progress.status == "RUNNING" {
            out["TaskHandle"] = self.handle.as_str().into();
        }
        if let Some(destination) = &self.destination {
            out["DestinationArn"] = destination.as_str().into();
        }
        if let Some(rate) = self.rate {
            out["MaxNumberOfMessagesPerSecond"] = rate.into();
        }
        if let Some(failure) = progress.failure {
            out["FailureReason"] = failure.into();
        }
        out
    }
}

async fn run(queues: Arc<Queues>, task: Arc<Task>) {
    // SQS itself moves at most some hundreds a second
    let pause = Duration::from_secs(1) / task.rate.unwrap_or(500);
    while task.runs() {
        match move_one(&queues, &task) {
            Ok(true) => task.progress().moved += 1,
            Ok(false) => {
                task.end("COMPLETED", None);
            }
            Err(failure) => {
                task.end("FAILED", Some(failure));
            }
        }
        tokio::time::sleep(pause).await;
    }
}

/// Moves the next visible message, if there is one.
fn move_one(queues: &Queues, task: &Task) -> Result<bool, &'static str> {
    let now = queues.clock.now();
    let next = {
        let state = task.source.lock(now);
        let front = state.store.front(None);
        front.map(|(seq, held)| (seq, held.message.dead_letter_source.clone()))
    };
    let Some((seq, origin)) = next else {
        return Ok(false);
    };
    let arn = task.destination.as_deref().or(origin.as_deref());
    let arn = arn.ok_or("CouldNotDetermineMessageSource")?;
    let destination = queues
        .by_arn(arn)
        .ok_or("AWS.SimpleQueueService.NonExistentQueue")?;
    let taken = task.source.lock(now).store.remove(seq);
    if let Some(message) = taken {
        destination.bury(anew(message, now), now);
    }
    Ok(true)
}

/// The message as a move task sends it: with a new id and enqueue time. (DOMAIN 3.7)
fn anew(message: Message, now: Time) -> Message {
    Message {
        id: Uuid::new_v4(),
        sent: now,
        first_received: None,
        receives: 0,
        dead_letter_source: None,
        ..message
    }
}
