//! What happened to a letter, and what to do about it, in sentences.

use super::catalogue::{Catalogue, Entry, Facts};
use super::title::title;
use super::{Hindrance, Verdict};
use crate::letter::{Letter, Route};
use crate::text;

/// What is made of a letter's failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// One line: `503 from ExampleReportingAPI · "upstream overloaded"`.
    pub title: String,
    /// What happened: "ExampleReportingAPI answered HTTP 503, twice. EventBridge gave up at … ".
    pub what: String,
    /// What it means, as far as it is known; may be empty.
    pub meaning: String,
    /// Would a plain redrive help?
    pub verdict: Verdict,
    /// What to do, and why.
    pub advice: String,
    /// Whether AWS retries such a failure by itself; `None` where that is not known.
    pub retried: Option<bool>,
    /// The meaning is likely and not certain.
    pub guess: bool,
    /// What in the letter itself keeps it from being put back.
    pub hindrance: Option<Hindrance>,
    /// Where the fact is from; empty where nothing is known.
    pub source: String,
}

/// Diagnoses `letter` by what `catalogue` knows.
#[must_use]
pub fn diagnose(letter: &Letter, catalogue: &Catalogue) -> Diagnosis {
    let entry = catalogue.find(&Facts::of(letter));
    let hindrance = Hindrance::of(letter);
    let base = entry.map_or(Verdict::Unknown, |e| e.verdict.into());
    let mut title = title(letter, entry);
    if let Some(note) = hindrance.map(Hindrance::note).filter(|n| !n.is_empty()) {
        title = hindered(&title, note);
    }
    Diagnosis {
        title,
        what: what(letter),
        meaning: entry.map(|e| e.meaning.clone()).unwrap_or_default(),
        verdict: hindrance.map_or(base, Hindrance::verdict),
        advice: advice(letter, entry, hindrance),
        retried: entry.and_then(|e| e.retried),
        guess: entry.is_some_and(|e| e.guess),
        hindrance,
        source: entry.map(|e| e.source.clone()).unwrap_or_default(),
    }
}

/// A title that says what hinders instead of what the downstream said.
pub(super) fn hindered(title: &str, note: &str) -> String {
    let head = title.split(" · ").next().unwrap_or(title);
    format!("{head} · {note}")
}

/// The advice for `letter`: what hinders it first, then what its error asks for.
pub(super) fn advice(
    letter: &Letter,
    entry: Option<&Entry>,
    hindrance: Option<Hindrance>,
) -> String {
    let mut parts = Vec::new();
    if let (Some(Hindrance::Record), Route::Nowhere(why)) = (hindrance, letter.origin.0.route) {
        parts.push(format!("It can't be put back: {why}."));
    } else if let Some(hindrance) = hindrance {
        parts.push(hindrance.advice().to_owned());
    }
    match entry {
        Some(entry) if entry.guess => parts.push(format!("This is a guess: {}", entry.advice)),
        Some(entry) => parts.push(entry.advice.clone()),
        None if hindrance.is_none() => parts.push(
            "Nothing is known of this error: look at the message, and try one letter before many."
                .to_owned(),
        ),
        None => {}
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

fn what(letter: &Letter) -> String {
    let failure = &letter.failure;
    let target = failure
        .target
        .as_deref()
        .map_or_else(|| "The target".into(), |t| text::safe_line(t, 60));
    let times = failure.attempts.map(times);
    let mut out = match (failure.status, &failure.message) {
        (Some(status), _) => format!("{target} answered HTTP {status}"),
        (None, Some(message)) => {
            let said = text::safe_line(message.trim_end_matches('.'), 200);
            format!("{} failed: {said}", letter.origin.0.label_sentence())
        }
        (None, None) => format!(
            "{} failed; no reason is recorded",
            letter.origin.0.label_sentence()
        ),
    };
    if let Some(times) = &times {
        out.push_str(", ");
        out.push_str(times);
    }
    out.push('.');
    match (&failure.condition, failure.attempts) {
        (Some(condition), attempts) => {
            let limit = attempts.map(|n| format!(" ({n})")).unwrap_or_default();
            let shown = text::safe_line(condition, 60);
            out.push_str(&format!(" It was given up at {shown}{limit}."));
        }
        (None, None) if letter.origin.name() == "eventbridge-rule" => {
            out.push_str(" Attempts are not recorded, which points to a failure that EventBridge does not retry.");
        }
        (None, _) => {}
    }
    out
}

/// How often it was tried when it was tried again `after` times.
fn times(after: u32) -> String {
    match after {
        0 => "once".to_owned(),
        1 => "twice".to_owned(),
        n => format!("{} times", text::count(u64::from(n) + 1)),
    }
}
