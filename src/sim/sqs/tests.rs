//! SQS by its operations, on tokio's paused clock.

mod dead_letters;
mod deliveries;
mod fifo;
mod leases;
mod messages;
mod queues;
mod store;
mod time;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{advance, sleep};

use super::{Place, Queues};
use crate::sim::Clock;
use crate::sim::wire::{Delivery, Error, QueueHost, Refusal};

const URL: &str = "http://127.0.0.1:1/123456789012/orders";

fn sqs() -> Arc<Queues> {
    let place = Place {
        account: "123456789012".into(),
        region: "ap-southeast-1".into(),
        endpoint: "http://127.0.0.1:1".into(),
    };
    Queues::new(place, Clock::start())
}

async fn ok(sqs: &Arc<Queues>, operation: &str, input: Value) -> Value {
    sqs.call(operation, input).await.unwrap()
}

async fn refused(sqs: &Arc<Queues>, operation: &str, input: Value) -> Error {
    sqs.call(operation, input).await.unwrap_err()
}

async fn with_queue(attributes: Value) -> Arc<Queues> {
    let sqs = sqs();
    let input = json!({"QueueName": "orders", "Attributes": attributes});
    ok(&sqs, "CreateQueue", input).await;
    sqs
}

async fn send(sqs: &Arc<Queues>, body: &str) -> Value {
    let input = json!({"QueueUrl": URL, "MessageBody": body});
    ok(sqs, "SendMessage", input).await
}

/// Ten messages at most, with all their attributes.
async fn receive(sqs: &Arc<Queues>) -> Vec<Value> {
    receive_from(sqs, URL).await
}

async fn receive_from(sqs: &Arc<Queues>, url: &str) -> Vec<Value> {
    let input = json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "AttributeNames": ["All"], "MessageAttributeNames": ["All"]});
    let mut answer = ok(sqs, "ReceiveMessage", input).await;
    match answer.get_mut("Messages") {
        Some(Value::Array(messages)) => std::mem::take(messages),
        _ => Vec::new(),
    }
}

async fn bodies(sqs: &Arc<Queues>) -> Vec<String> {
    let messages = receive(sqs).await;
    let body = |message: &Value| message["Body"].as_str().unwrap().to_owned();
    messages.iter().map(body).collect()
}

async fn delete(sqs: &Arc<Queues>, message: &Value) -> Result<Value, Error> {
    let input = json!({"QueueUrl": URL, "ReceiptHandle": message["ReceiptHandle"]});
    sqs.call("DeleteMessage", input).await
}

async fn hide(sqs: &Arc<Queues>, message: &Value, seconds: i64) -> Result<Value, Error> {
    let handle = &message["ReceiptHandle"];
    let input = json!({"QueueUrl": URL, "ReceiptHandle": handle, "VisibilityTimeout": seconds});
    sqs.call("ChangeMessageVisibility", input).await
}

fn counts(sqs: &Queues) -> [u64; 3] {
    let state = sqs.state();
    ["visible", "in_flight", "delayed"].map(|name| state["orders"][name].as_u64().unwrap())
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
