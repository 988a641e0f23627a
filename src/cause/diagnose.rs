//! What happened to a letter, and what to do about it, in sentences.

use super::catalogue::{Catalogue, Entry};
use super::title::title;
use super::{Facts, Hindrance, Verdict};
use crate::letter::{Event, Letter, Route};
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

impl Diagnosis {
    /// Takes in what is known to stand in the way of an event that is put back.
    pub fn meets(&mut self, obstacle: &str) {
        self.verdict = self.verdict.with_obstacle();
        self.advice = first_of_all(obstacle, &self.advice);
    }
}

/// The advice, where something is known to stand in the way.
pub(super) fn first_of_all(obstacle: &str, advice: &str) -> String {
    let obstacle = text::safe_line(obstacle, 200);
    format!("Fix this first, or it comes straight back or reaches nobody: {obstacle}. {advice}")
}

/// Diagnoses `letter` by what `catalogue` knows.
#[must_use]
pub fn diagnose(letter: &Letter, catalogue: &Catalogue) -> Diagnosis {
    let entry = catalogue.find(&Facts::of(letter));
    let hindrance = Hindrance::of(letter);
    let base = entry.map_or(Verdict::Unknown, |e| e.verdict.into());
    let seen = catalogue.seen(letter);
    let mut title = title(&seen, entry);
    if let Some(hindrance) = hindrance {
        title = hindered(&title, &hindrance.note(&seen));
    }
    Diagnosis {
        title,
        what: what(&seen, entry),
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
    if note.is_empty() {
        return title.to_owned();
    }
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
        Some(entry) if entry.guess => parts.push(format!("{} This is a guess.", entry.advice)),
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

fn what(letter: &Letter, entry: Option<&Entry>) -> String {
    let mut sentences = vec![happened(letter), given_up(letter, entry)];
    if let Some(replay) = letter.event.as_ref().and_then(Event::replay_name) {
        sentences.push(format!(
            "An archive had replayed it ({}); a redrive loses that name, and archives will store it again.",
            text::safe_line(&replay, 60)
        ));
    }
    if letter.is_set_back() {
        sentences.push(
            "It was received so often that SQS hands it out behind the others and leaves it out of the age metric."
                .to_owned(),
        );
    }
    sentences.retain(|s| !s.is_empty());
    sentences.join(" ")
}

fn happened(letter: &Letter) -> String {
    let failure = &letter.failure;
    let target = named(failure.target.as_deref(), "the target");
    if failure.condition.as_deref() == Some("Success") {
        return format!("{target} succeeded: it is no failure.");
    }
    let tried = failure.attempts.map(times);
    if let Some(status) = failure.status {
        let times = tried.map(|t| format!(", {t}")).unwrap_or_default();
        return sentence(&format!("{target} answered HTTP {status}{times}."));
    }
    let failed = letter
        .origin
        .0
        .failed
        .replace("{target}", &target)
        .replace("{sender}", &named(failure.sender.as_deref(), "its sender"));
    let times = tried.map(|t| format!(", tried {t}")).unwrap_or_default();
    match failure.message.as_deref().or(failure.code.as_deref()) {
        Some(reason) => {
            let said = text::safe_line(reason.trim_end_matches('.'), 300);
            sentence(&format!("{failed}{times}: {said}."))
        }
        None => sentence(&format!("{failed}{times}; no reason is recorded.")),
    }
}

fn named(name: Option<&str>, or: &str) -> String {
    name.map_or_else(|| or.to_owned(), |n| text::safe_line(n, 60).into_owned())
}

/// Begins like a sentence where it begins with a word of ours; names stay as they are.
fn sentence(text: &str) -> String {
    match text.strip_prefix("the ") {
        Some(rest) => format!("The {rest}"),
        None => text.to_owned(),
    }
}

/// Which limit ended it. Where neither a limit nor attempts are recorded, EventBridge did not retry (DOMAIN 1.1),
/// unless it is known to retry this.
fn given_up(letter: &Letter, entry: Option<&Entry>) -> String {
    let failure = &letter.failure;
    let Some(condition) = failure.condition.as_deref() else {
        let unrecorded = failure.attempts.is_none() && letter.origin.name() == "eventbridge-rule";
        return match unrecorded {
            true if entry.and_then(|e| e.retried) == Some(true) => "Attempts are not recorded.".to_owned(),
            true => "Attempts are not recorded, which points to a failure that EventBridge does not retry.".to_owned(),
            false => String::new(),
        };
    };
    match (condition, failure.attempts) {
        ("Success", _) => String::new(),
        ("MaximumRetryAttempts", Some(n)) => {
            format!("It was given up at MaximumRetryAttempts ({n}).")
        }
        _ => format!("It was given up at {}.", text::safe_line(condition, 60)),
    }
}

/// How often it was tried when it was tried again `after` times.
fn times(after: u32) -> String {
    match after {
        0 => "once".to_owned(),
        1 => "twice".to_owned(),
        n => format!("{} times", text::count(u64::from(n) + 1)),
    }
}
