//! Repairs that need no typing.

use super::*;

#[test]
fn an_array_detail_is_wrapped_and_then_taken() {
    let letter = letter(&event(r#"[{"n": 1.0}]"#));
    let quick = quick(&letter);
    assert_eq!(quick.len(), 1);
    let out = outgoing(&letter, Some(&quick[0].edit)).unwrap();
    assert_eq!(&*out.detail, r#"{"events":[{"n": 1.0}]}"#);
}

#[test]
fn quick_repairs_make_a_letter_that_put_events_takes() {
    let large = format!("{{\"keep\":1,\"blob\" : \"{}\"}}", "x".repeat(1_000_000));
    let cases = [
        event("\"{\\\"a\\\":1}\""),
        event("5"),
        event("{}").replace("2024-01-02T05:24:21Z", "tomorrow"),
        event("{}").replace("userService", "aws"),
        r#"{"source":"a","detail":{}}"#.into(),
        event(&large),
    ];
    for body in cases {
        let letter = letter(&body);
        assert!(outgoing(&letter, None).is_err());
        let repairs = quick(&letter);
        assert_eq!(repairs.len(), 1, "{repairs:?}");
        outgoing(&letter, Some(&repairs[0].edit)).unwrap();
    }
    assert!(quick(&letter(&event("{}"))).is_empty());
}

#[test]
fn a_time_that_can_t_be_read_is_set_to_when_the_letter_was_sent() {
    let mut sent = letter(&event("{}").replacen("2024-01", "20x4-01", 1));
    sent.message.system = [("SentTimestamp".into(), "1700000000000".into())].into();
    let names: Vec<String> = quick(&sent).into_iter().map(|q| q.name).collect();
    let set = names
        .iter()
        .find(|name| name.starts_with("set the time to 2023-11-14T22:13:20"));
    assert!(set.is_some(), "{names:?}");
}
