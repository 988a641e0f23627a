//! What goes out, and what PutEvents would refuse.

use super::*;

#[test]
fn a_sound_event_goes_out_with_all_its_fields() {
    let out = outgoing(&letter(&event(r#"{ "a" : 1.0 }"#)), None).unwrap();
    assert_eq!(&*out.source, "userService.tracking");
    assert_eq!(&*out.detail_type, "user_activity");
    assert_eq!(&*out.detail, r#"{ "a" : 1.0 }"#);
    assert_eq!(out.resources.len(), 2);
    assert_eq!(out.time.unwrap().rfc3339(), "2024-01-02T05:24:21Z");
    assert_eq!(out.trace_header.as_deref(), Some("Root=1-2"));
}

#[test]
fn what_put_events_would_refuse_is_said_with_limit_and_value() {
    let deep = |n: usize| format!("{{\"a\":{}{}}}", "[".repeat(n), "]".repeat(n));
    let cases = [
        (
            event("[1]"),
            "the detail is a JSON array, and PutEvents takes an object only",
        ),
        (
            event("\"x\""),
            "the detail is a JSON string, and PutEvents takes an object only",
        ),
        (
            event("{}").replace("userService", "aws"),
            "the source is aws.tracking, and PutEvents takes none that begins with aws.",
        ),
        (
            event("{}").replace("userService.tracking", ""),
            "the source is empty, and PutEvents requires it",
        ),
        (
            event("{}").replace("\"userService.tracking\"", "7"),
            "the source is no string, and PutEvents takes a string",
        ),
        (
            event("{}").replace("user_activity", &"é".repeat(129)),
            "the detail-type has 129 characters, and PutEvents takes 128",
        ),
        (
            event(&deep(1000)),
            "the detail is nested 1001 levels deep, and PutEvents takes 1000",
        ),
        (
            event(r#"{"a":[1,9223372036854775808]}"#),
            "the detail holds the integer 9223372036854775808, and PutEvents takes -2^63 to 2^63-1",
        ),
        (
            event("{}").replace("2024-01-02T05:24:21Z", "tomorrow"),
            "the time is \"tomorrow\", and PutEvents takes an RFC 3339 moment",
        ),
        (
            event("{}").replace("\"2024-01-02T05:24:21Z\"", "5"),
            "the time is a JSON number, and PutEvents takes an RFC 3339 moment",
        ),
        (
            event("{}").replace("\"arn:a\"", "1"),
            "the resources are no list of strings, and PutEvents takes only that",
        ),
        (
            r#"{"source":"a","detail":{}}"#.into(),
            "the event has no detail-type, and PutEvents requires it",
        ),
        (
            "[1]".into(),
            "there is no event: the body is a JSON array, and an event is an object",
        ),
        ("{}".into(), "there is no EventBridge event in the letter"),
        (
            "{oops".into(),
            "there is no event: no JSON, expected a key in double quotes at line 1, column 2",
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(refused(&body), expected);
    }
    assert!(
        refused(&event(&format!("{{\"a\":\"{}\"}}", "x".repeat(1_000_000))))
            .starts_with("the event has 1000")
    );
}

#[test]
fn the_greatest_that_put_events_takes_goes_out() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(999), "]".repeat(999));
    for detail in [
        deep.as_str(),
        r#"{"a":[9223372036854775807,-9223372036854775808,1e400,-0]}"#,
    ] {
        assert!(outgoing(&letter(&event(detail)), None).is_ok(), "{detail}");
    }
    let longest = event("{}").replace("user_activity", &"é".repeat(128));
    assert!(outgoing(&letter(&longest), None).is_ok());
}

#[test]
fn several_refusals_are_all_said() {
    let body = event("[]").replace("userService", "aws");
    assert_eq!(outgoing(&letter(&body), None).unwrap_err().len(), 2);
}
