//! The text for an editor, and an edit out of what came back.

use std::sync::Arc;

use super::edit::Edit;
use super::graft::{graft, same};
use crate::json::{Doc, JsonError, pretty};
use crate::letter::{Editable, Letter, Route};

/// The members that PutEvents assigns itself: to change them changes nothing (DOMAIN 4.3).
const ASSIGNED: [&str; 4] = ["version", "id", "account", "region"];

/// What came of an editor's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The same document as the original, white space aside: the original bytes stay.
    Unchanged,
    /// Another document.
    Changed(Edit),
}

impl Saved {
    /// The edit that the letter has from now on; `None` for its own text.
    #[must_use]
    pub fn into_edit(self) -> Option<Edit> {
        match self {
            Self::Unchanged => None,
            Self::Changed(edit) => Some(edit),
        }
    }
}

/// The text for an editor: the event (or the body, by the letter's origin) as it was last edited, one value a
/// line where it is JSON. `None` when nothing may be edited; [`why_not_editable`] says why.
#[must_use]
pub fn editable(letter: &Letter, edit: Option<&Edit>) -> Option<String> {
    let original = original(letter)?;
    let text = edit.map_or(original, |e| &*e.text);
    Some(Doc::read(text).map_or_else(|_| text.to_owned(), |doc| pretty(&doc)))
}

/// What may be edited in a letter, as it was last edited, byte for byte: what a jq program gets. Empty when nothing
/// may be.
#[must_use]
pub fn source_text(letter: &Letter, edit: Option<&Edit>) -> Arc<str> {
    match (edit, letter.origin.0.editable, &letter.event) {
        (_, Editable::Nothing, _) => Arc::from(""),
        (Some(edit), ..) => Arc::clone(&edit.text),
        (None, Editable::Event, Some(event)) => Arc::clone(event.text()),
        (None, ..) => Arc::clone(&letter.message.body),
    }
}

/// Why nothing may be edited in this letter; `None` when something may.
#[must_use]
pub fn why_not_editable(letter: &Letter) -> Option<&'static str> {
    if letter.origin.0.editable != Editable::Nothing {
        return None;
    }
    Some(match letter.origin.0.route {
        Route::Nowhere(why) => why,
        _ => "a letter of this origin is a record, there is nothing in it to edit",
    })
}

/// Takes an editor's text. What was not touched keeps its bytes; white space of the editor is dropped. A body that
/// was no JSON may become any text, as long as its origin lets the whole body be edited.
///
/// # Errors
/// Where the text is no JSON.
pub fn save(letter: &Letter, text: &str) -> Result<Saved, JsonError> {
    let original = original(letter).unwrap_or_default();
    let old = Doc::read(original).ok();
    let new = match Doc::read(text) {
        Ok(new) => new,
        Err(_) if old.is_none() && letter.origin.0.editable == Editable::Body => {
            return Ok(save_text(original, text));
        }
        Err(e) => return Err(e),
    };
    Ok(match old {
        Some(old) if same(old.root().raw(), new.root().raw()) => Saved::Unchanged,
        Some(old) => changed(&graft(new.root(), old.root())),
        None => changed(&crate::json::minify(&new)),
    })
}

/// What the operator should know of an edit: fields were changed that PutEvents assigns itself.
#[must_use]
pub fn notes(letter: &Letter, edit: &Edit) -> Vec<String> {
    let Some(event) = &letter.event else {
        return Vec::new();
    };
    let (Ok(old), Ok(new)) = (Doc::read_top(&**event.text()), Doc::read_top(&*edit.text)) else {
        return Vec::new();
    };
    if letter.origin.0.editable != Editable::Event {
        return Vec::new();
    }
    ASSIGNED
        .iter()
        .filter(|name| {
            let raw = |doc: &Doc<'_>| doc.root().get(name).map(|n| n.raw().to_owned());
            raw(&old) != raw(&new)
        })
        .map(|name| format!("{name} is changed, but EventBridge assigns it anew"))
        .collect()
}

/// What is edited: the event, or the body; `None` when nothing may be.
pub(super) fn original(letter: &Letter) -> Option<&str> {
    match letter.origin.0.editable {
        Editable::Nothing => None,
        Editable::Body => Some(&letter.message.body),
        Editable::Event => Some(
            letter
                .event
                .as_ref()
                .map_or(&letter.message.body, |event| event.text()),
        ),
    }
}

/// Editors end a file with a new line that nobody typed.
fn save_text(original: &str, text: &str) -> Saved {
    let typed = text.strip_suffix('\n').unwrap_or(text);
    if text == original || typed == original {
        Saved::Unchanged
    } else {
        changed(typed)
    }
}

fn changed(text: &str) -> Saved {
    Saved::Changed(Edit { text: text.into() })
}
