//! What Tab makes of the word before the cursor in the filter line.

use std::collections::HashMap;

use crate::engine::{Row, Snapshot};
use crate::filter::{self, Completion, Subject};
use crate::letter::Redaction;
use crate::tui::layer::FilterLine;

/// Fields or values that are offered at a time.
const OFFERED: usize = 12;
/// Letters whose values are looked at.
const LOOKED_AT: usize = 5_000;

/// Completes the word before the cursor as far as all that it could become agree; shows what it could become.
pub fn complete(line: &mut FilterLine, snapshot: &Snapshot, redaction: &Redaction) {
    let text = line.line.text().to_owned();
    let mut offers = match filter::value_at(&text, line.line.at()) {
        Some((field, _)) if is_hidden(field, redaction) => Vec::new(),
        _ => occurring(&text, line.line.at(), snapshot),
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

/// Values that letters have in the field that is being typed and that go on from what is typed, most frequent first.
fn occurring(text: &str, at: usize, snapshot: &Snapshot) -> Vec<Completion> {
    let Some((field, typed)) = filter::value_at(text, at) else {
        return Vec::new();
    };
    let typed_arn = typed.starts_with("arn");
    let mut counts: HashMap<String, usize> = HashMap::new();
    for row in snapshot.letters.iter().take(LOOKED_AT) {
        for value in values(field, row, snapshot) {
            let bare = value.trim_start_matches('"');
            if filter::begins(bare, typed) && typed_arn == bare.starts_with("arn:") {
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

fn values(field: &str, row: &Row, snapshot: &Snapshot) -> Vec<String> {
    let queue = snapshot.queues.iter().find(|queue| queue.id == row.queue);
    let subject = Subject {
        letter: &row.letter,
        cause: row.cause,
        now: snapshot.now,
        retention: queue.map(|q| q.retention).unwrap_or_default(),
        account: queue.map_or("", |q| &q.account),
        region: queue.map_or("", |q| &q.region),
        states: &[],
    };
    filter::values(field, &subject)
}
