use std::sync::Arc;

use crate::json::quote;
use crate::letter::{
    Attribute, AttributeData, HIDDEN, Letter, LetterId, Message, Redaction, System, Wrapping,
    decode, unwrap, wrap,
};

#[test]
fn redacted_fields_are_hidden_and_nothing_else_changes() {
    let redact = |patterns: &[&str], text: &str| {
        let patterns: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
        Redaction::new(&patterns).apply(text).into_owned()
    };
    let text = r#"{ "detail" : {"user":{"email":"a@b","n":1.0},"cards":[{"no":"4"},{"no":"5"}]},"token":{"x":1}}"#;
    assert_eq!(
        redact(&["detail.user.email", "detail.cards.no", "token"], text),
        r#"{ "detail" : {"user":{"email":"•••","n":1.0},"cards":[{"no":"•••"},{"no":"•••"}]},"token":"•••"}"#
    );
    assert!(!redact(&["**.no"], text).contains('4'));
    assert!(!redact(&["detail.*.em*l"], text).contains("a@b"));
    assert_eq!(redact(&["detail.email", "no", ""], text), text);
    assert_eq!(redact(&["a"], "no JSON"), "no JSON");
}

#[test]
fn what_is_wrapped_is_redacted_too_and_wrapped_again() {
    let redaction = |patterns: &[&str]| {
        let patterns: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
        Redaction::new(&patterns)
    };
    let seen = |patterns: &[&str], text: &str| {
        let shown = redaction(patterns).apply(text).into_owned();
        let layers = unwrap(&shown);
        let inside = layers.last().and_then(|layer| layer.inside.clone());
        (shown, inside.unwrap_or_default())
    };
    let event = r#"{"detail":{"email":"a@b","n":1}}"#;
    let hidden = r#"{"detail":{"email":"•••","n":1}}"#;
    let base64 = wrap("AAAAAAAAAAAAAAAA", Wrapping::Base64, event).unwrap();
    let gzip = wrap(&base64, Wrapping::Gzip, event).unwrap();
    let sns = format!(r#"{{"Type":"Notification","Message":{}}}"#, quote(event));
    let sns64 = format!(r#"{{"Type":"Notification","Message":"{gzip}"}}"#);
    for text in [&quote(event), &base64, &gzip, &sns, &sns64] {
        assert_eq!(seen(&["detail.email"], text).1, hidden, "{text}");
        assert_eq!(seen(&["detail.mail"], text).0, *text, "byte for byte");
    }
    let inside = format!(
        r#"{{"detail":{{"payload":"{gzip}","s":{}}}}}"#,
        quote(event)
    );
    let shown = seen(
        &["detail.payload.detail.email", "detail.s.detail.email"],
        &inside,
    )
    .0;
    assert!(shown.contains("•••") && !shown.contains(&gzip) && !shown.contains("a@b"));
    let record = format!(r#"{{"requestContext":{{}},"requestPayload":{event}}}"#);
    assert!(!seen(&["detail.email"], &record).0.contains("a@b"));
}

fn hiding(patterns: &[&str]) -> Redaction {
    let patterns: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
    Redaction::new(&patterns)
}

fn message(body: &str, attributes: &[(&str, &str)]) -> Message {
    let text = |(name, value): &(&str, &str)| {
        let attribute = Attribute {
            data_type: "String".into(),
            data: AttributeData::Text(Arc::from(*value)),
        };
        (Arc::from(*name), attribute)
    };
    let mut attributes: Vec<(Arc<str>, Attribute)> = attributes.iter().map(text).collect();
    attributes.sort_by(|a, b| a.0.cmp(&b.0));
    Message {
        id: "m".into(),
        body: body.into(),
        system: System::default(),
        attributes: attributes.into(),
    }
}

fn letter(body: &str, error: &str) -> Letter {
    let arn = "arn:aws:events:eu-west-1:123456789012:rule/r";
    let attributes = [
        ("RULE_ARN", arn),
        ("TARGET_ARN", "arn:aws:sqs:eu-west-1:123456789012:q"),
        ("ERROR_CODE", "SDK_CLIENT_ERROR"),
        ("ERROR_MESSAGE", error),
    ];
    decode(LetterId(0), message(body, &attributes))
}

const EVENT: &str = r#"{"id":"a14f19ef-2b1c-4f8a-9f1e-2d3c4b5a6978","detail-type":"t","source":"s","detail":{"user":{"email":"jane@example.com","pin":12345},"n":1}}"#;

#[test]
fn message_attributes_are_redacted_by_their_name_and_by_fields_in_them() {
    let redaction = hiding(&["customer*", "message_attributes.Token", "**.card"]);
    let shown = |name: &str, value: &str| {
        let message = message("{}", &[(name, value)]);
        let seen = redaction.message(&message);
        seen.text(name).map(ToString::to_string).unwrap()
    };
    assert_eq!(shown("customer_email", "a@b"), HIDDEN);
    assert_eq!(shown("Token", "s3cret"), HIDDEN);
    assert_eq!(shown("Other", "s3cret"), "s3cret");
    assert_eq!(
        shown(
            "ERROR_MESSAGE",
            r#"HTTP status 400 with payload: {"error":"x","card":"4242"}"#
        ),
        r#"HTTP status 400 with payload: {"error":"x","card":"•••"}"#
    );
}

#[test]
fn an_answer_that_is_cut_or_goes_on_behind_its_json_hides_fields_by_their_names() {
    let redaction = hiding(&["detail.user.email", "**.card*"]);
    for (text, shown) in [
        (
            r#"400 with payload: {"email":"jane@x.com","why":"no"} x-more: 1"#,
            r#"400 with payload: {"email":"•••","why":"no"} x-more: 1"#,
        ),
        (
            r#"400 with payload: {"a":[{"email" : "jane@x"#,
            r#"400 with payload: {"a":[{"email" : "•••""#,
        ),
        (
            r#"said {"card_no":4242, "cards":[{"x":"]\"}"},{"y":2}],"b":{"c":1}"#,
            r#"said {"card_no":"•••", "cards":"•••","b":{"c":1}"#,
        ),
        (
            r#"twice {\"email\":\"ja\\\"ne\",\"n\":1} and {"#,
            r#"twice {\"email\":\"•••\",\"n\":1} and {"#,
        ),
        (
            r#"{"why":"said {\"email\":\"jane\"} twice","n":1}"#,
            r#"{"why":"said {\"email\":\"•••\"} twice","n":1}"#,
        ),
        (r#"{"email"#, r#"{"email"#),
        (r#"{"email":"#, r#"{"email":"•••""#),
        (r#"é{"card":{"é":"é\"#, r#"é{"card":"•••""#),
        ("email: none, {", "email: none, {"),
    ] {
        assert_eq!(redaction.prose(text), shown, "{text}");
    }
}

#[test]
fn a_hidden_value_is_hidden_where_the_error_repeats_it() {
    let redaction = hiding(&["detail.user"]);
    let letter = letter(
        EVENT,
        r#"ApiDestination returned HTTP status 422 with payload: {"message":"no customer jane@example.com with pin 12345 or 123456"}"#,
    );
    let seen = redaction.letter(&letter);
    let said = r#"{"message":"no customer ••• with pin ••• or 123456"}"#;
    assert_eq!(seen.failure.answer(), Some(said));
    let message = seen.failure.message.as_deref().unwrap();
    assert!(message.ends_with(said), "{message}");
    assert_eq!(
        seen.message.text("ERROR_MESSAGE").map(|t| &**t),
        Some(message)
    );
    assert_eq!(
        seen.event.as_ref().unwrap().detail(),
        r#"{"user":"•••","n":1}"#
    );
    assert_eq!(
        redaction.said("cannot index \"jane@example.com\"", &letter),
        "cannot index \"•••\""
    );
    assert_eq!(
        redaction.said("http://localhost/?mail=jane%40example.com&n=1", &letter),
        "http://localhost/?mail=•••&n=1"
    );
    assert_eq!(letter.failure.status, Some(422));
    assert_eq!(seen.failure.status, Some(422));
}

#[test]
fn an_error_that_is_hidden_by_its_attributes_name_is_nowhere_in_the_letter() {
    let letter = letter(EVENT, "HTTP status 400 with payload: s3cret");
    let seen = hiding(&["ERROR_MESSAGE", "ERROR_CODE"])
        .letter(&letter)
        .into_owned();
    assert_eq!(seen.failure.message.as_deref(), Some(HIDDEN));
    assert_eq!(seen.failure.code.as_deref(), Some(HIDDEN));
    assert_eq!(seen.failure.answer(), None);
}

#[test]
fn nothing_hidden_changes_nothing() {
    let letter = letter(EVENT, "no customer jane@example.com");
    let seen = hiding(&["detail.other"]).letter(&letter).into_owned();
    assert_eq!(seen.message, letter.message);
    assert_eq!(seen.failure, letter.failure);
    assert!(matches!(
        hiding(&["detail.other"]).message(&letter.message),
        std::borrow::Cow::Borrowed(_)
    ));
}
