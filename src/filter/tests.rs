use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use crate::cause::CauseId;
use crate::filter::*;
use crate::letter::{Attribute, AttributeData, Letter, LetterId, Message, decode};
use crate::time::Time;

const EVENT: &str = r#"{"version":"0","id":"f3c95789-ace1-a954-2c5d-6baed2eac902","detail-type":"user activity","source":"Straße.tracking",
"account":"210987654321","time":"2024-01-02T05:24:21Z","region":"eu-west-1","resources":[],"detail":
{"event":"user_login","n":42,"big":9007199254740993,"at":"2024-01-02T05:24:21Z","x.y":{"z":true},"dup":1,"dup":2,"nul":null,
"items":[{"sku":"A","qty":1},{"sku":"B","qty":7}],"tags":["red","Blue"],"text":"caf\u00e9 \"au\" lait"}}"#;
const SENT: Time = Time(1_704_173_061_000);

fn letter() -> Letter {
    let attribute = |(name, value): (&str, &str)| -> (Arc<str>, Attribute) {
        let data = AttributeData::Text(value.into());
        (
            name.into(),
            Attribute {
                data_type: "String".into(),
                data,
            },
        )
    };
    let attributes = [
        ("ERROR_CODE", "SDK_CLIENT_ERROR"),
        (
            "ERROR_MESSAGE",
            "ApiDestination returned HTTP status 503 with payload: Socket closed",
        ),
        ("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts"),
        ("RETRY_ATTEMPTS", "3"),
        (
            "RULE_ARN",
            "arn:aws:events:eu-west-1:123456789012:rule/orders/OrderRule",
        ),
        (
            "TARGET_ARN",
            "arn:aws:events:eu-west-1:123456789012:api-destination/Rep/7e08279e",
        ),
    ];
    let message = Message {
        id: "m-1".into(),
        body: EVENT.into(),
        system: crate::letter::System::from([
            ("ApproximateReceiveCount".into(), "4".into()),
            ("SentTimestamp".into(), SENT.0.to_string().into()),
        ]),
        attributes: attributes.into_iter().map(attribute).collect(),
    };
    decode(LetterId(0), message)
}

fn subject(letter: &Letter) -> Subject<'_> {
    Subject {
        letter,
        cause: CauseId(0xabc),
        // two hours and a half later
        now: SENT.plus(Duration::from_secs(9000)),
        retention: Duration::from_secs(4 * 86_400),
        account: "123456789012",
        region: "eu-central-1",
        states: &["held", "edited"],
    }
}

fn passes(text: &str) -> bool {
    let letter = letter();
    Filter::parse(text)
        .unwrap_or_else(|e| panic!("{text}: {e}"))
        .matches(&subject(&letter))
}

fn check(all: &[(&str, bool)]) {
    for (text, expected) in all {
        assert_eq!(passes(text), *expected, "{text}");
    }
}

#[test]
fn every_field_is_read() {
    check(&[
        ("code:SDK_CLIENT_ERROR", true),
        ("code:sdk*", true),
        ("code:SDK", false),
        ("status:503", true),
        ("status:5*", true),
        ("status:5xx", true),
        ("status:>499", true),
        ("status:<=502", false),
        ("rule:OrderRule", true),
        ("rule:order*", true),
        ("rule:arn:aws:events:*", true),
        ("rule:Order", false),
        ("target:rep", true),
        ("bus:orders", true),
        ("origin:eventbridge-rule", true),
        ("origin:event*", true),
        ("type:\"user activity\"", true),
        ("type:user*", true),
        ("source:STRASSE.tracking", true),
        ("id:m-1", true),
        ("id:f3c95789*", true),
        ("message:socket", true),
        ("message:socket*", false),
        ("message:*closed", true),
        ("attempts:3", true),
        ("attempts:>2", true),
        ("attempts:<3", false),
        ("attempts:*", true),
        ("condition:MaximumRetryAttempts", true),
        ("condition:MaximumEventAgeInSeconds", false),
        ("state:held", true),
        ("state:edited", true),
        ("state:lapsed", false),
        ("region:eu-west-1", true),
        ("region:eu-central-1", true),
        ("account:123456789012", true),
        ("account:210987654321", true),
        ("cause:0000000000000abc", true),
        ("cause:*abc", true),
        ("size:>0.5k", true),
        ("size:<1MB", true),
        ("size:>1MiB", false),
    ]);
}

