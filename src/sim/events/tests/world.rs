//! A world of its own for each test.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::sync::watch;

use crate::sim::downstream::{Downstream, DownstreamOptions};
use crate::sim::events::{Events, EventsOptions};
use crate::sim::wire::{Delivery, Error, QueueHost, Refusal};

/// Queues that keep what they get; those named `denied` refuse by policy, those named `gone` do not exist.
pub struct Queues {
    kept: Mutex<Vec<(String, Delivery)>>,
    count: watch::Sender<usize>,
}

impl Queues {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            kept: Mutex::default(),
            count: watch::Sender::new(0),
        })
    }

    /// Waits until `count` messages are there.
    pub async fn wait(&self, count: usize) -> Vec<(String, Delivery)> {
        let mut seen = self.count.subscribe();
        seen.wait_for(|n| *n >= count).await.unwrap();
        self.all()
    }

    pub fn all(&self) -> Vec<(String, Delivery)> {
        self.kept.lock().unwrap().clone()
    }
}

impl QueueHost for Queues {
    fn deliver(&self, queue_arn: &str, delivery: Delivery) -> Result<String, Refusal> {
        if queue_arn.ends_with("denied") {
            return Err(Refusal::Policy);
        }
        if queue_arn.ends_with("gone") {
            return Err(Refusal::NoQueue);
        }
        self.kept
            .lock()
            .unwrap()
            .push((queue_arn.to_owned(), delivery));
        self.count.send_modify(|n| *n += 1);
        Ok("m-1".to_owned())
    }

    fn create_queue(&self, name: &str, _: &BTreeMap<String, String>) -> Result<String, Error> {
        Ok(format!("http://127.0.0.1:4566/123456789012/{name}"))
    }

    fn set_attributes(&self, _: &str, _: &BTreeMap<String, String>) -> Result<(), Error> {
        Ok(())
    }

    fn exists(&self, queue_arn: &str) -> bool {
        !queue_arn.ends_with("gone")
    }
}

pub struct World {
    pub events: Arc<Events>,
    pub queues: Arc<Queues>,
    pub downstream: Arc<Downstream>,
}

impl World {
    pub async fn new() -> Self {
        Self::with(DownstreamOptions::default()).await
    }

    pub async fn with(options: DownstreamOptions) -> Self {
        Self::scaled(options, 0.0).await
    }

    /// With waits between retries, for tests whose clock is paused.
    pub async fn scaled(options: DownstreamOptions, backoff_scale: f64) -> Self {
        let downstream = Downstream::start(options).await.unwrap();
        let queues = Queues::new();
        let options = EventsOptions {
            account: "123456789012".to_owned(),
            region: "ap-southeast-1".to_owned(),
            backoff_scale,
        };
        Self {
            events: Events::new(options, queues.clone(), downstream.clone()),
            queues,
            downstream,
        }
    }

    pub async fn call(&self, operation: &str, input: Value) -> Value {
        self.events
            .call(operation, input)
            .await
            .unwrap_or_else(|e| panic!("{operation}: {e:?}"))
    }

    pub async fn refused(&self, operation: &str, input: Value) -> String {
        let error = self.events.call(operation, input).await.unwrap_err();
        format!("{}: {}", error.code, error.message)
    }

    /// A rule `R` on the default bus for source `app`, with these targets.
    pub async fn rule(&self, targets: Value) {
        let pattern = json!({"EventPattern": r#"{"source":["app"]}"#, "Name": "R"});
        self.call("PutRule", pattern).await;
        let put = json!({"Rule": "R", "Targets": targets});
        self.call("PutTargets", put).await;
    }

    /// A connection `C` by API key, and an API destination `D` on it; answers its ARN.
    pub async fn destination(&self, endpoint: &str) -> String {
        let key = json!({"ApiKeyName": "x-api-key", "ApiKeyValue": "secret"});
        let auth = json!({"ApiKeyAuthParameters": key});
        self.destination_with("API_KEY", auth, endpoint).await
    }

    pub async fn destination_with(&self, kind: &str, auth: Value, endpoint: &str) -> String {
        let connection = json!({"Name": "C", "AuthorizationType": kind, "AuthParameters": auth});
        let connection = self.call("CreateConnection", connection).await;
        let destination = json!({
            "Name": "D", "ConnectionArn": connection["ConnectionArn"], "HttpMethod": "POST",
            "InvocationEndpoint": endpoint, "InvocationRateLimitPerSecond": 10_000,
        });
        let answer = self.call("CreateApiDestination", destination).await;
        answer["ApiDestinationArn"].as_str().unwrap().to_owned()
    }

    /// Puts one event of source `app`; answers its id.
    pub async fn put(&self, detail: &str) -> String {
        let entry =
            json!({"Source": "app", "DetailType": "t", "Detail": detail, "Time": 1_704_173_061});
        let answer = self.call("PutEvents", json!({"Entries": [entry]})).await;
        assert_eq!(answer["FailedEntryCount"], 0, "{answer}");
        answer["Entries"][0]["EventId"].as_str().unwrap().to_owned()
    }

    /// Waits until nothing is under way.
    pub async fn settled(&self) -> Value {
        loop {
            let state = self.events.state();
            if state["deliveries_under_way"] == 0 {
                return state;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// A target with the dead-letter queue `dlq` and one retry.
pub fn target(id: &str, arn: &str) -> Value {
    json!({
        "Id": id, "Arn": arn, "RetryPolicy": {"MaximumRetryAttempts": 1},
        "DeadLetterConfig": {"Arn": "arn:aws:sqs:ap-southeast-1:123456789012:dlq"},
    })
}
