//! Several marked letters in the operator's editor: one file, a document each, all taken over or none.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

use super::edits;
use crate::engine::{Row, Weight};
use crate::letter::LetterId;
use crate::repair::{self, Bundle, BundleError, Edit, Saved};
use crate::text;
use crate::tui::editor_process::Failed;
use crate::tui::keys::Act;
use crate::tui::layer::{Layer, Question};
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::parts::{Change, Outside};
use crate::tui::shown;

/// Bytes that one file may have; more is a job for a program.
const MOST_BYTES: usize = 16 << 20;

/// Opens the marked letters in one file; a text of theirs that was not taken over is gone on with.
pub fn open(model: &mut Model, asks: &mut Vec<Ask>) {
    let letters: Vec<LetterId> = model.marks.iter().copied().collect();
    if let Some(outside) = model.outside.as_ref().filter(|o| o.letters == letters) {
        asks.push(Ask::EditBundle(outside.text.clone()));
        return;
    }
    let documents = match documents(model, &letters) {
        Ok(documents) => documents,
        Err(why) => return model.say(Weight::Note, why),
    };
    let mut bundle = Bundle::new(&token());
    while !bundle.is_new_to(documents.iter().map(|(_, text)| text.as_str())) {
        bundle = Bundle::new(&token());
    }
    let text = bundle.join(
        documents
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    asks.push(Ask::EditBundle(text.clone()));
    model.outside = Some(Outside {
        bundle,
        letters,
        text,
    });
}

/// Names and texts of letters, or why they can't all be edited.
fn documents(model: &Model, letters: &[LetterId]) -> Result<Vec<(String, String)>, String> {
    if model.read_only() {
        return Err("This session is read-only: nothing is changed".to_owned());
    }
    let mut documents = Vec::with_capacity(letters.len());
    let mut bytes = 0;
    for id in letters {
        let Some(row) = model.snapshot.letters.get(*id) else {
            continue;
        };
        let text = text_of(model, row).map_err(|why| {
            let id = text::safe_line(&row.letter.message.id, 60);
            format!("They can't be edited together: {why} ({id})")
        })?;
        bytes += text.len();
        documents.push((name_of(row), text));
    }
    if bytes > MOST_BYTES {
        return Err(format!(
            "They have {} together, too much for one file; {} changes them with jq",
            text::bytes(bytes as u64),
            model.key(Act::Transform)
        ));
    }
    Ok(documents)
}

fn text_of(model: &Model, row: &Row) -> Result<String, String> {
    if row.fate.is_some() {
        return Err("a letter is in a run".to_owned());
    }
    if shown::redacted(row, &model.redaction).is_some() {
        let t = model.key(Act::Transform);
        return Err(format!(
            "fields of a letter are hidden by the config (redact); {t} changes them with jq"
        ));
    }
    edits::text_of(row).ok_or_else(|| {
        let why = repair::why_not_editable(&row.letter);
        why.unwrap_or("nothing in a letter may be edited")
            .to_owned()
    })
}

fn name_of(row: &Row) -> String {
    let kind = row
        .letter
        .event
        .as_ref()
        .and_then(|event| event.detail_type());
    let name = match kind {
        Some(kind) => format!("{kind} · {}", row.letter.message.id),
        None => row.letter.message.id.to_string(),
    };
    text::safe_line(&name, 200).into_owned()
}

/// 128 bits that nobody could foresee: the standard library draws the keys of its hash maps for that.
fn token() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}

/// The operator's editor has ended.
pub fn came_back(model: &mut Model, text: Result<String, Failed>, asks: &mut Vec<Ask>) {
    let Some(outside) = model.outside.take() else {
        return;
    };
    match text {
        Ok(text) => match changes(model, &outside, &text) {
            Ok(changes) => take(model, changes, asks),
            Err(error) => {
                let text = outside.bundle.noted(&text, &error);
                keep(model, Outside { text, ..outside }, error.to_string());
            }
        },
        Err(Failed { why, left: None }) => model.say(Weight::Warning, why),
        Err(Failed {
            why,
            left: Some(text),
        }) => keep(model, Outside { text, ..outside }, why),
    }
}

/// What the documents change; an error where one of them can't be taken.
fn changes(model: &Model, outside: &Outside, text: &str) -> Result<Vec<Change>, BundleError> {
    let documents = outside.bundle.split(text, outside.letters.len())?;
    let mut changes = Vec::new();
    for (nth, (id, document)) in outside.letters.iter().zip(documents).enumerate() {
        let of = |what: &str| BundleError::of(nth + 1, what);
        let row = model
            .snapshot
            .letters
            .get(*id)
            .ok_or_else(|| of("its letter left the queue"))?;
        if row.fate.is_some() {
            return Err(of("its letter is in a run"));
        }
        let after = match repair::save(&row.letter, document) {
            Ok(Saved::Unchanged) => None,
            Ok(Saved::Changed(edit)) => Some(Arc::<Edit>::new(edit)),
            Err(error) => {
                return Err(BundleError {
                    line: error.line,
                    column: error.column,
                    ..of(error.what)
                });
            }
        };
        if row.edit != after {
            changes.push((*id, row.edit.clone(), after));
        }
    }
    Ok(changes)
}

fn take(model: &mut Model, changes: Vec<Change>, asks: &mut Vec<Ask>) {
    if changes.is_empty() {
        return model.say(Weight::Note, "Nothing was changed");
    }
    let undo = model.key(Act::Undo);
    let words = match changes.len() {
        1 => format!("1 letter edited · {undo} takes it back"),
        n => format!(
            "{} letters edited · {undo} takes all of it back",
            text::count(n as u64)
        ),
    };
    edits::put_all(model, changes, asks);
    model.say(Weight::Done, words);
}

/// Nothing is taken over and nothing is lost: the text is offered again.
fn keep(model: &mut Model, outside: Outside, why: String) {
    model.outside = Some(outside);
    model.layers.push(Layer::Question(Question::EditAgain(why)));
}

/// Goes on with the text that was kept.
pub fn again(model: &Model, asks: &mut Vec<Ask>) {
    if let Some(outside) = &model.outside {
        asks.push(Ask::EditBundle(outside.text.clone()));
    }
}