#[test]
fn ages_and_times_are_compared() {
    check(&[
        ("age:>2h", true),
        ("age:<2h", false),
        ("age:2h", true),
        ("age:>2h30m", false),
        ("age:<3d", true),
        ("received:<3h", true),
        ("received:>2024-01-01", true),
        ("received:2024-01-02", true),
        ("received:>2024-01-02", false),
        ("received:<2024-01-02T05:25", true),
        ("received:2024-01-02T05:24:21Z", true),
        ("received:4", true),
        ("received:>3", true),
        ("expires:<4d", true),
        ("expires:<1h", false),
        ("expires:>2024-01-05", true),
        ("expires:*", true),
    ]);
}

#[test]
fn terms_are_joined_negated_and_nested() {
    check(&[
        ("", true),
        ("   ", true),
        ("status:503 code:SDK*", true),
        ("status:503 code:X", false),
        ("status:404 or code:SDK*", true),
        ("-status:503", false),
        ("-status:404", true),
        ("status:404,503", true),
        ("status:404,500", false),
        ("-status:404,503", false),
        ("(status:404 or status:503) rule:OrderRule", true),
        ("-(status:404 or status:503)", false),
        ("status:404 rule:x or status:503", true),
        ("status:404 (rule:x or status:503)", false),
        ("--status:503", true),
    ]);
}

#[test]
fn a_bare_word_searches_everything_whatever_its_case() {
    check(&[
        ("socket", true),
        ("SOCKET closed", true),
        ("\"socket closed\"", true),
        ("\"closed socket\"", false),
        ("user_LOGIN", true),
        ("STRASSE", true),
        ("straße", true),
        ("user*lait", true),
        ("nowhere", false),
        ("-nowhere", true),
        ("\"or\"", true),
        ("EVENTBRIDGE-rule", true),
        ("m-1", true),
        ("\"status 503\"", true),
    ]);
}

#[test]
fn a_detail_is_reached_by_path() {
    check(&[
        ("detail.event:user_login", true),
        ("detail.event:user*", true),
        ("detail.event:login", false),
        ("detail.n:42", true),
        ("detail.n:>41", true),
        ("detail.n:>=43", false),
        ("detail.big:9007199254740993", true),
        ("detail.big:9007199254740992", false),
        ("detail.at:>2024-01-01", true),
        ("detail.at:<2024-01-02T05:24", false),
        ("detail.\"x.y\".z:true", true),
        ("detail.dup:2", true),
        ("detail.dup:1", false),
        ("detail.nul:null", true),
        ("detail.items.sku:b", true),
        ("detail.items.qty:>5", true),
        ("detail.items.0.sku:B", false),
        ("detail.items.1.sku:B", true),
        ("detail.tags:blue", true),
        ("detail.tags:green", false),
        ("detail.missing:*", false),
        ("detail.items:*", true),
        ("-detail.missing:x", true),
        ("detail.text:\"CAFÉ \\\"au\\\" lait\"", true),
    ]);
}

#[test]
fn a_mistake_is_told_with_its_column_and_what_was_expected() {
    let told = |text: &str| {
        let error = Filter::parse(text).unwrap_err();
        (error.column, error.what)
    };
    for (text, column, what) in [
        ("statsu:503", 1, "did you mean `status`?"),
        (
            "a nope:x",
            3,
            "there is no field `nope`; fields are code, status",
        ),
        ("é status:", 10, "expected a value"),
        ("status:503,", 12, "expected a value"),
        ("age:>soon", 5, "expected a duration such as"),
        ("status:abc", 8, "expected a number"),
        ("size:3parsecs", 6, "expected a size"),
        ("rule:>3", 6, "`rule` is text"),
        ("(a or b", 1, "this `(` is not closed"),
        ("a b)", 4, "no `(` for this `)`"),
        ("a or", 5, "expected a word"),
        ("or a", 1, "expected a word"),
        ("()", 2, "expected a word"),
        ("a \"b", 3, "this quote is not closed"),
        ("-", 2, "expected a word"),
        ("detail.:x", 1, "expected a name"),
        ("jq:", 4, "expected a jq program"),
    ] {
        let (at, said) = told(text);
        assert_eq!(at, column, "{text}: {said}");
        assert!(said.contains(what), "{text}: {said}");
    }
    assert!(Filter::parse(&"(".repeat(100_000)).is_err());
    assert!(Filter::parse(&format!("{}x", "-".repeat(100_000))).is_err());
}

#[test]
fn a_jq_filter_is_handed_on_and_matches_nothing_here() {
    let filter = Filter::parse(" jq: .failure.status == 503 ").unwrap();
    assert_eq!(filter.jq(), Some(".failure.status == 503"));
    let letter = letter();
    assert!(!filter.matches(&subject(&letter)) && !filter.is_empty());
    assert_eq!(Filter::parse("status:503").unwrap().jq(), None);
    assert!(Filter::default().is_empty() && Filter::default().matches(&subject(&letter)));
    assert_eq!(Filter::parse("a  b").unwrap().text(), "a  b");
}

