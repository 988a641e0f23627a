//! Texts of a letter as they may be seen and copied: without the fields that the config hides.

use std::borrow::Cow;
use std::sync::Arc;

use crate::engine::Row;
use crate::letter::Letter;
use crate::repair::{Edit, HIDDEN, Redaction, source_text};

/// The body. One that only wraps an event with hidden fields is hidden as a whole: its fields have no paths.
#[must_use]
pub fn body<'a>(letter: &'a Letter, redaction: &Redaction) -> Cow<'a, str> {
    let shown = redaction.apply(&letter.message.body);
    let wrapped = letter.event.as_ref().is_some_and(|event| {
        let whole = &letter.message.body;
        **event.text() != **whole && matches!(redaction.apply(event.text()), Cow::Owned(_))
    });
    match shown {
        Cow::Borrowed(_) if wrapped => Cow::Borrowed(HIDDEN),
        shown => shown,
    }
}

/// What goes out of a row, as it is or as it was edited, where something in it is hidden.
#[must_use]
pub fn redacted(row: &Row, redaction: &Redaction) -> Option<Arc<Edit>> {
    let text = source_text(&row.letter, row.edit.as_deref());
    match redaction.apply(&text) {
        Cow::Owned(text) => Some(Arc::new(Edit { text: text.into() })),
        Cow::Borrowed(_) => None,
    }
}
