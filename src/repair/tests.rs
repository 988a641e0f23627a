use std::sync::Arc;

use proptest::prelude::*;

use crate::json::{Doc, minify};
use crate::letter::{
    Editable, Event, Failure, Letter, LetterId, Message, Origin, OriginRow, Route,
};
use crate::repair::*;

fn read(message: &Message, _: Option<&Doc<'_>>, _: &mut Vec<String>) -> (Failure, Option<Event>) {
    (
        Failure::default(),
        Event::read(&message.body).ok().flatten(),
    )
}

fn nested(message: &Message, _: Option<&Doc<'_>>, _: &mut Vec<String>) -> (Failure, Option<Event>) {
    let doc = Doc::read_top(&*message.body).ok();
    let inner = doc.and_then(|d| Some(Arc::from(d.root().get("requestPayload")?.raw())));
    let event = inner.and_then(|text| Event::read(&text).ok().flatten());
    (Failure::default(), event)
}

static RULE: OriginRow = OriginRow {
    failed: "it failed",
    name: "rule",
    label: "a rule's target",
    editable: Editable::Event,
    route: Route::RuleBus,
    recognises: |_, _| true,
    decode: read,
};
static WHOLE: OriginRow = OriginRow {
    failed: "it failed",
    name: "whole",
    label: "a body",
    editable: Editable::Body,
    route: Route::Anywhere,
    recognises: |_, _| true,
    decode: nested,
};
static POINTER: OriginRow = OriginRow {
    failed: "it failed",
    name: "pointer",
    label: "a pointer",
    editable: Editable::Nothing,
    route: Route::Nowhere("it is a pointer without a payload"),
    recognises: |_, _| true,
    decode: read,
};

fn letter_of(row: &'static OriginRow, body: &str) -> Letter {
    let message = Message {
        id: "m-1".into(),
        body: body.into(),
        system: crate::letter::System::from([("AWSTraceHeader".into(), "Root=1-2".into())]),
        attributes: Arc::from([]),
    };
    let (failure, event) = (row.decode)(&message, None, &mut Vec::new());
    Letter {
        id: LetterId(0),
        message,
        origin: Origin(row),
        failure,
        event,
        wrong: Vec::new(),
    }
}

fn letter(body: &str) -> Letter {
    letter_of(&RULE, body)
}

fn event(detail: &str) -> String {
    format!(
        r#"{{"version":"0","id":"a1","detail-type":"user_activity","source":"userService.tracking","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"ap-southeast-1","resources":["arn:a","b"],"detail":{detail}}}"#
    )
}

fn refused(body: &str) -> String {
    let refusals = outgoing(&letter(body), None).unwrap_err();
    let words: Vec<String> = refusals.into_iter().map(|r| r.what).collect();
    words.join("; ")
}

fn edit_of(letter: &Letter, text: &str) -> Edit {
    match save(letter, text).unwrap() {
        Saved::Changed(edit) => edit,
        Saved::Unchanged => panic!("taken for unchanged: {text}"),
    }
}

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

