//! THE table of fields. A new field is a row here; parsing, help, completion and error texts follow.

use std::time::Duration;

use super::Subject;
use crate::time::Time;

/// A field of the language.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// As it is typed.
    pub name: &'static str,
    /// What it holds, one line.
    pub help: &'static str,
    /// Values worth offering before any letter is known.
    pub values: &'static [&'static str],
    pub(super) kind: Kind,
}

/// Hands every value of a field to the visitor until it says true; whether it did.
pub(super) type Texts = fn(&Subject<'_>, &mut dyn FnMut(&str) -> bool) -> bool;

/// What kind of values a field has, and how they are read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Compared as a whole, `*` allowed.
    Text(Texts),
    /// Searched for, unless there is a `*`.
    Prose(Texts),
    /// A number; also compared as text with `*`.
    Number(fn(&Subject<'_>) -> Option<u64>),
    /// Bytes.
    Size(fn(&Subject<'_>) -> u64),
    /// How long ago.
    Age(fn(&Subject<'_>) -> Option<Duration>),
    /// A moment that is gone, by time or by age; a bare number is a count.
    Gone(
        fn(&Subject<'_>) -> Option<Time>,
        fn(&Subject<'_>) -> Option<u64>,
    ),
    /// A moment to come, by time or by the time left.
    ToCome(fn(&Subject<'_>) -> Option<Time>),
}

/// All fields, and `detail.a.b` besides.
pub const FIELDS: [Field; 20] = [
    Field {
        name: "code",
        help: "error code, as recorded",
        values: &[],
        kind: Kind::Text(|s, f| one(&s.letter.failure.code, f)),
    },
    Field {
        name: "status",
        help: "HTTP status of the downstream: 503, 5*, >=500",
        values: &["4*", "5*", "429"],
        kind: Kind::Number(|s| s.letter.failure.status.map(u64::from)),
    },
    Field {
        name: "rule",
        help: "the rule, by name or ARN; the subscriber, schedule or topic of other origins",
        values: &[],
        kind: Kind::Text(|s, f| {
            let failure = &s.letter.failure;
            [
                &failure.rule,
                &failure.rule_arn,
                &failure.sender,
                &failure.sender_arn,
            ]
            .into_iter()
            .any(|v| one(v, f))
        }),
    },
    Field {
        name: "target",
        help: "the target that failed, by name or ARN",
        values: &[],
        kind: Kind::Text(|s, f| {
            one(&s.letter.failure.target, f) || one(&s.letter.failure.target_arn, f)
        }),
    },
    Field {
        name: "bus",
        help: "the bus, by name or ARN",
        values: &[],
        kind: Kind::Text(|s, f| one(&s.letter.failure.bus, f) || one(&s.letter.failure.bus_arn, f)),
    },
    Field {
        name: "origin",
        help: "what wrote the dead letter",
        values: &[
            "eventbridge-rule",
            "eventbridge-bus-v2",
            "eventbridge-encrypted",
            "eventbridge-scheduler",
            "lambda-async-dlq",
            "lambda-destination",
            "lambda-event-source-mapping",
            "sns",
            "pipes",
            "sqs-redrive",
            "unknown",
        ],
        kind: Kind::Text(|s, f| f(s.letter.origin.name())),
    },
    Field {
        name: "type",
        help: "detail-type of the event",
        values: &[],
        kind: Kind::Text(|s, f| {
            s.letter
                .event
                .as_ref()
                .and_then(|e| e.detail_type())
                .is_some_and(|v| f(&v))
        }),
    },
    Field {
        name: "source",
        help: "source of the event",
        values: &[],
        kind: Kind::Text(|s, f| {
            s.letter
                .event
                .as_ref()
                .and_then(|e| e.source())
                .is_some_and(|v| f(&v))
        }),
    },
    Field {
        name: "id",
        help: "id of the event, or of the message",
        values: &[],
        kind: Kind::Text(|s, f| {
            f(&s.letter.message.id)
                || s.letter
                    .event
                    .as_ref()
                    .and_then(|e| e.id())
                    .is_some_and(|v| f(&v))
        }),
    },
    Field {
        name: "message",
        help: "text in the error message",
        values: &[],
        kind: Kind::Prose(|s, f| one(&s.letter.failure.message, f)),
    },
    Field {
        name: "attempts",
        help: "delivery attempts after the first, as recorded",
        values: &[">0", "0"],
        kind: Kind::Number(|s| s.letter.failure.attempts.map(u64::from)),
    },
    Field {
        name: "condition",
        help: "which retry limit ended it",
        values: &["MaximumRetryAttempts", "MaximumEventAgeInSeconds"],
        kind: Kind::Text(|s, f| one(&s.letter.failure.condition, f)),
    },
    Field {
        name: "age",
        help: "how long it has been in the queue: >2h, <5m",
        values: &["<5m", "<1h", ">1h", ">1d"],
        kind: Kind::Age(|s| s.letter.sent().map(|sent| s.now.since(sent))),
    },
    Field {
        name: "received",
        help: "when it came into the queue: >2024-01-02, <5m ago; a bare number: how often it was received",
        values: &["<5m", "<1h", ">2"],
        kind: Kind::Gone(|s| s.letter.sent(), |s| s.letter.receives().map(u64::from)),
    },
    Field {
        name: "expires",
        help: "when retention deletes it: <1h left, <2024-01-02",
        values: &["<1h", "<1d"],
        kind: Kind::ToCome(|s| s.letter.sent().map(|sent| sent.plus(s.retention))),
    },
    Field {
        name: "size",
        help: "bytes of the message: >100KiB",
        values: &[">100KiB", ">256KiB"],
        kind: Kind::Size(|s| s.letter.message.size() as u64),
    },
    Field {
        name: "state",
        help: "what this session knows of it: held, edited, lapsed, ...",
        values: &["held", "edited", "lapsed", "given-back"],
        kind: Kind::Text(|s, f| s.states.iter().any(|state| f(state))),
    },
    Field {
        name: "region",
        help: "region of the event, or of the queue",
        values: &[],
        kind: Kind::Text(|s, f| {
            f(s.region)
                || s.letter
                    .event
                    .as_ref()
                    .and_then(|e| e.region())
                    .is_some_and(|v| f(&v))
        }),
    },
    Field {
        name: "account",
        help: "account of the event, or of the queue",
        values: &[],
        kind: Kind::Text(|s, f| {
            f(s.account)
                || s.letter
                    .event
                    .as_ref()
                    .and_then(|e| e.account())
                    .is_some_and(|v| f(&v))
        }),
    },
    Field {
        name: "cause",
        help: "id of its cause",
        values: &[],
        kind: Kind::Text(|s, f| f(&s.cause.to_string())),
    },
];

/// The field of that name.
pub(super) fn by_name(name: &str) -> Option<&'static Field> {
    static TABLE: [Field; 20] = FIELDS;
    TABLE
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case(name))
}

fn one(value: &Option<std::sync::Arc<str>>, each: &mut dyn FnMut(&str) -> bool) -> bool {
    value.as_deref().is_some_and(each)
}
