//! The simulator over HTTP: SQS in both protocols, faults, and the control interface.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use dlq_tui::sim::{Sim, SimOptions};
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client as Http;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

mod faults;
mod life;
mod messages;
mod pipeline;
mod query;

async fn simulator() -> Sim {
    let options = SimOptions {
        empty: true,
        ..SimOptions::default()
    };
    Sim::start(options).await.unwrap()
}

fn client(sim: &Sim) -> Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .credentials_provider(Credentials::new("demo", "demo", None, None, "test"))
        .region(Region::new("ap-southeast-1"))
        .endpoint_url(sim.endpoint())
        .retry_config(RetryConfig::disabled())
        .build();
    Client::from_conf(config)
}

async fn queue(sqs: &Client, name: &str) -> String {
    let made = sqs.create_queue().queue_name(name).send().await.unwrap();
    made.queue_url.unwrap()
}

/// Sends a request; answers status and body.
async fn http(method: &str, url: String, form: bool, body: &str) -> (u16, String) {
    let content = if form {
        "application/x-www-form-urlencoded"
    } else {
        "application/json"
    };
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header("content-type", content)
        .body(Full::new(Bytes::from(body.to_owned())))
        .unwrap();
    let http = Http::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let answer = http.request(request).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

/// A request to the control interface that must be granted.
async fn control(sim: &Sim, method: &str, path: &str, body: Value) -> Value {
    let url = format!("{}/_sim/{path}", sim.endpoint());
    let (status, answer) = http(method, url, false, &body.to_string()).await;
    assert_eq!(status, 200, "{answer}");
    serde_json::from_str(&answer).unwrap()
}
