//! What is fuzzed: one function a target, for bytes of any kind. Each panics when something does not hold.
//!
//! `fuzz_targets/` hands them to libFuzzer; `tests/it/fuzz.rs` runs them over the corpus and mutations of it, so that they
//! are run with every `cargo test`.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use dlq_tui::cause::{Catalogue, CauseId, Tally, diagnose, mask};
use dlq_tui::filter::{Filter, Subject, complete, paths, values};
use dlq_tui::letter::{
    Answer, Attribute, AttributeData, Decoder, Letter, LetterId, Message, Redaction,
    decode as decoded, gist, unwrap,
};
use dlq_tui::text;
use dlq_tui::time::Time;

/// Attributes that decide what a message is taken for.
const NAMES: [&str; 9] = [
    "ERROR_CODE",
    "ERROR_MESSAGE",
    "ErrorMessage",
    "RETRY_ATTEMPTS",
    "RULE_ARN",
    "RequestID",
    "SCHEDULE_ARN",
    "SUBSCRIBER_ARN",
    "TARGET_ARN",
];

/// It is read once: there are many inputs.
static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(Arc::default);

/// What is hidden in `shown`.
static HIDDEN: LazyLock<Redaction> = LazyLock::new(|| {
    let patterns = [
        "detail.user",
        "**.email",
        "a",
        "sku",
        "error*",
        "ERROR_CODE",
    ];
    Redaction::new(&patterns.map(str::to_owned))
});

/// A letter out of the bytes: the first two say which attributes there are, the lines after them are their values, and
/// the rest is the body.
fn letter(data: &[u8]) -> Letter {
    let (which, rest) = data.split_at(data.len().min(2));
    let which = which
        .iter()
        .fold(0, |bits, byte| bits << 8 | u32::from(*byte));
    let text = String::from_utf8_lossy(rest);
    let mut rest = &*text;
    let mut attributes = Vec::new();
    for (bit, name) in NAMES.into_iter().enumerate() {
        if which >> bit & 1 == 0 {
            continue;
        }
        let (value, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        let data = match which >> 12 & 1 {
            0 => AttributeData::Text(value.into()),
            _ => AttributeData::Binary(value.as_bytes().into()),
        };
        let data_type = "String".into();
        attributes.push((Arc::from(name), Attribute { data_type, data }));
    }
    let mut system: Vec<(Arc<str>, Arc<str>)> =
        vec![("SentTimestamp".into(), "1704173061000".into())];
    if which >> 13 & 1 == 1 {
        system.push(("DeadLetterQueueSourceArn".into(), text.as_ref().into()));
    }
    let message = Message {
        id: "m".into(),
        body: rest.into(),
        system: system.into(),
        attributes: attributes.into(),
    };
    let letter = decoded(LetterId(0), message.clone());
    // a decoder that shares texts makes the same of it, also the second time
    let mut decoder = Decoder::default();
    for _ in 0..2 {
        let again = decoder.decode(LetterId(0), message.clone());
        assert_eq!(
            (&again.message, &again.failure),
            (&letter.message, &letter.failure)
        );
        assert_eq!((again.origin, &again.wrong), (letter.origin, &letter.wrong));
    }
    letter
}

/// Any message becomes a letter; nothing of it is altered; it is counted once and taken away again.
pub fn decode(data: &[u8]) {
    let letter = letter(data);
    if let Some(event) = &letter.event {
        assert!(
            event.text().contains(event.detail()),
            "the detail is cut out of the event"
        );
    }
    let mut tally = Tally::new(Arc::clone(&CATALOGUE));
    let cause = tally.add(&letter);
    assert_eq!(tally.add(&letter), cause);
    assert_eq!(tally.rows()[0].count, 1);
    tally.remove(&letter);
    assert!(tally.is_empty());
    assert!(unwrap(&letter.message.body).len() <= 4);
    if let Some(answer) = letter.failure.answer() {
        let shown = Answer::read(answer);
        assert!(shown.cut || !shown.text.is_empty() || answer.trim().is_empty());
        assert!(gist(answer).is_none_or(|gist| gist.chars().count() <= 160));
    }
}

/// Any text can be masked, within bounds, and what was masked is on one line.
pub fn masked(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let masked = mask(&text);
    assert!(
        masked.len() <= text.len().min(4096) * 9 + 64,
        "{} bytes",
        masked.len()
    );
    assert!(!masked.contains(['\n', '\r', '\t']), "{masked:?}");
    assert_eq!(mask(&text), masked);
}

/// The first line is a filter, the rest a letter: a filter is taken or its mistake is within it, and what was taken can
/// be asked of any letter.
pub fn filtered(data: &[u8]) {
    let end = data.iter().position(|b| *b == b'\n').unwrap_or(data.len());
    let (line, rest) = data.split_at(end);
    let line = String::from_utf8_lossy(line);
    for at in 0..=line.len() {
        for offer in complete(&line, at) {
            assert!(line.get(offer.replaces).is_some(), "{line:?} at {at}");
        }
        if at > 64 {
            break;
        }
    }
    let filter = match Filter::parse(&line) {
        Ok(filter) => filter,
        Err(mistake) => {
            let columns = 1..=line.chars().count() + 1;
            assert!(columns.contains(&mistake.column), "{line:?}: {mistake}");
            return;
        }
    };
    let letter = letter(rest);
    let subject = Subject {
        letter: &letter,
        cause: CauseId(7),
        now: Time(1_704_180_000_000),
        retention: Duration::from_secs(345_600),
        account: "123456789012",
        region: "eu-west-1",
        states: &["held"],
    };
    for path in paths(&line, &subject) {
        let field = path.trim_end_matches(['.', ':']);
        assert!(path.starts_with("detail."), "{path:?}");
        for value in values(field, &subject) {
            let asked = Filter::parse(&format!("{field}:{value}"));
            let held = asked.is_ok_and(|asked| asked.matches(&subject));
            assert!(held || value.is_empty(), "{field}:{value}");
        }
    }
    let first = filter.matches(&subject);
    assert_eq!(filter.matches(&subject), first);
    assert!(
        !filter.is_empty() || first,
        "the empty filter lets everything through"
    );
}

/// Nothing that comes out of a message moves the cursor, turns text around or hides.
pub fn shown(data: &[u8]) {
    let raw = String::from_utf8_lossy(data);
    harmless(&text::safe(&raw));
    assert_eq!(
        text::safe(&text::safe(&raw)),
        text::safe(&raw),
        "a second pass changes nothing"
    );
    let line = text::safe_line(&raw, 40);
    harmless(&line);
    assert!(line.chars().count() <= 40);
    let letter = letter(data);
    let diagnosis = diagnose(&letter, &CATALOGUE);
    for sentence in [&diagnosis.title, &diagnosis.what, &diagnosis.advice] {
        harmless(sentence);
    }
    let seen = HIDDEN.letter(&letter);
    if let Some(event) = &seen.event {
        assert!(event.text().contains(event.detail()));
    }
    assert_eq!(seen.failure.status, letter.failure.status);
    assert!(seen.failure.answer().is_some() || letter.failure.answer().is_none());
    let again = HIDDEN.letter(&seen);
    assert_eq!(
        again.message.body, seen.message.body,
        "a second look hides nothing more"
    );
    let mut tally = Tally::new(Arc::clone(&CATALOGUE));
    tally.add(&letter);
    for cause in tally.rows() {
        harmless(&cause.title);
        harmless(&cause.message);
    }
}

fn harmless(text: &str) {
    let bad = text.chars().find(|c| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    });
    assert!(bad.is_none(), "{bad:?} in {text:?}");
}
