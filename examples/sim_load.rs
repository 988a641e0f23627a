//! How fast the simulator is and what it keeps, measured from another process over HTTP.
//!
//! `cargo run --release --example sim_load [messages]`: sends dead letters of 1 KiB with six attributes, says what the
//! simulator's process holds, then 64 clients receive and delete them all over connections that stay open.

use std::error::Error;
use std::io::Write as _;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use dlq_tui::sim::{Sim, SimOptions};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

const SENDERS: usize = 16;
const RECEIVERS: usize = 64;
const BATCH: usize = 10;

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    match std::env::args().nth(1).as_deref() {
        Some("serve") => serve().await,
        Some(messages) => measure(messages.parse()?).await,
        None => measure(200_000).await,
    }
}

/// The simulator, until it is killed or interrupted.
async fn serve() -> Result<(), Failure> {
    let options = SimOptions {
        empty: true,
        ..SimOptions::default()
    };
    let sim = Sim::start(options).await?;
    writeln!(std::io::stdout(), "{}", sim.ready())?;
    tokio::signal::ctrl_c().await?;
    sim.stop().await;
    Ok(())
}

async fn measure(messages: usize) -> Result<(), Failure> {
    let (sim, host) = start().await?;
    let pid = sim.id().ok_or("the simulator has ended")?;
    let url: Arc<str> = format!("http://{host}/123456789012/load").into();
    let mut client = Client::connect(&host).await?;
    client
        .call("CreateQueue", &json!({ "QueueName": "load" }))
        .await?;
    let mut out = std::io::stdout();

    writeln!(out, "idle:                  {}", resident(pid)?)?;
    let begin = Instant::now();
    let batch: Arc<str> = batch(&url).to_string().into();
    let mut senders = JoinSet::new();
    for _ in 0..SENDERS {
        senders.spawn(send(
            host.clone(),
            batch.clone(),
            messages / BATCH / SENDERS,
        ));
    }
    let sent = total(senders).await?;
    writeln!(out, "sent:                  {}", rate(sent, begin))?;
    writeln!(out, "with {sent} messages:  {}", resident(pid)?)?;

    let begin = Instant::now();
    let mut receivers = JoinSet::new();
    for _ in 0..RECEIVERS {
        receivers.spawn(drain(host.clone(), url.clone()));
    }
    let received = total(receivers).await?;
    writeln!(out, "received and deleted:  {}", rate(received, begin))?;
    Ok(())
}

/// This program again, as the simulator; it ends when its handle is dropped.
async fn start() -> Result<(Child, Arc<str>), Failure> {
    let mut sim = Command::new(std::env::current_exe()?)
        .arg("serve")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut ready = String::new();
    let output = sim.stdout.take().ok_or("no output")?;
    BufReader::new(output).read_line(&mut ready).await?;
    let ready: Value = serde_json::from_str(&ready)?;
    let endpoint = ready["endpoint"].as_str().ok_or("no endpoint")?;
    let host = endpoint.strip_prefix("http://").unwrap_or(endpoint).into();
    Ok((sim, host))
}

async fn send(host: Arc<str>, batch: Arc<str>, batches: usize) -> Result<usize, Failure> {
    let mut client = Client::connect(&host).await?;
    for _ in 0..batches {
        client.post("SendMessageBatch", &batch).await?;
    }
    Ok(batches * BATCH)
}

async fn drain(host: Arc<str>, url: Arc<str>) -> Result<usize, Failure> {
    let mut client = Client::connect(&host).await?;
    let ask = json!({"QueueUrl": &*url, "MaxNumberOfMessages": BATCH, "AttributeNames": ["All"],
        "MessageAttributeNames": ["All"]})
    .to_string();
    let mut received = 0;
    loop {
        let answer = client.post("ReceiveMessage", &ask).await?;
        let entries: Vec<Value> = handles(&answer)
            .enumerate()
            .map(|(id, handle)| json!({ "Id": id.to_string(), "ReceiptHandle": handle }))
            .collect();
        if entries.is_empty() {
            return Ok(received);
        }
        received += entries.len();
        let delete = json!({ "QueueUrl": &*url, "Entries": entries });
        client.call("DeleteMessageBatch", &delete).await?;
    }
}

/// The receipt handles in an answer: all that a fast client has to read.
fn handles(answer: &str) -> impl Iterator<Item = &str> {
    answer
        .split("\"ReceiptHandle\":\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}

async fn total(mut tasks: JoinSet<Result<usize, Failure>>) -> Result<usize, Failure> {
    let mut sum = 0;
    while let Some(done) = tasks.join_next().await {
        sum += done??;
    }
    Ok(sum)
}

fn batch(url: &str) -> Value {
    let text = |value: &str| json!({ "DataType": "String", "StringValue": value });
    let attributes = json!({
        "RULE_ARN": text("arn:aws:events:ap-southeast-1:123456789012:rule/tracking-bus/UserActivity"),
        "TARGET_ARN": text("arn:aws:events:ap-southeast-1:123456789012:api-destination/Reporting/7e08279e-244f-4443-a5f4-b9c262da4d81"),
        "ERROR_CODE": text("SDK_CLIENT_ERROR"),
        "ERROR_MESSAGE": text("ApiDestination returned HTTP status 503 with payload: {\"error\":\"overloaded\"}"),
        "EXHAUSTED_RETRY_CONDITION": text("MaximumRetryAttempts"),
        "RETRY_ATTEMPTS": text("185"),
    });
    let body = "x".repeat(1024);
    let entries: Vec<_> = (0..BATCH)
        .map(|id| json!({ "Id": id.to_string(), "MessageBody": body, "MessageAttributes": attributes }))
        .collect();
    json!({ "QueueUrl": url, "Entries": entries })
}

fn rate(messages: usize, begin: Instant) -> String {
    let seconds = begin.elapsed().as_secs_f64();
    let each = f64::from(u32::try_from(messages).unwrap_or(u32::MAX)) / seconds;
    format!("{messages} in {seconds:.2} s, {each:.0} messages/s")
}

fn resident(pid: u32) -> Result<String, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .ok_or("no VmRSS")?;
    let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(format!("{} MiB resident", kib / 1024))
}

/// A connection that stays open.
struct Client {
    stream: TcpStream,
    host: Arc<str>,
    buffer: Vec<u8>,
}

impl Client {
    async fn connect(host: &Arc<str>) -> Result<Self, Failure> {
        let stream = TcpStream::connect(&**host).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            host: host.clone(),
            buffer: Vec::new(),
        })
    }

    async fn call(&mut self, operation: &str, input: &Value) -> Result<String, Failure> {
        self.post(operation, &input.to_string()).await
    }

    async fn post(&mut self, operation: &str, input: &str) -> Result<String, Failure> {
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {}\r\nx-amz-target: AmazonSQS.{operation}\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n{input}",
            self.host,
            input.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the simulator closed the connection".into());
            }
            if let Some(body) = body(&self.buffer) {
                return Ok(body?.to_owned());
            }
        }
    }
}

/// The body of an answer that is there as a whole.
fn body(answer: &[u8]) -> Option<Result<&str, Failure>> {
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n")?;
    let (head, rest) = answer.split_at(end + 4);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length: usize = head
        .split("content-length: ")
        .nth(1)?
        .lines()
        .next()?
        .parse()
        .ok()?;
    let body = rest.get(..length)?;
    if !head.starts_with("http/1.1 200") {
        return Some(Err(String::from_utf8_lossy(body).into()));
    }
    Some(std::str::from_utf8(body).map_err(Into::into))
}
