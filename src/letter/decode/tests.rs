use std::sync::Arc;

use proptest::prelude::*;

use crate::json::Kind;
use crate::letter::*;

fn message(body: &str, system: &[(&str, &str)], attributes: &[(&str, &str)]) -> Message {
    let mut system: Vec<(Arc<str>, Arc<str>)> = system
        .iter()
        .map(|(n, v)| ((*n).into(), (*v).into()))
        .collect();
    let mut attributes: Vec<(Arc<str>, Attribute)> = attributes
        .iter()
        .map(|(n, v)| {
            let data = AttributeData::Text((*v).into());
            (
                (*n).into(),
                Attribute {
                    data_type: "String".into(),
                    data,
                },
            )
        })
        .collect();
    system.sort();
    attributes.sort_by(|a, b| a.0.cmp(&b.0));
    Message {
        id: "m".into(),
        body: body.into(),
        system: system.into(),
        attributes: attributes.into(),
    }
}

fn letter(body: &str, attributes: &[(&str, &str)]) -> Letter {
    decode(LetterId(0), message(body, &[], attributes))
}

const EVENT: &str = r#"{"version":"0","id":"f3c95789-ace1-a954-2c5d-6baed2eac902","detail-type":"t","source":"s","time":"2024-01-02T05:24:21Z","resources":[],"detail":{}}"#;
const RULE: &str = "arn:aws:events:eu-west-1:123456789012:rule/bus/R";

#[test]
fn both_wordings_of_an_api_destination_are_read() {
    let said = |text: &str| letter(EVENT, &[("RULE_ARN", RULE), ("ERROR_MESSAGE", text)]).failure;
    let failure = said("ApiDestination returned HTTP status 503 with payload: {\"a\":\n1}");
    assert_eq!(
        (failure.status, failure.answer()),
        (Some(503), Some("{\"a\":\n1}"))
    );
    let failure = said("ApiDestination returned HTTP status 500 with payload: ");
    assert_eq!((failure.status, failure.answer()), (Some(500), Some("")));
    let failure = said(
        "Unable to invoke ApiDestination endpoint: API destination endpoint cannot be reached.",
    );
    assert_eq!((failure.status, failure.answer()), (None, None));
    assert_eq!(said("HTTP status 99999").status, None);
    assert_eq!(said("it took 400 days").status, None);
}

#[test]
fn nothing_recorded_is_none_and_never_zero() {
    let letter = letter(EVENT, &[("RULE_ARN", RULE)]);
    assert_eq!(letter.failure.attempts, None);
    assert_eq!(letter.failure.condition, None);
    assert!(
        letter
            .wrong
            .iter()
            .any(|w| w == "ERROR_MESSAGE is not recorded")
    );
}

#[test]
fn mistyped_attributes_are_kept_and_said() {
    let letter = letter(
        EVENT,
        &[
            ("RULE_ARN", "nonsense"),
            ("RETRY_ATTEMPTS", "many\u{1b}"),
            ("TARGET_ARN", "x"),
        ],
    );
    assert_eq!(letter.failure.rule_arn.as_deref(), Some("nonsense"));
    assert_eq!(letter.failure.attempts, None);
    let wrong = letter.wrong.join("; ");
    assert!(
        wrong.contains("RETRY_ATTEMPTS is `many␛`, not a number"),
        "{wrong}"
    );
    assert!(wrong.contains("RULE_ARN is `nonsense`"), "{wrong}");
    assert!(wrong.contains("TARGET_ARN is `x`"), "{wrong}");
}

#[test]
fn attributes_decide_before_the_body() {
    let function = [("RequestID", "1"), ("ErrorCode", "200")];
    assert_eq!(letter(EVENT, &function).origin.name(), "lambda-async-dlq");
    assert_eq!(
        letter(EVENT, &[("SCHEDULE_ARN", "x"), ("ERROR_CODE", "y")])
            .origin
            .name(),
        "eventbridge-scheduler"
    );
    assert_eq!(
        letter(EVENT, &[("ERROR_CODE", "y")]).origin.name(),
        "eventbridge-rule"
    );
    assert_eq!(
        letter("{}", &[("ERROR_CODE", "y")]).origin.name(),
        "unknown"
    );
    assert_eq!(letter(EVENT, &[]).origin.name(), "unknown");
}

