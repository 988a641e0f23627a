//! What a jq filter gets to see.

use std::sync::Arc;

use super::document::document;
use crate::json::Doc;
use crate::letter::{LetterId, Message, decode};

#[test]
fn a_program_sees_message_failure_and_event() {
    let body = r#"{"detail-type":"a \"b\"","source":"s","detail":{"n":12345678901234567890123}}"#;
    let message = Message {
        id: "m-1".into(),
        body: body.into(),
        system: crate::letter::System::from([("SentTimestamp".into(), "1".into())]),
        attributes: Arc::from([]),
    };
    let text = document(&decode(LetterId(0), message));
    let doc = Doc::read(&text).unwrap();
    let names: Vec<String> = doc
        .root()
        .children()
        .filter_map(|member| member.key().map(|key| key.to_string()))
        .collect();
    assert_eq!(names, ["message", "failure", "event"]);
    assert!(text.ends_with(&format!("\"event\":{body}}}")), "{text}");
    assert!(text.contains("\"status\":null"), "{text}");
}

#[test]
fn a_body_that_is_no_event_is_null_there() {
    let message = Message {
        id: "m-2".into(),
        body: "not JSON \u{1b}[31m".into(),
        system: crate::letter::System::from([]),
        attributes: Arc::from([]),
    };
    let text = document(&decode(LetterId(0), message));
    assert!(Doc::read(&text).is_ok(), "{text}");
    assert!(text.ends_with("\"event\":null}"), "{text}");
}