#[test]
fn an_edit_that_is_the_same_document_leaves_the_original() {
    let letter = letter(&event(r#"{"b":1.0,"a":1e3,"a":"\u0041"}"#));
    let text = editable(&letter, None).unwrap();
    assert!(text.contains("\n    \"b\": 1.0,\n"));
    assert_eq!(save(&letter, &text).unwrap(), Saved::Unchanged);
    assert_ne!(
        save(&letter, &text.replace("1.0", "1.00")).unwrap(),
        Saved::Unchanged
    );
}

#[test]
fn what_an_edit_does_not_touch_keeps_its_bytes() {
    let detail =
        r#"{ "keep" : { "n" : 1.0 } , "dup":1, "dup": 2, "list":[ {"x" :1}, {"x":  2} ] }"#;
    let letter = letter(&event(detail));
    let text = editable(&letter, None).unwrap();
    let edit = edit_of(&letter, &text.replace("user_activity", "user_deed"));
    assert_eq!(&*outgoing(&letter, Some(&edit)).unwrap().detail, detail);
    let edit = edit_of(&letter, &text.replace("\"x\": 2", "\"x\": 3"));
    assert_eq!(
        &*outgoing(&letter, Some(&edit)).unwrap().detail,
        r#"{"keep":{ "n" : 1.0 },"dup":1,"dup":2,"list":[{"x" :1},{"x":3}]}"#
    );
}

#[test]
fn a_broken_edit_says_where() {
    let letter = letter(&event("{}"));
    let error = save(&letter, "{\n  \"a\" 1\n}").unwrap_err();
    assert_eq!((error.line, error.column), (2, 7));
}

#[test]
fn fields_that_eventbridge_assigns_are_noted() {
    let letter = letter(&event("{}"));
    let edit = edit_of(&letter, &event("{}").replace("a1", "a2"));
    assert_eq!(
        notes(&letter, &edit),
        ["id is changed, but EventBridge assigns it anew"]
    );
    let edit = edit_of(&letter, &event("{}").replace("user_activity", "x"));
    assert!(notes(&letter, &edit).is_empty());
}

#[test]
fn a_plain_text_body_is_edited_as_text() {
    let letter = letter_of(&WHOLE, "hello");
    assert_eq!(save(&letter, "hello\n").unwrap(), Saved::Unchanged);
    assert_eq!(&*edit_of(&letter, "hello, world\n").text, "hello, world");
}

#[test]
fn a_pointer_is_not_edited_and_says_why() {
    let letter = letter_of(&POINTER, "{}");
    assert_eq!(editable(&letter, None), None);
    assert_eq!(
        why_not_editable(&letter),
        Some("it is a pointer without a payload")
    );
}

#[test]
fn the_event_inside_an_edited_body_is_what_goes_out() {
    let body = |source: &str| {
        let event = event("{}").replace("userService", source);
        format!("{{\"requestPayload\":{event}}}")
    };
    let letter = letter_of(&WHOLE, &body("userService"));
    let edit = edit_of(&letter, &body("other"));
    assert_eq!(
        &*outgoing(&letter, Some(&edit)).unwrap().source,
        "other.tracking"
    );
}

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

fn change(path: &str, before: Option<&str>, after: Option<&str>) -> Change {
    Change {
        path: path.into(),
        before: before.map(Into::into),
        after: after.map(Into::into),
    }
}

#[test]
fn documents_are_compared_by_path() {
    let before = r#"{"a":{"b":1,"gone":2},"list":[1,2,3,4],"odd key":[0]}"#;
    let after = r#"{ "a":{"b":1.0,"new":null},"list":[1,9,2,3,4],"odd key":[{}] }"#;
    assert_eq!(
        diff(before, after),
        Diff::Json(vec![
            change("a.b", Some("1"), Some("1.0")),
            change("a.gone", Some("2"), None),
            change("a.new", None, Some("null")),
            change("list[1]", None, Some("9")),
            change("[\"odd key\"][0]", Some("0"), Some("{}")),
        ])
    );
    assert_eq!(
        diff(before, &before.replace(':', " : ")),
        Diff::Json(vec![])
    );
}

#[test]
fn texts_are_compared_by_line_with_words_marked() {
    let Diff::Text(lines) = diff("one\ntwo three\n", "one\ntwo four\n") else {
        panic!("taken for JSON");
    };
    let marks: Vec<Mark> = lines.iter().map(|l| l.mark).collect();
    assert_eq!(marks, [Mark::Same, Mark::Gone, Mark::Come]);
    let marked: Vec<&str> = lines[2]
        .parts
        .iter()
        .filter(|p| p.0)
        .map(|p| &*p.1)
        .collect();
    assert_eq!(marked, ["four"]);
}

#[test]
fn hostile_depth_is_edited_compared_and_refused() {
    let deep = |leaf: &str| {
        event(&format!(
            "{{\"a\":{}{leaf}{}}}",
            "[".repeat(10_000),
            "]".repeat(10_000)
        ))
    };
    let letter = letter(&deep("1"));
    let edit = edit_of(&letter, &deep("2"));
    assert!(matches!(diff(&deep("1"), &edit.text), Diff::Json(changes) if changes.len() == 1));
    assert!(outgoing(&letter, Some(&edit)).is_err());
}

/// JSON texts with odd white space, duplicate keys and numbers in many spellings.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("1.0".to_owned()),
        Just("1e3".to_owned()),
        Just("-0".to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<String>().prop_map(|s| crate::json::quote(&s)),
        Just("\"\\u0041\\/ \\\" x\"".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|v| format!("[ {} ]", v.join(" ,\t"))),
            object(inner),
        ]
    })
}

fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec(("[a-c]", value), 0..4).prop_map(|members| {
        let members: Vec<String> = members
            .iter()
            .map(|(k, v)| format!("\"{k}\" : {v}"))
            .collect();
        format!("{{{} }}", members.join(",\n "))
    })
}

proptest! {
    #[test]
    fn an_unedited_detail_goes_out_byte_for_byte(detail in object(json())) {
        let out = outgoing(&letter(&event(&detail)), None).unwrap();
        prop_assert_eq!(&*out.detail, detail.as_str());
    }

    #[test]
    fn saving_what_the_editor_showed_changes_nothing(detail in json()) {
        let letter = letter(&event(&detail));
        let text = editable(&letter, None).unwrap();
        prop_assert_eq!(save(&letter, &text).unwrap(), Saved::Unchanged);
    }

    #[test]
    fn an_edit_is_the_document_that_was_typed(before in json(), after in json()) {
        let letter = letter(&event(&before));
        let typed = event(&after);
        match save(&letter, &typed).unwrap() {
            Saved::Unchanged => prop_assert_eq!(diff(&event(&before), &typed), Diff::Json(vec![])),
            Saved::Changed(edit) => prop_assert_eq!(
                minify(&Doc::read(&*edit.text).unwrap()),
                minify(&Doc::read(typed).unwrap())
            ),
        }
    }
}

fn receives(
    input_path: Option<&str>,
    template: Option<&str>,
    body: &str,
) -> Result<Preview, String> {
    let paths = [("n".to_owned(), "$.detail.n".to_owned())];
    let transformer = template.map(|t| (&paths[..], t));
    let shape = crate::target_input::Shape::parse(None, input_path, transformer).unwrap();
    let receiver = Receiver {
        shape: &shape,
        rule_arn: "arn:r",
        rule_name: "r",
        endpoint: None,
    };
    preview(&letter(body), None, &receiver, crate::time::Time(0))
}