#[test]
fn a_notification_that_sqs_moved_is_its_consumers_failure() {
    let sns = r#"{"Type":"Notification","TopicArn":"arn:aws:sns:r:1:t","Message":"{\"source\":\"s\",\"detail-type\":\"t\",\"detail\":{}}"}"#;
    let moved = [("DeadLetterQueueSourceArn", "arn:aws:sqs:r:1:orders")];
    let letter = decode(LetterId(0), message(sns, &moved, &[]));
    assert_eq!(letter.origin.name(), "sqs-redrive");
    assert_eq!(letter.event.unwrap().source().unwrap(), "s");
    let letter = decode(LetterId(0), message(sns, &[], &[]));
    assert_eq!(letter.origin.name(), "sns");
    assert_eq!(letter.failure.sender.as_deref(), Some("t"));
}

#[test]
fn an_event_is_said_to_be_unsound_where_it_is() {
    let body = r#"{"id":"x","detail-type":"","source":7,"source":"s","time":"soon","detail":[1]}"#;
    let letter = letter(
        body,
        &[
            ("RULE_ARN", RULE),
            ("TARGET_ARN", RULE),
            ("ERROR_MESSAGE", "m"),
        ],
    );
    assert_eq!(letter.event.unwrap().detail_kind(), Some(Kind::Array));
    assert_eq!(letter.wrong.len(), 5, "{:?}", letter.wrong);
}

#[test]
fn hostile_bodies_are_letters_like_others() {
    let deep = format!(
        r#"{{"source":"s","detail-type":"t","detail":{{"a":{}1{}}}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    let letter = letter(&deep, &[("RULE_ARN", RULE)]);
    assert!(letter.event.is_some());
    assert!(
        letter.wrong.iter().any(|w| w.contains("10002 levels")),
        "{:?}",
        letter.wrong
    );
    let large = format!(
        r#"{{"source":"s","detail-type":"t","detail":{{"a":"{}"}}}}"#,
        "x".repeat(1 << 20)
    );
    assert!(self::letter(&large, &[]).event.is_some());
    let broken = self::letter("not json at all\u{0}", &[("RULE_ARN", RULE)]);
    assert!(
        broken
            .wrong
            .iter()
            .any(|w| w.starts_with("the body is no JSON"))
    );
    assert!(self::letter("", &[]).event.is_none());
}

#[test]
fn letters_share_what_they_have_in_common() {
    let mut decoder = Decoder::default();
    let attributes = [
        ("RULE_ARN", RULE),
        ("ERROR_CODE", "X"),
        ("ERROR_MESSAGE", "m"),
    ];
    let mut next = |id| {
        decoder.decode(
            LetterId(id),
            message(EVENT, &[("SenderId", "A")], &attributes),
        )
    };
    let (a, b) = (next(0), next(1));
    assert!(Arc::ptr_eq(
        a.failure.rule_arn.as_ref().unwrap(),
        b.failure.rule_arn.as_ref().unwrap()
    ));
    assert!(Arc::ptr_eq(
        a.failure.rule.as_ref().unwrap(),
        b.failure.rule.as_ref().unwrap()
    ));
    assert!(Arc::ptr_eq(
        &a.message.attributes[0].0,
        &b.message.attributes[0].0
    ));
    assert!(
        Arc::ptr_eq(a.event.as_ref().unwrap().text(), &a.message.body),
        "the event is the body"
    );
}

proptest! {
    #[test]
    fn any_message_becomes_a_letter(
        body in any::<String>(),
        name in prop::sample::select(vec!["RULE_ARN", "ERROR_MESSAGE", "SUBSCRIBER_ARN", "SCHEDULE_ARN", "RequestID", "ErrorCode", "x"]),
        value in any::<String>(),
        system in any::<String>(),
    ) {
        let moved = [("DeadLetterQueueSourceArn", system.as_str()), ("SentTimestamp", &value)];
        let letter = decode(LetterId(3), message(&body, &moved, &[(name, &value), ("ERROR_CODE", &body)]));
        prop_assert_eq!(&*letter.message.body, body.as_str());
        prop_assert_eq!(letter.id, LetterId(3));
    }

    #[test]
    fn any_json_object_becomes_a_letter(
        keys in prop::collection::vec((prop::sample::select(vec![
            "source", "detail-type", "detail", "id", "Type", "Message", "TopicArn", "requestContext", "requestPayload",
            "KinesisBatchInfo", "context", "responsePayload", "failedMessages", "subscriberArn",
        ]), prop::sample::select(vec!["{}", "[]", "\"Notification\"", "null", "-1e9", r#"{"functionArn":7}"#, r#""\ud800""#])), 0..8)
    ) {
        let members: Vec<_> = keys.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
        let body = format!("{{{}}}", members.join(","));
        let letter = decode(LetterId(0), message(&body, &[], &[]));
        prop_assert!(!letter.origin.name().is_empty());
    }
}
