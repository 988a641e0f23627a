//! A hermetic world for tests: a simulator of the test's own, a state folder of its own, the real binary.

mod terminal;

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use dlq_tui::sim::{Sim, SimOptions};
use serde_json::Value;
use tempfile::TempDir;

pub use terminal::Terminal;

/// The queue of the built-in stack.
pub const DLQ: &str = "ExampleEventDeadLetterQueue";

const RULE: &str = "arn:aws:events:ap-southeast-1:123456789012:rule/ExampleEventRule";
const TARGET: &str = "arn:aws:events:ap-southeast-1:123456789012:api-destination/ExampleReportingAPI/7e08279e-244f-4443-a5f4-b9c262da4d81";

/// A simulator, a place for files, and a way to start the binary on both.
pub struct World {
    runtime: tokio::runtime::Runtime,
    sim: Option<Sim>,
    home: TempDir,
}

impl World {
    /// A world with the seed's stack, quick retries and an empty queue.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A world whose simulator is made as `change` says.
    pub fn with(change: impl FnOnce(&mut SimOptions)) -> Self {
        let mut options = SimOptions {
            backoff_scale: 0.001,
            ..SimOptions::default()
        };
        change(&mut options);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let sim = runtime.block_on(Sim::start(options)).unwrap();
        Self {
            runtime,
            sim: Some(sim),
            home: TempDir::new().unwrap(),
        }
    }

    /// Ends the simulator: from now on nobody answers.
    pub fn stop(&mut self) {
        if let Some(sim) = self.sim.take() {
            self.runtime.block_on(sim.stop());
        }
    }

    pub fn endpoint(&self) -> String {
        self.sim.as_ref().unwrap().endpoint().to_owned()
    }

    pub fn queue_url(&self) -> String {
        format!("{}/123456789012/{DLQ}", self.endpoint())
    }

