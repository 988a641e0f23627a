//! ReceiveMessage: short and long polls.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::{Instant, sleep_until};

use super::attributes;
use super::checksum;
use super::draft::sequence_number;
use super::errors;
use super::handle::Handle;
use super::input;
use super::message::Message;
use super::queue::Queue;
use super::queues::Queues;
use crate::limits::SQS_IN_FLIGHT;
use crate::sim::wire::{Answer, Error};
use crate::time::Time;

/// What a ReceiveMessage asks for.
struct Ask<'a> {
    most: usize,
    visibility: Option<Duration>,
    wait: Option<Duration>,
    system: Vec<&'a str>,
    user: Vec<&'a str>,
}

/// What a look into the queue gave.
enum Look {
    Found(Vec<(Message, Handle)>),
    Nothing { next_due: Option<Time> },
    Full,
}

impl Queues {
    pub(super) async fn receive(&self, input: &Value) -> Answer {
        let ask = Ask::read(input)?;
        let first = self.named(input)?;
        let now = self.clock.now();
        let wait = match ask.wait {
            Some(wait) => wait,
            None => first.lock(now).settings.wait(),
        };
        let deadline = self.clock.instant(now.plus(wait));
        loop {
            let queue = self.named(input)?;
            let mut rung = pin!(queue.bell.notified());
            rung.as_mut().enable();
            let next_due = match self.look(&queue, &ask) {
                Look::Found(messages) => return Ok(ask.answer(&messages)),
                Look::Full if wait.is_zero() => return Err(errors::over_limit()),
                Look::Full => None,
                Look::Nothing { next_due } => next_due,
            };
            if Instant::now() >= deadline {
                return Ok(json!({}));
            }
            let wake = next_due.map_or(deadline, |due| self.clock.instant(due).min(deadline));
            tokio::select! {
                () = rung => {}
                () = sleep_until(wake) => {}
            }
        }
    }

    fn look(&self, queue: &Queue, ask: &Ask<'_>) -> Look {
        let now = self.clock.now();
        let (dead_letters, limit) = self.dead_letter_queue(queue, now);
        let mut found = Vec::new();
        let mut dead = Vec::new();
        let mut state = queue.lock(now);
        let until = now.plus(
            ask.visibility
                .unwrap_or_else(|| state.settings.visibility()),
        );
        // a FIFO queue at its limit answers nothing instead of an error (DOMAIN 3.4)
        let room = SQS_IN_FLIGHT.saturating_sub(state.store.counts().in_flight);
        if room == 0 && !state.settings.fifo {
            return Look::Full;
        }
        let mut last: Option<Arc<str>> = None;
        while found.len() < ask.most.min(room) {
            let Some((seq, held)) = state.store.front(last.as_deref()) else {
                break;
            };
            if held.message.receives >= limit {
                dead.extend(state.store.remove(seq));
                continue;
            }
            let Some(held) = state.store.lease(seq, now, until) else {
                break;
            };
            let handle = Handle {
                queue: queue.id,
                seq,
                receipt: held.receipt,
            };
            last.clone_from(&held.message.group);
            found.push((held.message.clone(), handle));
        }
        let next_due = state.store.next_due();
        let more = state.store.any_ready();
        drop(state);
        self.bury(queue, dead_letters, dead);
        if more {
            queue.ring(false);
        }
        if found.is_empty() {
            return Look::Nothing { next_due };
        }
        if next_due == Some(until) {
            // those who wait have an earlier timer to watch
            queue.ring(true);
        }
        Look::Found(found)
    }

    /// The queue's dead-letter queue if it is there, and the receives after which messages go there.
    fn dead_letter_queue(&self, queue: &Queue, now: Time) -> (Option<Arc<Queue>>, u32) {
        let redrive = queue.lock(now).settings.redrive.clone();
        let dead_letters = redrive
            .as_ref()
            .and_then(|redrive| self.by_arn(&redrive.target));
        let limit = redrive
            .filter(|_| dead_letters.is_some())
            .map_or(u32::MAX, |redrive| redrive.max_receives);
        (dead_letters, limit)
    }

