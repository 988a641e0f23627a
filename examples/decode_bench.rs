//! How fast letters are decoded and grouped, on one core.
//!
//! `cargo run --release --example decode_bench [letters]`: dead letters of 2 KiB with six attributes, ids and numbers of
//! their own in every error message. The first pass is cold: nothing of it was seen before.

use std::collections::HashSet;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dlq_tui::cause::Tally;
use dlq_tui::letter::{Attribute, AttributeData, Decoder, Letter, LetterId, Message};

const BODY: usize = 2048;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let letters: u32 = std::env::args().nth(1).map_or(Ok(100_000), |n| n.parse())?;
    let mut out = std::io::stdout();
    for pass in ["cold", "again", "again"] {
        let mut names = HashSet::new();
        let messages: Vec<Message> = (0..letters).map(|n| message(n, &mut names)).collect();
        let (mut decoder, mut tally) = (Decoder::default(), Tally::default());
        let mut kept: Vec<Letter> = Vec::with_capacity(messages.len());
        let (begin, busy) = (Instant::now(), cpu());
        for (id, message) in messages.into_iter().enumerate() {
            let letter = decoder.decode(LetterId(u32::try_from(id)?), message);
            tally.add(&letter);
            kept.push(letter);
        }
        let (took, busy) = (begin.elapsed(), cpu().checked_sub(busy));
        let rate = |time: Duration| f64::from(letters) / time.as_secs_f64();
        writeln!(
            out,
            "{pass}: {:.0} letters/s by CPU time, {:.0} by the clock, {} causes",
            rate(busy.unwrap_or(took)),
            rate(took),
            tally.len()
        )?;
    }
    Ok(())
}

/// How long this thread has run on a processor: what others do on the machine does not matter. Linux only, else zero.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// The message as `aws` hands it over: names, types, ARNs and codes are shared texts.
fn message(n: u32, names: &mut HashSet<Arc<str>>) -> Message {
    let status = [503, 429, 400, 500][n as usize % 4];
    let error = format!(
        r#"ApiDestination returned HTTP status {status} with payload: {{"error":{{"message":"upstream overloaded for order ORD-{n}","request_id":"req_{n:x}ABcdEF","retry_in":{}}}}}"#,
        n % 60
    );
    let system = [
        (
            "AWSTraceHeader",
            format!("Root=1-{n:08x}-1f0c7b3e5d0a4c9b8e7f6a51;Sampled=0"),
        ),
        (
            "ApproximateFirstReceiveTimestamp",
            "1704173062874".to_owned(),
        ),
        ("ApproximateReceiveCount", "1".to_owned()),
        ("SenderId", "AIDAIDYJ7RPI7CT46XWPK".to_owned()),
        (
            "SentTimestamp",
            (1_704_173_062_873 + u64::from(n) * 37).to_string(),
        ),
    ];
    let attributes = [
        ("ERROR_CODE", "SDK_CLIENT_ERROR"),
        ("ERROR_MESSAGE", &error),
        ("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts"),
        ("RETRY_ATTEMPTS", "185"),
        (
            "RULE_ARN",
            "arn:aws:events:ap-southeast-1:123456789012:rule/ExampleEventRule",
        ),
        (
            "TARGET_ARN",
            "arn:aws:events:ap-southeast-1:123456789012:api-destination/ExampleReportingAPI/7e08279e-244f-4443-a5f4-b9c262da4d81",
        ),
    ];
    let mut shared = |text: &str| -> Arc<str> {
        let known = names.get(text).cloned();
        known.unwrap_or_else(|| {
            let text: Arc<str> = text.into();
            names.insert(Arc::clone(&text));
            text
        })
    };
    let system = system.map(|(name, value)| match name {
        "ApproximateReceiveCount" | "SenderId" => (shared(name), shared(&value)),
        _ => (shared(name), value.into()),
    });
    let attributes = attributes.map(|(name, value)| {
        let repeats = name.ends_with("_ARN") || name == "ERROR_CODE";
        let text = if repeats { shared(value) } else { value.into() };
        let attribute = Attribute {
            data_type: shared("String"),
            data: AttributeData::Text(text),
        };
        (shared(name), attribute)
    });
    Message {
        id: format!("m-{n:032}").into(),
        body: body(n).into(),
        system: system.into(),
        attributes: attributes.into(),
    }
}

/// An event of [`BODY`] bytes, with a detail of many members as events have, not one long text.
fn body(n: u32) -> String {
    let mut body = format!(
        r#"{{"version":"0","id":"f3c95789-ace1-a954-2c5d-{n:012x}","detail-type":"user_activity","source":"userService.tracking","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"ap-southeast-1","resources":[],"detail":{{"event":"user_login","n":{n},"items":[{{}}"#
    );
    let mut item = 0;
    while body.len() + 90 < BODY {
        item += 1;
        body += &format!(
            r#",{{"sku":"A-{item}-{n}","title":"Nothing \"special\", item {item}","price":{item}.90,"gift":false}}"#
        );
    }
    body += r#"],"note":""#;
    body += &"x".repeat(BODY.saturating_sub(body.len() + 4));
    body += "\"}}";
    body
}
