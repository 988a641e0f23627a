//! Why a letter died: in plain words first, then what the downstream said, what would help, and the codes.

use std::time::Duration;

use ratatui::text::Line;

use super::fact::{fact, heading, prose, styled};
use super::lineage::fate_in_words;
use crate::cause::{Diagnosis, diagnose};
use crate::json::Doc;
use crate::letter::{Event, Failure};
use crate::plan::{World, obstacle};
use crate::run::Fate;
use crate::text;
use crate::time::Time;
use crate::tui::laid::Laid;
use crate::tui::page::Source;
use crate::tui::terms;
use crate::tui::theme::Role;
use crate::tui::widgets::span::say;

/// Lines of a downstream's answer that are shown here; all of it is in the raw tab.
const ANSWER_LINES: usize = 200;

/// The lines. `world`: what is known of the rule, if it was read.
pub fn lines(source: &Source<'_>, world: Option<&World>) -> Vec<Line<'static>> {
    let row = source.row;
    let letter = source.seen();
    let failure = &letter.failure;
    let mut lines = Vec::new();
    if let Some(fate) = &row.fate {
        let role = if matches!(fate, Fate::Failed(_) | Fate::InDoubt) {
            Role::Bad
        } else {
            Role::Good
        };
        let words = capital(&fate_in_words(fate));
        lines.extend(prose(
            source,
            &source.redaction.said(&words, &row.letter),
            role,
        ));
    }
    let mut diagnosis = diagnose(&row.letter, source.catalogue);
    if let Some(obstacle) = world.and_then(|world| in_the_way(world, failure)) {
        diagnosis.meets(&obstacle);
    }
    lines.extend(prose(source, &diagnosis.what, Role::Title));
    lines.extend(answer(source, failure));
    lines.push(Line::default());
    lines.extend(advice(source, &diagnosis));
    for wrong in &letter.wrong {
        lines.extend(prose(source, &format!("! {wrong}"), Role::Caution));
    }
    lines.push(Line::default());
    lines.extend(times(source));
    lines.extend(places(source, failure));
    if let Some(event) = &letter.event {
        lines.extend(heading(source, "Event"));
        lines.extend(fields(source, event));
    }
    lines
}

/// What is known to stand in the way of the event, were it put back.
fn in_the_way(world: &World, failure: &Failure) -> Option<String> {
    let rule = (failure.rule_arn.as_deref()?, failure.bus.as_deref()?);
    obstacle(world, rule, failure.target_arn.as_deref()?)
}

fn answer(source: &Source<'_>, failure: &Failure) -> Vec<Line<'static>> {
    let Some(answer) = failure.answer().filter(|a| !a.trim().is_empty()) else {
        return Vec::new();
    };
    let mut lines = heading(source, "It answered");
    if Doc::read(answer).is_err() {
        lines.extend(prose(source, answer, Role::Plain));
        return lines;
    }
    let laid = Laid::json(answer, source.cells.saturating_sub(2));
    lines.extend((0..laid.len().min(ANSWER_LINES)).map(|at| {
        let mut line = laid.line(at, source.theme);
        line.spans
            .insert(0, say("  ", source.theme.style(Role::Plain)));
        line
    }));
    if laid.len() > ANSWER_LINES {
        lines.extend(prose(source, "  … the raw tab has all of it", Role::Muted));
    }
    lines
}

/// What it means and what to do.
fn advice(source: &Source<'_>, diagnosis: &Diagnosis) -> Vec<Line<'static>> {
    let style = source.theme.style(terms::role(diagnosis.verdict));
    let mut lines = vec![Line::from(say(terms::words(diagnosis.verdict), style))];
    for words in [&diagnosis.meaning, &diagnosis.advice] {
        if !words.is_empty() {
            lines.extend(prose(source, words, Role::Plain));
        }
    }
    lines
}

fn times(source: &Source<'_>) -> Vec<Line<'static>> {
    let Some(sent) = source.row.letter.sent() else {
        return fact(source, "sent", "not recorded");
    };
    let mut lines = fact(source, "sent", &moment(sent, source.now));
    if !source.retention.is_zero() {
        let end = sent.plus(source.retention);
        let left = end.since(source.now);
        let role = terms::expiry_role(left);
        let second = whole_second(end);
        let words = format!("in {}, at {}", text::left(left), second.rfc3339());
        lines.extend(styled(
            source,
            "expires",
            (&words, source.theme.style(role)),
        ));
    }
    lines
}

/// Milliseconds tell an operator nothing.
const fn whole_second(time: Time) -> Time {
    Time(time.0.div_euclid(1000) * 1000)
}

/// A moment for people: when, and how long ago. The page is made anew each minute, so it tells no seconds.
pub fn moment(time: Time, now: Time) -> String {
    let at = whole_second(time).rfc3339();
    let age = now.since(time);
    if age < Duration::from_secs(60) {
        return format!("within the minute, at {at}");
    }
    format!("{} ago, at {at}", text::ago(age))
}

fn places(source: &Source<'_>, failure: &Failure) -> Vec<Line<'static>> {
    let on_bus = |rule: &str| match &failure.bus {
        Some(bus) => format!("{rule} on {bus}"),
        None => rule.to_owned(),
    };
    let rule = failure.rule.as_deref().map(on_bus);
    let attempts = match failure.attempts {
        Some(0) => "1, not retried".into(),
        Some(1) => "2: the first and one retry".into(),
        Some(n) => format!("{}: the first and {n} retries", u64::from(n) + 1),
        None => "not recorded".into(),
    };
    let known = [
        ("rule", rule.as_deref()),
        ("target", failure.target.as_deref()),
        ("attempts", Some(attempts.as_str())),
        ("code", failure.code.as_deref()),
        ("message", failure.message.as_deref()),
        ("rule arn", failure.rule_arn.as_deref()),
        ("target arn", failure.target_arn.as_deref()),
        ("from queue", failure.source_queue_arn.as_deref()),
    ];
    known
        .into_iter()
        .filter_map(|(name, value)| Some(fact(source, name, value?)))
        .flatten()
        .collect()
}

fn fields(source: &Source<'_>, event: &Event) -> Vec<Line<'static>> {
    [
        ("detail-type", event.detail_type()),
        ("source", event.source()),
        ("id", event.id()),
        ("time", event.time()),
        ("account", event.account()),
        ("region", event.region()),
        ("replay", event.replay_name()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some(fact(source, name, &value?)))
    .flatten()
    .collect()
}

fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", chars.as_str())
}
