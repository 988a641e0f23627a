use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use crate::cause::*;
use crate::letter::{Attribute, AttributeData, Letter, LetterId, Message, decode};

const EVENT: &str = r#"{"id":"f3c95789-ace1-a954-2c5d-6baed2eac902","detail-type":"t","source":"SOURCE","detail":DETAIL}"#;
const RULE: &str = "arn:aws:events:eu-west-1:123456789012:rule/R";
const API: &str = "arn:aws:events:eu-west-1:123456789012:api-destination/Rep/7e08279e-244f-4443-a5f4-b9c262da4d81";

/// A letter of a rule with an API destination as its target.
fn letter(id: u32, code: &str, message: &str) -> Letter {
    shaped(id, (code, message), ("s", "{}"), Some("1"))
}

fn shaped(
    id: u32,
    (code, message): (&str, &str),
    (source, detail): (&str, &str),
    attempts: Option<&str>,
) -> Letter {
    let mut attributes = vec![("ERROR_CODE", code), ("ERROR_MESSAGE", message)];
    if let Some(n) = attempts {
        attributes.push(("RETRY_ATTEMPTS", n));
    }
    attributes.extend([("RULE_ARN", RULE), ("TARGET_ARN", API)]);
    attributes.sort_unstable();
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
    let sent = (1_704_173_061_000 + i64::from(id) * 1000).to_string();
    let message = Message {
        id: id.to_string().into(),
        body: EVENT
            .replace("SOURCE", source)
            .replace("DETAIL", detail)
            .into(),
        system: crate::letter::System::from([("SentTimestamp".into(), sent.as_str().into())]),
        attributes: attributes.into_iter().map(attribute).collect(),
    };
    decode(LetterId(id), message)
}

fn answered(id: u32, status: u16, payload: &str) -> Letter {
    letter(
        id,
        "SDK_CLIENT_ERROR",
        &format!("ApiDestination returned HTTP status {status} with payload: {payload}"),
    )
}

static OWN: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::own().unwrap()));

fn diagnosed(letter: &Letter) -> Diagnosis {
    diagnose(letter, &OWN)
}