#[test]
fn fields_and_values_are_completed_where_the_cursor_is() {
    let texts = |text: &str, at: usize| -> Vec<String> {
        complete(text, at).into_iter().map(|c| c.text).collect()
    };
    assert_eq!(texts("status:503 -sta", 15), ["status:", "state:"]);
    assert_eq!(texts("(de", 3), ["detail."]);
    assert_eq!(texts("origin:sn", 9), ["sns"]);
    assert_eq!(texts("origin:sns,pi", 13), ["pipes"]);
    assert_eq!(complete("x origin:pi y", 11)[0].replaces, 9..11);
    assert_eq!(texts("\"sta", 4), Vec::<String>::new());
    assert_eq!(complete("", 99).len(), FIELDS.len() + 1);
    let letter = letter();
    assert_eq!(values("type", &subject(&letter)), ["\"user activity\""]);
    assert_eq!(values("status", &subject(&letter)), ["503"]);
    for value in values("rule", &subject(&letter)) {
        assert!(
            passes(&format!("rule:{value}")),
            "what is offered must match: {value}"
        );
    }
}

#[test]
fn every_field_of_the_table_has_help_and_is_known() {
    for field in FIELDS {
        assert!(!field.help.is_empty());
        for value in field.values {
            assert!(
                Filter::parse(&format!("{}:{value}", field.name)).is_ok(),
                "{}:{value}",
                field.name
            );
        }
    }
}

/// A letter whose event has that detail.
fn with_detail(detail: &str) -> Letter {
    let message = Message {
        body: format!(r#"{{"detail-type":"t","source":"s","detail":{detail}}}"#).into(),
        ..letter().message
    };
    decode(LetterId(0), message)
}

#[test]
fn a_value_in_a_detail_is_found_however_it_is_written() {
    for (detail, filter) in [
        (r#"{"city":"K\u00d6LN-4711"}"#, "detail.city:köln-4711"),
        (r#"{"city":"A\u002d4\u00374"}"#, "detail.city:a-474"),
        (r#"{"c\u0069ty":"A-474"}"#, "detail.city:a-474"),
        ("{\"city\":\"\u{212a}-4711\"}", "detail.city:k-4711"),
        (r#"{"city":"STRASSE 4711"}"#, "detail.city:\"straße 4711\""),
        (r#"{"city":"a\"b\/c"}"#, "detail.city:\"a\\\"b/c\""),
        (r#"{"a\/b":"x"}"#, "detail.\"a/b\":x"),
        (r#"{"city":1e3}"#, "detail.city:1E3"),
        (r#"{"city":true}"#, "detail.city:T*E"),
    ] {
        let letter = with_detail(detail);
        let holds = Filter::parse(filter).unwrap().matches(&subject(&letter));
        assert!(holds, "{filter} in {detail}");
    }
}

proptest! {
    #[test]
    fn a_value_is_found_by_itself(value in "\\PC{1,12}", escaped in any::<bool>(), swap in any::<bool>()) {
        let written = match escaped {
            true => value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
            false => crate::json::quote(&value).trim_matches('"').to_owned(),
        };
        let written = if written.ends_with('\\') { format!("{written}\"") } else { written };
        let letter = with_detail(&format!(r#"{{"a":[{{"b":"{written}"}}]}}"#));
        prop_assume!(letter.event.is_some());
        let asked = if swap { value.to_ascii_uppercase() } else { value };
        let filter = Filter::parse(&term("detail.a.b", &asked)).unwrap();
        prop_assert!(filter.matches(&subject(&letter)), "{asked} in {}", letter.message.body);
    }

    #[test]
    fn any_text_is_a_filter_or_a_mistake_within_it(text in any::<String>()) {
        if let Err(error) = Filter::parse(&text) {
            prop_assert!(error.column >= 1 && error.column <= text.chars().count() + 1);
        }
    }

    #[test]
    fn whatever_parses_can_be_asked(text in r#"[-()":,*<>=.a-z0-9 ]{0,40}"#, at in 0usize..50) {
        let letter = letter();
        if let Ok(filter) = Filter::parse(&text) {
            let yes = filter.matches(&subject(&letter));
            let not = Filter::parse(&format!("-({text} )")).map(|f| f.matches(&subject(&letter)));
            if !text.trim().is_empty() {
                prop_assert_eq!(not, Ok(!yes));
            }
        }
        for completion in complete(&text, at) {
            prop_assert!(text.get(completion.replaces).is_some());
        }
    }
}