#[test]
fn the_target_gets_what_its_shape_makes_of_the_edited_event() {
    let shape = crate::target_input::Shape::parse(None, Some("$.detail"), None).unwrap();
    let connection = crate::target_input::Connection {
        authorization: Some(crate::target_input::Parameter::api_key(
            "x-api-key",
            "s3cret",
        )),
        ..Default::default()
    };
    let parameters = crate::target_input::HttpParameters::default();
    let receiver = Receiver {
        shape: &shape,
        rule_arn: "arn:r",
        rule_name: "r",
        endpoint: Some(crate::target_input::Endpoint {
            method: "POST",
            url: "https://api.example.com/*/report",
            connection: &connection,
            target: &parameters,
        }),
    };
    let letter = letter(&event(r#"{"n": 1.0}"#));
    let edit = edit_of(&letter, &event(r#"{"n": 2}"#));
    let got = preview(&letter, Some(&edit), &receiver, crate::time::Time(0)).unwrap();
    assert_eq!(got.input, r#"{"n":2}"#);
    let request = got.request.unwrap();
    assert!(request.shown_headers().all(|(_, value)| value != "s3cret"));
    assert_eq!(got.wrong.len(), 1);
    assert!(got.wrong[0].contains("`*`"));
}

#[test]
fn what_is_wrong_with_a_preview_is_said() {
    let found = receives(Some("$.detail.none"), None, &event("{}")).unwrap();
    assert_eq!(
        found.wrong,
        ["InputPath $.detail.none finds nothing in this event"]
    );
    assert_eq!(
        receives(None, None, "[]").unwrap_err(),
        "there is no event in the letter"
    );
    let broken = event(r#"{"n":"a\"b"}"#);
    assert!(receives(None, Some(r#"{"x":"<n>"}"#), &broken).is_err());
}

fn bundle() -> Bundle {
    Bundle::new("5f0c")
}

fn joined(texts: &[&str]) -> String {
    let documents: Vec<(&str, &str)> = texts
        .iter()
        .map(|text| ("user_activity · m-1", *text))
        .collect();
    bundle().join(documents.into_iter())
}

#[test]
fn documents_come_out_of_a_bundle_as_they_went_in() {
    let texts = [
        "{\"a\": 1}",
        "//// other document 1 of 2\n//// 5f0\n",
        "",
        "é\n\n",
    ];
    let text = joined(&texts);
    assert!(
        text.contains("//// 5f0c document 2 of 4: user_activity · m-1\n"),
        "{text}"
    );
    let apart = bundle().split(&text, 4).unwrap();
    assert_eq!(
        apart,
        [
            "{\"a\": 1}\n",
            "//// other document 1 of 2\n//// 5f0\n",
            "\n",
            "é\n\n"
        ]
    );
    assert!(!bundle().is_new_to(["a", "x //// 5f0c"].into_iter()));
    assert!(bundle().is_new_to(texts.into_iter()));
}

#[test]
fn what_is_wrong_is_said_in_the_text_and_taken_out_again() {
    let text = joined(&["{}", "{,}"]);
    let error = BundleError {
        document: 2,
        line: 1,
        column: 2,
        what: "expected a key".into(),
    };
    let noted = bundle().noted(&text, &error);
    assert!(
        noted.contains("m-1\n//// 5f0c ! document 2, line 1, column 2: expected a key\n{,}"),
        "{noted}"
    );
    assert_eq!(bundle().split(&noted, 2).unwrap(), ["{}\n", "{,}\n"]);
    let again = bundle().noted(&noted, &BundleError::of(0, "nothing"));
    assert_eq!(again.matches("5f0c !").count(), 1, "{again}");
    assert_eq!(bundle().split(&again, 2).unwrap(), ["{}\n", "{,}\n"]);
}

#[test]
fn a_bundle_whose_lines_were_touched_is_not_taken() {
    let text = joined(&["{}", "[]"]);
    let name = "//// 5f0c document 2 of 2: user_activity · m-1\n";
    for (broken, why) in [
        (
            text.replace(name, ""),
            "document 2: the line that names it is missing",
        ),
        (
            format!("{text}{name}"),
            "document 2: its line is there twice",
        ),
        (
            format!("{text}//// 5f0c document 3 of 2\n"),
            "there is no document 3",
        ),
        (
            format!("{{}}\n{text}"),
            "something stands before the first document",
        ),
        (
            format!("{text}//// 5f0c hello\n"),
            "document 2: a line that begins with //// stands in it",
        ),
        (
            String::new(),
            "document 1: the line that names it is missing",
        ),
    ] {
        assert_eq!(bundle().split(&broken, 2).unwrap_err().to_string(), why);
    }
    let turned = "//// 5f0c document 2 of 2\r\n[2]\r\n//// 5f0c document 1 of 2\n[1]";
    assert_eq!(bundle().split(turned, 2).unwrap(), ["[1]", "[2]\r\n"]);
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