    pub fn state(&self) -> PathBuf {
        self.home.path().join("state")
    }

    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// The binary, with nothing of the machine's own in its environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dlq-tui"));
        command.args(args).env_clear().stdin(Stdio::null());
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command
    }

    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let home = self.home.path().to_string_lossy().into_owned();
        vec![
            ("HOME", home.clone()),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("DLQ_TUI_STATE", self.state().to_string_lossy().into_owned()),
            ("DLQ_TUI_CONFIG", format!("{home}/config.toml")),
            ("AWS_ENDPOINT_URL", self.endpoint()),
            ("AWS_REGION", "ap-southeast-1".into()),
            ("AWS_ACCESS_KEY_ID", "test".into()),
            ("AWS_SECRET_ACCESS_KEY", "test".into()),
            ("AWS_EC2_METADATA_DISABLED", "true".into()),
            ("RUST_BACKTRACE", "0".into()),
        ]
    }

    /// Runs the binary to its end.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs the binary with `--output json`; answers its exit code and its document.
    pub fn json(&self, args: &[&str]) -> (i32, Value) {
        let mut all = args.to_vec();
        all.extend(["--output", "json"]);
        let out = self.run(&all);
        let text = String::from_utf8(out.stdout).unwrap();
        let document = serde_json::from_str(&text).unwrap_or_else(|e| {
            panic!(
                "{args:?}: {e}\n{text}\n{}",
                String::from_utf8_lossy(&out.stderr)
            )
        });
        (out.status.code().unwrap_or(-1), document)
    }

    /// Asks the simulator's control interface.
    pub fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let url: hyper::Uri = format!("{}{path}", self.endpoint()).parse().unwrap();
        self.block_on(http::call(method, url, body.to_string(), &[]))
    }

    /// Calls an operation of the simulator's JSON protocols.
    pub fn aws(&self, target: &str, body: &Value) -> Value {
        let url: hyper::Uri = self.endpoint().parse().unwrap();
        self.block_on(http::call(
            "POST",
            url,
            body.to_string(),
            &[("x-amz-target", target)],
        ))
    }

    /// Sends a dead letter of the seed's rule to the queue, as EventBridge would have written it.
    pub fn dead_letter(&self, id: u32, message: &str) {
        self.dead_letter_of(&event(id), ("SDK_CLIENT_ERROR", message));
    }

    /// The same for a body of its own, which may be no event.
    pub fn dead_letter_of(&self, body: &str, (code, message): (&str, &str)) {
        self.send(
            body,
            &[
                ("RULE_ARN", RULE),
                ("TARGET_ARN", TARGET),
                ("ERROR_CODE", code),
                ("ERROR_MESSAGE", message),
            ],
        );
    }

    /// Sends a message with text attributes to the queue.
    pub fn send(&self, body: &str, attributes: &[(&str, &str)]) {
        let text = |value: &str| serde_json::json!({"DataType": "String", "StringValue": value});
        let attributes: serde_json::Map<String, Value> = attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), text(value)))
            .collect();
        let answer = self.aws(
            "AmazonSQS.SendMessage",
            &serde_json::json!({
                "QueueUrl": self.queue_url(),
                "MessageBody": body,
                "MessageAttributes": attributes,
            }),
        );
        assert!(answer["MessageId"].is_string(), "{answer}");
    }

    /// Writes a file of that name into the config folder.
    pub fn config(&self, name: &str, text: &str) {
        std::fs::write(self.home.path().join(name), text).unwrap();
    }

    /// What the simulator knows: `GET /_sim/state`.
    pub fn sim_state(&self) -> Value {
        self.control("GET", "/_sim/state", &Value::Null)
    }

    /// Ends all leases: those of a process that was killed need not be waited for.
    pub fn lapse(&self) {
        self.control("POST", "/_sim/lapse", &Value::Null);
    }

    /// How often each event of [`World::dead_letter`] reached the reporting endpoint, once nothing is under way.
    pub fn deliveries(&self, count: u32) -> Vec<usize> {
        while self.sim_state()["deliveries_under_way"] != 0 {}
        let mut times = vec![0; count as usize];
        for request in self.requests() {
            if request["host"] == "api.example.com" {
                let body = request["body"].as_str().unwrap();
                let body: Value = serde_json::from_str(body).unwrap();
                times[usize::try_from(body["n"].as_u64().unwrap()).unwrap()] += 1;
            }
        }
        times
    }

    /// What the downstream received: `GET /_sim/requests`.
    pub fn requests(&self) -> Vec<Value> {
        match self.control("GET", "/_sim/requests", &Value::Null) {
            Value::Array(requests) => requests,
            other => panic!("{other}"),
        }
    }

    /// Messages in the queue, seen and unseen, as GetQueueAttributes counts them.
    pub fn depth(&self) -> (u64, u64) {
        let answer = self.aws(
            "AmazonSQS.GetQueueAttributes",
            &serde_json::json!({"QueueUrl": self.queue_url(), "AttributeNames": ["All"]}),
        );
        let of = |name: &str| {
            answer["Attributes"][name]
                .as_str()
                .unwrap()
                .parse()
                .unwrap()
        };
        (
            of("ApproximateNumberOfMessages"),
            of("ApproximateNumberOfMessagesNotVisible"),
        )
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop();
    }
}

/// An event of the seed's kind whose detail carries `id`.
pub fn event(id: u32) -> String {
    format!(
        r#"{{"version":"0","id":"{id:08x}-0000-4000-8000-000000000000","detail-type":"user_activity","source":"userService.tracking","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"ap-southeast-1","resources":[],"detail":{{"event":"user_login","n":{id}}}}}"#
    )
}

mod http {
    use http_body_util::{BodyExt, Full};
    use hyper::body::Bytes;
    use hyper_util::client::legacy::Client;
    use hyper_util::rt::TokioExecutor;

    pub async fn call(
        method: &str,
        url: hyper::Uri,
        body: String,
        headers: &[(&str, &str)],
    ) -> serde_json::Value {
        let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
        let mut request = hyper::Request::builder()
            .method(method)
            .uri(url.clone())
            .header("content-type", "application/x-amz-json-1.0");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = client
            .request(request.body(Full::new(body.into())).unwrap())
            .await
            .unwrap();
        let status = answer.status();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        assert!(
            status.is_success(),
            "{method} {url}: {status} {}",
            String::from_utf8_lossy(&bytes)
        );
        if bytes.is_empty() {
            return serde_json::Value::Null;
        }
        serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into_owned().into())
    }
}
