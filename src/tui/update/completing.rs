//! What Tab makes of the word before the cursor in the filter line.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::engine::{Row, Snapshot};
use crate::filter::{self, Completion, Subject};
use crate::letter::{HIDDEN, Letter, Redaction};
use crate::tui::layer::FilterLine;

/// Fields or values that are offered at a time.
const OFFERED: usize = 12;
/// Letters whose values are looked at.
const LOOKED_AT: usize = 5_000;
/// Letters whose details are looked into, and how many where fields of them are hidden.
const DETAILS: usize = 1_000;
const HIDDEN_IN: usize = 100;

/// Completes the word before the cursor as far as all that it could become agree; shows what it could become.
pub fn complete(line: &mut FilterLine, snapshot: &Snapshot, redaction: &Redaction) {
    let text = line.line.text().to_owned();
    let mut offers = match filter::value_at(&text, line.line.at()) {
        Some((field, _)) if is_hidden(field, redaction) => Vec::new(),
        _ => occurring(&text, line.line.at(), (snapshot, redaction)),
    };
    for known in filter::complete(&text, line.line.at()) {
        if offers.iter().all(|offer| offer.text != known.text) {
            offers.push(known);
        }
    }
    let Some(first) = offers.first() else { return };
    let shared = offers.iter().fold(first.text.as_str(), |shared, offer| {
        same_start(shared, &offer.text)
    });
    let replaced = first.replaces.clone();
    // what was typed in capitals is not shortened to what all share
    if shared.len() >= replaced.len() {
        let end = replaced.start + shared.len();
        let done = format!(
            "{}{shared}{}",
            &text[..replaced.start],
            &text[replaced.end..]
        );
        line.line.replace(done, end);
    }
    line.offers = match offers.as_slice() {
        [one] => vec![format!("{}  {}", one.text, one.help)],
        many => many
            .iter()
            .take(OFFERED)
            .map(|offer| offer.text.clone())
            .collect(),
    };
}

/// Whether the config hides what that field has.
fn is_hidden(field: &str, redaction: &Redaction) -> bool {
    match field {
        "type" => redaction.hides_member("detail-type"),
        "code" => redaction.hides_attribute("ERROR_CODE"),
        "condition" => redaction.hides_attribute("EXHAUSTED_RETRY_CONDITION"),
        name => redaction.hides_member(name),
    }
}

/// The beginning that both share.
fn same_start<'a>(a: &'a str, b: &str) -> &'a str {
    let end = a
        .char_indices()
        .zip(b.chars())
        .find(|((_, a), b)| a != b)
        .map_or(a.len().min(b.len()), |((at, _), _)| at);
    &a[..end]
}

/// Values that letters have in the field that is being typed, or paths into their details, that go on from what is
/// typed, most frequent first.
fn occurring(
    text: &str,
    at: usize,
    (snapshot, redaction): (&Snapshot, &Redaction),
) -> Vec<Completion> {
    let (field, typed) = match (filter::value_at(text, at), filter::path_at(text, at)) {
        (Some((field, typed)), _) => (Some(field), typed),
        (None, Some(path)) => (None, path),
        (None, None) => return Vec::new(),
    };
    let into_details = field.is_none_or(|field| field.starts_with("detail."));
    let looked_at = match (into_details, redaction.is_empty()) {
        (false, _) => LOOKED_AT,
        (true, true) => DETAILS,
        (true, false) => HIDDEN_IN,
    };
    let typed_arn = typed.starts_with("arn");
    let mut counts: HashMap<String, usize> = HashMap::new();
    for row in snapshot.letters.iter().take(looked_at) {
        let letter = match into_details {
            true => redaction.letter(&row.letter),
            false => Cow::Borrowed(&*row.letter),
        };
        for value in values(field, typed, &subject(row, &letter, snapshot)) {
            let bare = value.trim_start_matches('"');
            let goes_on = filter::begins(bare, typed) && typed_arn == bare.starts_with("arn:");
            if goes_on && bare != HIDDEN {
                *counts.entry(value).or_default() += 1;
            }
        }
    }
    let mut all: Vec<(String, usize)> = counts.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let offer = |(text, _)| Completion {
        replaces: at - typed.len()..at,
        text,
        help: "",
    };
    all.into_iter().take(OFFERED).map(offer).collect()
}

fn values(field: Option<&str>, typed: &str, subject: &Subject<'_>) -> Vec<String> {
    match field {
        Some(field) => filter::values(field, subject),
        None => filter::paths(typed, subject),
    }
}

fn subject<'a>(row: &Row, letter: &'a Letter, snapshot: &'a Snapshot) -> Subject<'a> {
    let queue = snapshot.queues.iter().find(|queue| queue.id == row.queue);
    Subject {
        letter,
        cause: row.cause,
        now: snapshot.now,
        retention: queue.map(|q| q.retention).unwrap_or_default(),
        account: queue.map_or("", |q| &q.account),
        region: queue.map_or("", |q| &q.region),
        states: &[],
    }
}
