//! A letter's new text.

use std::sync::Arc;

/// What the operator made of a letter: the whole new event (or body, for other origins). Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The new text: one JSON document, without the white space of the editor.
    pub text: Arc<str>,
}
