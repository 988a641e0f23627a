//! Measures reading, keeping and giving back against the simulator, and prints a table for docs/benchmarks.md.
//!
//! `cargo run --release --example bench`, or with numbers of letters as arguments. The simulator, what fills its
//! queue and what is measured are processes of their own, so that the memory is the reader's alone.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dlq_tui::arn::QueueRef;
use dlq_tui::aws;
use dlq_tui::cause::Catalogue;
use dlq_tui::engine::ports::{Parcel, Queue};
use dlq_tui::engine::{self, Phase, Snapshot};
use dlq_tui::letter::{Attribute, AttributeData};
use dlq_tui::sim::{Sim, SimOptions};
use futures_util::StreamExt as _;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const QUEUE: &str = "123456789012/ExampleEventDeadLetterQueue";
const LETTERS: [usize; 3] = [1_000, 10_000, 100_000];
const DELAYS: [u64; 2] = [0, 20];
/// Bytes of a letter's body, about.
const BODY: usize = 1024;
/// A short lease, so that heartbeats are seen in a short while.
const LEASE: Duration = Duration::from_secs(60);
/// How long the heartbeats are watched.
const WATCHED: Duration = Duration::from_secs(30);

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match words.as_slice() {
        ["sim"] => runtime.block_on(serve()),
        ["fill", endpoint, letters] => runtime.block_on(fill(endpoint, letters.parse()?)),
        ["read", endpoint, letters] => read(&runtime, endpoint, letters.parse()?),
        [] => table(&LETTERS),
        numbers => {
            let numbers: Result<Vec<usize>, _> = numbers.iter().map(|n| n.parse()).collect();
            table(&numbers?)
        }
    }
}

/// One row for each number of letters and each latency.
fn table(numbers: &[usize]) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    writeln!(
        out,
        "| letters | latency | pass | letters/s | memory | heartbeats, CPU | given back in |\n\
         |--------:|--------:|-----:|----------:|-------:|----------------:|--------------:|"
    )?;
    for letters in numbers {
        for delay in DELAYS {
            write!(out, "| {letters} | {delay} ms ")?;
            out.flush()?;
            writeln!(out, "{}", case(*letters, delay)?)?;
        }
    }
    Ok(())
}

/// A simulator, filled, then read by a process of its own.
fn case(letters: usize, delay: u64) -> Result<String, Failure> {
    let (sim, endpoint) = simulator()?;
    let sim = Ended(sim);
    let number = letters.to_string();
    let filled = again(&["fill", &endpoint, &number]).status()?;
    if delay > 0 {
        let fault =
            format!(r#"{{"operation":"ReceiveMessage","fault":"delay","delay_ms":{delay}}}"#);
        post(&endpoint, &fault)?;
    }
    let row = again(&["read", &endpoint, &number]).output()?;
    drop(sim);
    if !filled.success() || !row.status.success() {
        return Err("the queue could not be filled or read".into());
    }
    Ok(String::from_utf8(row.stdout)?.trim_end().to_owned())
}

/// This program again, in another part.
fn again(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap_or_default());
    command
        .args(args)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_REGION", "ap-southeast-1")
        .stderr(Stdio::inherit());
    command
}

/// A child that is ended when it is not needed any more.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        if self.0.kill().and_then(|()| self.0.wait()).is_err() {
            tracing::warn!("the simulator had ended already");
        }
    }
}