#[test]
fn no_sentence_quotes_what_the_config_hides() {
    let hiding = |patterns: &[&str]| {
        let patterns: Vec<String> = patterns.iter().map(|p| (*p).to_owned()).collect();
        let redaction = crate::letter::Redaction::new(&patterns);
        Arc::new(Catalogue::own().unwrap().hiding(redaction))
    };
    let told = |catalogue: &Arc<Catalogue>, letter: &Letter| {
        let diagnosis = diagnose(letter, catalogue);
        let mut tally = Tally::new(Arc::clone(catalogue));
        tally.add(letter);
        format!("{diagnosis:?} {:?}", tally.rows())
    };
    let detail = ("s", r#"{"user":{"email":"jane-doe","city":"Berlin"}}"#);
    for (patterns, message) in [
        (
            &["**.email"],
            r#"rejected: {"code":"E9","email":"jane-doe"}"#,
        ),
        (&["**.email"], r#"rejected: {"code":"E9","email":"jane-doe"#),
        (&["detail.user"], "no account jane-doe in Berlin"),
        (&["ERROR_MESSAGE"], "no account jane-doe in Berlin"),
        (&["**.code"], r#"rejected: {"code":"jane-doe"}"#),
    ] {
        let letter = shaped(0, ("UNKNOWN", message), detail, None);
        let said = told(&hiding(patterns), &letter);
        assert!(
            !said.contains("jane-doe") && !said.contains("Berlin"),
            "{patterns:?}: {said}"
        );
        assert!(told(&OWN, &letter).contains("jane-doe"), "{message}");
        let known = hiding(patterns);
        let (mut plain, mut hidden) = (Tally::new(OWN.clone()), Tally::new(known));
        assert_eq!(
            plain.add(&letter),
            hidden.add(&letter),
            "a cause's name stays the same"
        );
    }
}

#[test]
fn titles_say_what_happened_in_words() {
    let title = |letter: &Letter| diagnosed(letter).title;
    assert_eq!(
        title(&answered(0, 503, r#"{"error":"upstream overloaded"}"#)),
        "503 from Rep · \"upstream overloaded\""
    );
    assert_eq!(title(&answered(0, 500, "")), "500 from Rep");
    assert_eq!(
        title(&answered(0, 401, "{}")),
        "401 from Rep · its connection may be deauthorised"
    );
    assert_eq!(
        title(&answered(0, 404, r#"{"message":"order 4711 not found"}"#)),
        "404 from Rep · \"order … not found\""
    );
    let timeout = "Unable to invoke ApiDestination endpoint: Timeout calling endpoint for API Destination: socket closed.";
    assert_eq!(
        title(&letter(0, "UNKNOWN", timeout)),
        "no answer within 5 s from Rep"
    );
    assert_eq!(
        title(&letter(0, "NEVER_SEEN", "who knows")),
        "NEVER_SEEN from Rep · \"who knows\""
    );
    let hostile = title(&answered(0, 500, "\u{1b}[2J\u{202e}x"));
    assert!(!hostile.contains(['\u{1b}', '\u{202e}']), "{hostile}");
}

#[test]
fn the_message_decides_before_the_code() {
    let timeout = letter(
        0,
        "UNKNOWN",
        "Unable to invoke ApiDestination endpoint: Timeout calling endpoint for API Destination: socket closed.",
    );
    let unknown = letter(0, "UNKNOWN", "something else");
    assert_eq!(diagnosed(&timeout).verdict, Verdict::Redrive);
    assert_eq!(diagnosed(&timeout).retried, Some(true));
    assert!(diagnosed(&timeout).advice.contains("duplicates"));
    assert_eq!(diagnosed(&unknown).verdict, Verdict::Unknown);
    assert!(diagnosed(&unknown).guess);
}

#[test]
fn the_sentence_counts_the_tries_and_never_invents_them() {
    assert_eq!(
        diagnosed(&answered(0, 503, "x")).what,
        "Rep answered HTTP 503, twice."
    );
    let unrecorded = shaped(
        0,
        (
            "SDK_CLIENT_ERROR",
            "ApiDestination returned HTTP status 400 with payload: x",
        ),
        ("s", "{}"),
        None,
    );
    let what = diagnosed(&unrecorded).what;
    assert!(
        what.starts_with("Rep answered HTTP 400. Attempts are not recorded"),
        "{what}"
    );
}

#[test]
fn what_cannot_be_put_back_says_so_whatever_the_error() {
    let of = |source, detail| {
        diagnosed(&shaped(
            0,
            (
                "SDK_CLIENT_ERROR",
                "ApiDestination returned HTTP status 503 with payload: busy",
            ),
            (source, detail),
            None,
        ))
    };
    assert_eq!(of("s", "{}").verdict, Verdict::FixFirst);
    let aws = of("aws.s3", "{}");
    assert_eq!(
        (aws.verdict, aws.hindrance),
        (Verdict::Impossible, Some(Hindrance::AwsSource))
    );
    assert_eq!(
        aws.title,
        "503 from Rep · an aws.s3 event can't be put back"
    );
    let array = of("s", "[1]");
    assert_eq!(
        (array.verdict, array.hindrance),
        (Verdict::EditFirst, Some(Hindrance::NoObject))
    );
    assert!(array.advice.contains("wrap"), "{}", array.advice);
}

#[test]
fn letters_of_one_failure_are_one_cause() {
    let mut tally = Tally::new(Arc::clone(&OWN));
    for id in 0..50 {
        tally.add(&answered(
            id,
            503,
            &format!(
                r#"{{"error":"upstream overloaded","request_id":"{id:08x}ab12","retry_in":{id}}}"#
            ),
        ));
    }
    tally.add(&answered(50, 503, r#"{"error":"maintenance"}"#));
    tally.add(&answered(51, 502, r#"{"error":"upstream overloaded"}"#));
    let rows = tally.rows();
    assert_eq!(rows.iter().map(|c| c.count).collect::<Vec<_>>(), [50, 1, 1]);
    assert_eq!(rows[0].samples.len(), 5);
    assert_eq!(
        rows[0]
            .first_sent
            .unwrap()
            .since(rows[0].last_sent.unwrap())
            .as_secs(),
        0
    );
    assert_eq!(
        rows[0]
            .last_sent
            .unwrap()
            .since(rows[0].first_sent.unwrap())
            .as_secs(),
        49
    );
    assert_eq!(rows[0].attempts, Some((1, 1)));
    assert_eq!(rows[0].arrivals.iter().map(|(_, n)| n).sum::<u32>(), 50);
}

#[test]
fn what_is_taken_away_leaves_nothing_behind() {
    let mut tally = Tally::new(Arc::clone(&OWN));
    let letters: Vec<_> = (0..9).map(|id| answered(id, 503, "busy")).collect();
    for letter in letters.iter().chain(&letters) {
        tally.add(letter);
    }
    assert_eq!(tally.rows()[0].count, 9, "a letter is counted once");
    let one = u64::try_from(letters[0].message.size()).unwrap();
    assert_eq!(tally.rows()[0].bytes, 9 * one);
    for letter in &letters[..8] {
        tally.remove(letter);
    }
    let row = &tally.rows()[0];
    assert_eq!(
        (row.count, row.first_sent, row.bytes),
        (1, letters[8].sent(), one)
    );
    tally.remove(&letters[8]);
    tally.remove(&letters[8]);
    assert!(tally.is_empty() && tally.rows().is_empty());
}

#[test]
fn a_cause_says_how_many_of_its_letters_are_hindered() {
    let mut tally = Tally::new(Arc::clone(&OWN));
    let put =
        |tally: &mut Tally, id, detail| tally.add(&shaped(id, ("X", "boom"), ("s", detail), None));
    put(&mut tally, 0, "{}");
    put(&mut tally, 1, "{}");
    put(&mut tally, 2, "[]");
    let row = tally.rows().remove(0);
    assert_eq!(row.verdict, Verdict::Unknown);
    assert!(
        row.advice
            .contains("1 of them can't be put back as they are"),
        "{}",
        row.advice
    );
    put(&mut tally, 3, "[]");
    put(&mut tally, 4, "[]");
    let row = tally.rows().remove(0);
    assert_eq!((row.verdict, row.count), (Verdict::EditFirst, 5));
    assert!(row.advice.contains("wrap"), "{}", row.advice);
}

#[test]
fn the_same_failure_has_the_same_name_everywhere() {
    let (id, masked) = key(&answered(1, 503, "busy 17"));
    assert_eq!(
        masked,
        "ApiDestination returned HTTP status 503 with payload: busy …"
    );
    assert_eq!(id, key(&answered(2, 503, "busy 99")).0);
    assert_eq!(id.to_string(), "f3edd37b3937fcdd");
}

#[test]
fn a_letter_is_counted_under_its_own_name() {
    let mut tally = Tally::new(Arc::clone(&OWN));
    for id in 0..3000 {
        let letter = answered(
            id,
            503,
            &format!(
                "busy {} {}",
                id % 7,
                if id % 2 == 0 { "here" } else { "there" }
            ),
        );
        assert_eq!(tally.add(&letter), key(&letter).0);
    }
    assert_eq!(tally.len(), 2);
}

#[test]
fn every_entry_is_reachable_and_none_stands_twice() {
    let catalogue = &OWN;
    for entry in catalogue.entries() {
        let first = |list: &Vec<String>| list.first().cloned();
        let (code, origin, condition, target) = (
            first(&entry.code),
            first(&entry.origin),
            first(&entry.condition),
            first(&entry.target),
        );
        let message = (!entry.message.is_empty()).then(|| entry.message.replace('*', " "));
        let facts = Facts {
            origin: origin.as_deref().unwrap_or("eventbridge-rule"),
            code: code.as_deref(),
            message: message.as_deref(),
            // 418, 599: what only the class's own entry holds
            status: first(&entry.status).map(|s| {
                s.replace("xx", if s == "4xx" { "18" } else { "99" })
                    .parse()
                    .unwrap()
            }),
            condition: condition.as_deref(),
            target: target.as_deref(),
        };
        assert_eq!(catalogue.find(&facts), Some(entry));
        assert!(
            !entry.meaning.is_empty() && !entry.advice.is_empty() && !entry.source.is_empty(),
            "{entry:?}"
        );
        assert_eq!(
            catalogue.entries().iter().filter(|e| *e == entry).count(),
            1
        );
    }
}

#[test]
fn every_documented_code_is_in_the_catalogue() {
    let catalogue = &OWN;
    let rule = "CONNECTION_FAILURE CROSS_ACCOUNT_INGESTION_FAILED CROSS_REGION_INGESTION_FAILED ERROR_FROM_TARGET \
        EVENTS_IN_BATCH_REQUEST_REJECTED FAILED_TO_ASSUME_ROLE INTERNAL_ERROR INVALID_JSON INVALID_PARAMETER NO_PERMISSIONS \
        NO_RESOURCE RESOURCE_ALREADY_EXISTS RESOURCE_LIMIT_EXCEEDED RESOURCE_MODIFICATION_COLLISION SDK_CLIENT_ERROR \
        THIRD_ACCOUNT_HOP_DETECTED THIRD_REGION_HOP_DETECTED THROTTLING TIMEOUT TRANSIENT_ASSUME_ROLE UNKNOWN";
    let bus = "CUSTOMER_VALIDATION ACCESS_DENIED RESOURCE_NOT_FOUND INPUT_TRANSFORMATION_FAILURE THROTTLING EXECUTION_TIMEOUT \
        REQUEST_TOO_LARGE PARTIAL_BATCH_FAILURE RESOURCE_CONFLICT KMS_INVALID_STATE SFN_TYPE_NOT_SUPPORTED \
        COMPUTE_EXECUTION_ERROR INVOCATION_DEPENDENCY_INTERNAL LOOP_DETECTED INTERNAL_SERVER_ERROR";
    for (origin, codes) in [("eventbridge-rule", rule), ("eventbridge-bus-v2", bus)] {
        for code in codes.split_whitespace() {
            let facts = Facts {
                origin,
                code: Some(code),
                ..Facts::default()
            };
            let entry = catalogue.find(&facts);
            assert!(
                entry.is_some_and(|e| e.code.iter().any(|c| c == code)),
                "{code}"
            );
        }
    }
}

#[test]
fn the_users_file_wins_and_its_mistakes_are_named() {
    let own = "[[entry]]\nstatus = [\"422\"]\nmeaning = \"They lost the customer.\"\nverdict = \"redrive\"\nadvice = \"Wait an hour.\"\n";
    let catalogue = Catalogue::with(own).unwrap();
    let diagnosis = diagnose(&answered(0, 422, "x"), &catalogue);
    assert_eq!(
        (diagnosis.verdict, diagnosis.advice.as_str()),
        (Verdict::Redrive, "Wait an hour.")
    );
    assert_eq!(
        diagnose(&answered(0, 503, "x"), &catalogue).verdict,
        Verdict::FixFirst
    );
    let wrong = |text: &str| Catalogue::with(text).unwrap_err().to_string();
    assert!(
        wrong("[[entry]]\nmeaning=\"m\"\nverdict=\"redrive\"\nadvice=\"a\"")
            .contains("has no condition")
    );
    assert!(wrong(&own.replace("422", "42")).contains("no HTTP status"));
    assert!(wrong(&own.replace("verdict", "verdikt")).contains("verdikt"));
}

#[test]
fn a_cause_breaks_down_by_what_its_events_are() {
    let letters = [
        shaped(0, ("X", "m"), ("orders", "{}"), None),
        shaped(1, ("X", "m"), ("users", "{}"), None),
        shaped(2, ("X", "m"), ("users", "{}"), None),
    ];
    let by = |by| breakdown(letters.iter(), by);
    assert_eq!(
        by(By::Source),
        [("users".to_owned(), 2), ("orders".to_owned(), 1)]
    );
    assert_eq!(by(By::DetailType), [("t".to_owned(), 3)]);
    assert_eq!(by(By::Target), [("Rep".to_owned(), 3)]);
}

proptest! {
    #[test]
    fn nothing_that_a_terminal_obeys_gets_into_a_title(code in any::<String>(), message in any::<String>(), payload in any::<String>()) {
        for letter in [letter(0, &code, &message), answered(0, 500, &payload)] {
            let diagnosis = diagnosed(&letter);
            for text in [&diagnosis.title, &diagnosis.what, &diagnosis.advice] {
                prop_assert_eq!(crate::text::safe(text), text.as_str());
            }
        }
    }

    #[test]
    fn a_tally_adds_up_whatever_is_added_and_taken_away(steps in prop::collection::vec((0u32..12, any::<bool>()), 0..60)) {
        let mut tally = Tally::new(Arc::clone(&OWN));
        let mut held = std::collections::BTreeSet::new();
        for (id, add) in steps {
            let letter = answered(id, 500 + u16::try_from(id % 3).unwrap(), "busy");
            if add {
                tally.add(&letter);
                held.insert(id);
            } else {
                tally.remove(&letter);
                held.remove(&id);
            }
            let rows = tally.rows();
            prop_assert_eq!(rows.iter().map(|c| c.count).sum::<usize>(), held.len());
            prop_assert!(rows.windows(2).all(|w| w[0].count >= w[1].count));
            prop_assert!(rows.iter().all(|c| c.count > 0 && c.first_sent <= c.last_sent && !c.samples.is_empty()));
        }
    }
}