    fn bury(&self, source: &Queue, dead_letters: Option<Arc<Queue>>, dead: Vec<Message>) {
        let Some(dead_letters) = dead_letters else {
            return;
        };
        for mut message in dead {
            message.dead_letter_source = Some(source.arn.clone());
            dead_letters.bury(message, self.clock.now());
        }
    }
}

impl<'a> Ask<'a> {
    fn read(input: &'a Value) -> Result<Self, Error> {
        let within = |member, low, high, reason| {
            input::within(input, member, (low, high), reason)
                .map(|number| number.map(i64::unsigned_abs))
        };
        let most = within(
            "MaxNumberOfMessages",
            1,
            10,
            "Must be between 1 and 10, if provided.",
        )?;
        let visibility = within(
            "VisibilityTimeout",
            0,
            43_200,
            "Must be >= 0 and <= 43200, if provided.",
        )?;
        let wait = within(
            "WaitTimeSeconds",
            0,
            20,
            "Must be >= 0 and <= 20, if provided.",
        )?;
        let mut system = input::texts(input, "MessageSystemAttributeNames")?;
        system.extend(input::texts(input, "AttributeNames")?);
        Ok(Self {
            most: most.and_then(|n| usize::try_from(n).ok()).unwrap_or(1),
            visibility: visibility.map(Duration::from_secs),
            wait: wait.map(Duration::from_secs),
            system,
            user: input::texts(input, "MessageAttributeNames")?,
        })
    }

    fn answer(&self, messages: &[(Message, Handle)]) -> Value {
        let messages: Vec<Value> = messages
            .iter()
            .map(|(message, handle)| self.write(message, handle))
            .collect();
        json!({ "Messages": messages })
    }

    fn write(&self, message: &Message, handle: &Handle) -> Value {
        let mut out = json!({
            "MessageId": message.id.to_string(),
            "ReceiptHandle": handle.write(),
            "MD5OfBody": checksum::hex(&message.md5),
            "Body": &*message.body,
        });
        let system = self.system_attributes(message);
        if !system.is_empty() {
            out["Attributes"] = system.into();
        }
        let chosen = || {
            let wanted = |name: &str| attributes::wanted(name, &self.user);
            message.attributes.iter().filter(move |a| wanted(&a.name))
        };
        if let Some(md5) = checksum::of_attributes(chosen()) {
            out["MD5OfMessageAttributes"] = checksum::hex(&md5).into();
            let written: Map<String, Value> =
                chosen().map(|a| (a.name.to_string(), a.json())).collect();
            out["MessageAttributes"] = written.into();
        }
        out
    }

    fn system_attributes(&self, message: &Message) -> Map<String, Value> {
        let mut out = Map::new();
        if self.system.is_empty() {
            return out;
        }
        let mut put = |name: &str, value: Option<String>| {
            let asked = |asked: &&str| *asked == "All" || *asked == name;
            if let Some(value) = value
                && self.system.iter().any(asked)
            {
                out.insert(name.to_owned(), value.into());
            }
        };
        let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        put("SenderId", Some(message.sender.to_string()));
        put(
            "ApproximateFirstReceiveTimestamp",
            message.first_received.map(|time| time.0.to_string()),
        );
        put(
            "ApproximateReceiveCount",
            Some(message.receives.to_string()),
        );
        put("SentTimestamp", Some(message.sent.0.to_string()));
        put("SequenceNumber", message.sequence.map(sequence_number));
        put("MessageDeduplicationId", text(&message.deduplication));
        put("MessageGroupId", text(&message.group));
        put("AWSTraceHeader", text(&message.trace_header));
        put(
            "DeadLetterQueueSourceArn",
            text(&message.dead_letter_source),
        );
        out
    }
}