fn simulator() -> Result<(Child, String), Failure> {
    let mut child = again(&["sim"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take().ok_or("no pipe")?;
    let mut endpoint = String::new();
    BufReader::new(stdout).read_line(&mut endpoint)?;
    Ok((child, endpoint.trim_end().to_owned()))
}

async fn serve() -> Result<(), Failure> {
    let sim = Sim::start(SimOptions::default()).await?;
    writeln!(std::io::stdout(), "{}", sim.endpoint())?;
    // until whoever started this ends it, or is gone
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    sim.stop().await;
    Ok(())
}

/// Sets a fault.
fn post(endpoint: &str, body: &str) -> Result<(), Failure> {
    let host = endpoint.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host)?;
    write!(
        stream,
        "POST /_sim/faults HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 2") {
        return Ok(());
    }
    Err(answer.into())
}

async fn connect(endpoint: &str) -> Result<aws::Connected, Failure> {
    Ok(aws::connect(&aws::Settings {
        endpoint_url: Some(endpoint.to_owned()),
        queues: vec![QueueRef::parse(&format!("{endpoint}/{QUEUE}"))?],
        ..aws::Settings::default()
    })
    .await?)
}

async fn fill(endpoint: &str, letters: usize) -> Result<(), Failure> {
    let connected = connect(endpoint).await?;
    let queue: &Arc<dyn Queue> = connected.ports.queues.first().ok_or("no queue")?;
    let batches = (0..letters).step_by(10).map(|first| async move {
        let parcels: Vec<Parcel> = (first..(first + 10).min(letters)).map(parcel).collect();
        queue.send(&parcels).await
    });
    let mut sent = futures_util::stream::iter(batches).buffer_unordered(32);
    while let Some(answer) = sent.next().await {
        for each in answer.map_err(|fault| fault.message)? {
            each.map_err(|fault| fault.message)?;
        }
    }
    Ok(())
}

/// A dead letter as EventBridge writes them, one of a few causes.
fn parcel(number: usize) -> Parcel {
    let text = |value: String| Attribute {
        data_type: "String".into(),
        data: AttributeData::Text(value.into()),
    };
    let head = format!(
        r#"{{"version":"0","id":"{number:08x}-0000-4000-8000-000000000000","detail-type":"user_activity","source":"userService.tracking","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"ap-southeast-1","resources":[],"detail":{{"n":{number},"text":""#
    );
    let rest = "x".repeat(BODY.saturating_sub(head.len() + 3));
    let status = [503, 429, 400, 404][number % 4];
    let message = format!(
        "ApiDestination returned HTTP status {status} with payload: {{\"request\":\"{number:x}\"}}"
    );
    let arn = |what: &str| format!("arn:aws:events:ap-southeast-1:123456789012:{what}");
    Parcel {
        body: format!("{head}{rest}\"}}}}").into(),
        attributes: Arc::new([
            ("RULE_ARN".into(), text(arn("rule/ExampleEventRule"))),
            (
                "TARGET_ARN".into(),
                text(arn("api-destination/ExampleReportingAPI")),
            ),
            ("ERROR_CODE".into(), text("SDK_CLIENT_ERROR".into())),
            ("ERROR_MESSAGE".into(), text(message)),
        ]),
        trace_header: None,
        group_id: None,
        deduplication_id: None,
    }
}

/// Reads the whole queue, keeps it for a while, gives it back; prints the row's rest.
fn read(runtime: &tokio::runtime::Runtime, endpoint: &str, letters: usize) -> Result<(), Failure> {
    let connected = runtime.block_on(connect(endpoint))?;
    let settings = engine::Settings {
        lease: LEASE,
        max_messages: letters + 10,
        catalogue: Arc::new(Catalogue::own()?),
        ..engine::Settings::default()
    };
    let began = Instant::now();
    let handle = engine::start(connected.ports, settings, runtime.handle())?;
    until(&handle, |s| s.letters.len() >= letters);
    let pass = began.elapsed();
    until(&handle, |s| {
        s.queues.iter().all(|queue| queue.phase == Phase::Live)
    });
    let before = cpu()?;
    std::thread::sleep(WATCHED);
    let beats = (cpu()? - before) / WATCHED.as_secs_f64() * 100.0;
    let memory = status("VmHWM:")? / 1024;
    let closing = Instant::now();
    if !handle.send(engine::Command::Close) {
        return Err("the engine had ended".into());
    }
    let last = until(&handle, |s| s.closing.as_ref().is_some_and(|c| c.done));
    let back = closing.elapsed();
    let hidden = last.closing.as_ref().map_or(0, |closing| closing.hidden);
    if hidden > 0 {
        return Err(format!("{hidden} could not be given back").into());
    }
    let rate = f64::from(u32::try_from(letters)?) / pass.as_secs_f64();
    writeln!(
        std::io::stdout(),
        "| {:.1} s | {rate:.0} | {memory} MiB | {beats:.1} % | {:.1} s |",
        pass.as_secs_f64(),
        back.as_secs_f64()
    )?;
    Ok(())
}

fn until(handle: &engine::Handle, holds: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    let mut snapshot = handle.snapshot();
    while !holds(&snapshot) {
        snapshot = handle.wait(snapshot.revision, Duration::from_secs(1));
    }
    snapshot
}

/// A number of KiB of `/proc/self/status`.
fn status(name: &str) -> Result<u64, Failure> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_whitespace().next());
    Ok(number.ok_or("no such line")?.parse()?)
}

/// CPU seconds of this process so far: user and system, in hundredths. (proc(5), stat)
fn cpu() -> Result<f64, Failure> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let fields = text.rsplit_once(')').ok_or("no name")?.1;
    let mut ticks = 0;
    for field in fields.split_whitespace().skip(11).take(2) {
        ticks += field.parse::<u32>()?;
    }
    Ok(f64::from(ticks) / 100.0)
}
