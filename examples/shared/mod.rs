//! What benchmarks share: dead letters of 2 KiB, and the time of a processor.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use dlq_tui::letter::{Attribute, AttributeData, Message};

const BODY: usize = 2048;

/// How long this thread has run on a processor: what others do on the machine does not matter. Linux only, else zero.
pub fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split(' ').next().and_then(|n| n.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// The message as `aws` hands it over: names, types, ARNs and codes are shared texts.
pub fn message(n: u32, names: &mut HashSet<Arc<str>>) -> Message {
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
