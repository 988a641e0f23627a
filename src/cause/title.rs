//! The one line that names a cause, in words before codes.

use super::catalogue::Entry;
use super::mask;
use crate::letter::{Letter, Route, gist};
use crate::text;

/// Characters of what the downstream said that a title has room for.
const SAID: usize = 60;

/// `503 from ExampleReportingAPI · "upstream overloaded"`, or the entry's own words.
pub(super) fn title(letter: &Letter, entry: Option<&Entry>) -> String {
    let failure = &letter.failure;
    let target = failure
        .target
        .as_deref()
        .map_or_else(|| "the target".into(), |t| text::safe_line(t, 60));
    let code = failure.code.as_deref().map(|c| text::safe_line(c, 60));
    let status = failure.status.map(|s| s.to_string());
    if let Some(entry) = entry.filter(|e| !e.title.is_empty()) {
        return filled(&entry.title, letter);
    }
    let note = entry.map_or("", |e| e.note.as_str());
    let said = if note.is_empty() {
        said(letter).unwrap_or_default()
    } else {
        note.to_owned()
    };
    let head = match (status, code) {
        (Some(status), _) => format!("{status} from {target}"),
        (None, Some(code)) if failure.target.is_some() => format!("{code} from {target}"),
        (None, Some(code)) => code.into_owned(),
        (None, None) => return nameless(letter, &said),
    };
    if said.is_empty() {
        head
    } else {
        format!("{head} · {said}")
    }
}

/// An entry's own title with what it names put in.
fn filled(title: &str, letter: &Letter) -> String {
    let failure = &letter.failure;
    let shown = |text: Option<&str>, or: &str| {
        text.map_or_else(|| or.to_owned(), |t| text::safe_line(t, 60).into_owned())
    };
    let status = failure.status.map(|s| s.to_string());
    let said = if title.contains("{said}") {
        said(letter)
    } else {
        None
    };
    [
        ("{status}", status.unwrap_or_else(|| "an error".to_owned())),
        ("{code}", shown(failure.code.as_deref(), "an error")),
        ("{records}", records(failure.records)),
        ("{sender}", shown(failure.sender.as_deref(), "its sender")),
        ("{target}", shown(failure.target.as_deref(), "the target")),
        (
            "{said}",
            said.map(|said| format!(" · {said}")).unwrap_or_default(),
        ),
    ]
    .iter()
    .fold(title.to_owned(), |title, (place, value)| {
        title.replace(place, value)
    })
}

/// What the downstream, or else EventBridge, said, quoted; its variable parts masked, since the title stands for
/// many letters.
fn said(letter: &Letter) -> Option<String> {
    let failure = &letter.failure;
    let said = match failure.status {
        Some(_) => gist(failure.answer()?),
        None => gist(failure.message.as_deref()?),
    };
    let masked = mask(&said?);
    (!masked.is_empty()).then(|| format!("\"{}\"", text::safe_line(&masked, SAID)))
}

/// A letter that records neither status nor code.
fn nameless(letter: &Letter, said: &str) -> String {
    let from = match (&letter.failure.target, letter.origin.0.route) {
        (Some(target), _) => format!(" from {}", text::safe_line(target, 60)),
        (None, Route::Anywhere) if letter.event.is_some() => {
            return "an event with no reason recorded".to_owned();
        }
        (None, Route::Anywhere) => return "a message of unknown origin".to_owned(),
        (None, _) => String::new(),
    };
    if said.is_empty() {
        format!("no reason recorded{from}")
    } else {
        format!("{said}{from}")
    }
}

fn records(n: Option<u32>) -> String {
    match n {
        Some(1) => "1 record".to_owned(),
        Some(n) => format!("{} records", text::count(u64::from(n))),
        None => "records".to_owned(),
    }
}
