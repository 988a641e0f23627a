//! A tree of tests against a letter.

use std::sync::Arc;
use std::time::Duration;

use super::fields::{Field, Kind};
use super::lex::Op;
use super::parse::{Expr, Test};
use super::path;
use super::pattern::{Pattern, is_escaped};
use super::value;
use crate::cause::CauseId;
use crate::json::unescape;
use crate::letter::{AttributeData, Letter};
use crate::time::Time;

/// A letter with what is known around it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The letter.
    pub letter: &'a Letter,
    /// Its cause.
    pub cause: CauseId,
    /// Now.
    pub now: Time,
    /// The queue's retention.
    pub retention: Duration,
    /// The queue's account.
    pub account: &'a str,
    /// The queue's region.
    pub region: &'a str,
    /// What the session knows of the letter, in words: `held`, `edited`, `sent`.
    pub states: &'a [&'a str],
}

impl Expr {
    pub(super) fn holds(&self, subject: &Subject<'_>) -> bool {
        match self {
            Self::All(all) => all.iter().all(|e| e.holds(subject)),
            Self::Any(any) => any.iter().any(|e| e.holds(subject)),
            Self::Not(inner) => !inner.holds(subject),
            Self::Anywhere(pattern) => anywhere(pattern, subject),
            Self::Field(field, test) => field_holds(field, test, subject),
            Self::Detail(path, test) => detail_holds(path, test, subject.letter),
        }
    }
}

fn field_holds(field: &Field, test: &Test, subject: &Subject<'_>) -> bool {
    match (field.kind, test) {
        (Kind::Text(read), Test::Text(pattern)) => read(subject, &mut |text| pattern.is(text)),
        (Kind::Prose(read), Test::Text(pattern)) if pattern.is_wild() => {
            read(subject, &mut |text| pattern.is(text))
        }
        (Kind::Prose(read), Test::Text(pattern)) => read(subject, &mut |text| pattern.within(text)),
        (Kind::Number(read) | Kind::Gone(_, read), Test::Number(op, n)) => {
            read(subject).is_some_and(|value| compare(*op, float(value), *n))
        }
        (Kind::Number(read), Test::Text(pattern)) => {
            read(subject).is_some_and(|value| pattern.is(&value.to_string()))
        }
        (Kind::Size(read), Test::Number(op, n)) => compare(*op, float(read(subject)), *n),
        (Kind::Age(read), Test::Span(op, length, unit)) => {
            read(subject).is_some_and(|age| lasts(*op, age, *length, *unit))
        }
        (Kind::Gone(read, _), Test::Span(op, length, unit)) => {
            read(subject).is_some_and(|at| lasts(*op, subject.now.since(at), *length, *unit))
        }
        (Kind::ToCome(read), Test::Span(op, length, unit)) => {
            read(subject).is_some_and(|at| lasts(*op, at.since(subject.now), *length, *unit))
        }
        (Kind::Gone(read, _) | Kind::ToCome(read), Test::Moment(op, from, to)) => {
            read(subject).is_some_and(|at| falls(*op, at, *from, *to))
        }
        // a `*` asks only whether there is a value
        (Kind::Gone(read, _) | Kind::ToCome(read), Test::Text(_)) => read(subject).is_some(),
        (Kind::Age(read), Test::Text(_)) => read(subject).is_some(),
        (Kind::Size(_), Test::Text(_)) => true,
        _ => false,
    }
}

fn detail_holds(path: &[String], test: &Test, letter: &Letter) -> bool {
    let Some(event) = &letter.event else {
        return false;
    };
    let detail = event.detail();
    if !may_hold(detail, path, test) && is_plain(detail) {
        return false;
    }
    path::any(detail, path, &mut |raw| {
        let text = if raw.starts_with('"') {
            unescape(raw)
        } else {
            raw.into()
        };
        match test {
            Test::Text(pattern) => pattern.is(&text),
            Test::Number(op, n) => {
                value::number(&text).is_some_and(|value| compare(*op, value, *n))
            }
            Test::Moment(op, from, to) => {
                Time::parse(&text).is_some_and(|at| falls(*op, at, *from, *to))
            }
            Test::Span(..) => false,
        }
    })
}

/// A quick look whether the detail may have that value: at its text, where it is plain; else at its last key.
fn may_hold(detail: &str, path: &[String], test: &Test) -> bool {
    let value = match test {
        Test::Text(pattern) => pattern.may_be_in(detail),
        _ => true,
    };
    let named = |key: &&String| key.parse::<usize>().is_err() && !key.contains(is_escaped);
    let key = path.iter().rfind(named);
    value && key.is_none_or(|key| memchr::memmem::find(detail.as_bytes(), key.as_bytes()).is_some())
}

/// Whether letters, digits and most signs in it are as they are written: ASCII, and no `\u0041`.
fn is_plain(json: &str) -> bool {
    json.is_ascii() && memchr::memmem::find(json.as_bytes(), b"\\u").is_none()
}

/// A bare word, in anything of the letter that a person may look at.
fn anywhere(pattern: &Pattern, subject: &Subject<'_>) -> bool {
    let letter = subject.letter;
    let failure = &letter.failure;
    let texts = [
        &failure.code,
        &failure.message,
        &failure.condition,
        &failure.rule,
        &failure.rule_arn,
        &failure.target,
        &failure.target_arn,
        &failure.bus,
        &failure.bus_arn,
        &failure.sender,
        &failure.sender_arn,
        &failure.source_queue_arn,
    ];
    let event = letter.event.as_ref().map(crate::letter::Event::text);
    texts.into_iter().flatten().any(|text| pattern.within(text))
        || pattern.within(letter.origin.name())
        || pattern.within(&letter.message.id)
        || letter.message.attributes.iter().any(|(name, attribute)| {
            pattern.within(name)
                || matches!(&attribute.data, AttributeData::Text(text) if pattern.within(text))
        })
        || letter
            .message
            .system
            .iter()
            .any(|(_, value)| pattern.within(value))
        || pattern.within(&letter.message.body)
        || event
            .is_some_and(|text| !Arc::ptr_eq(text, &letter.message.body) && pattern.within(text))
        || failure
            .status
            .is_some_and(|s| pattern.within(&s.to_string()))
}

fn compare(op: Op, value: f64, with: f64) -> bool {
    match op {
        Op::Is => value == with,
        Op::Above => value > with,
        Op::AtLeast => value >= with,
        Op::Below => value < with,
        Op::AtMost => value <= with,
    }
}

/// `age:2h` is from two hours to before three.
fn lasts(op: Op, value: Duration, length: Duration, unit: Duration) -> bool {
    match op {
        Op::Is => value >= length && value < length.saturating_add(unit),
        Op::Above => value > length,
        Op::AtLeast => value >= length,
        Op::Below => value < length,
        Op::AtMost => value <= length,
    }
}

/// `>2024-01-02` is after that day, as `<2024-01-02` is before it.
fn falls(op: Op, at: Time, from: Time, to: Time) -> bool {
    match op {
        Op::Is => at >= from && at < to,
        Op::Above => at >= to,
        Op::AtLeast => at >= from,
        Op::Below => at < from,
        Op::AtMost => at < to,
    }
}

/// Counts and sizes are far below 2^53.
fn float(value: u64) -> f64 {
    value as f64
}
