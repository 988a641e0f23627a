//! Texts of a letter as they may be seen and copied: without the fields that the config hides.

use std::borrow::Cow;
use std::sync::Arc;

use crate::engine::Row;
use crate::letter::Redaction;
use crate::repair::{Edit, source_text};

/// What goes out of a row, as it is or as it was edited, where something in it is hidden.
#[must_use]
pub fn redacted(row: &Row, redaction: &Redaction) -> Option<Arc<Edit>> {
    let text = source_text(&row.letter, row.edit.as_deref());
    match redaction.apply(&text) {
        Cow::Owned(text) => Some(Arc::new(Edit { text: text.into() })),
        Cow::Borrowed(_) => None,
    }
}
