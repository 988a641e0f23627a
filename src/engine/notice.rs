//! What is told once: toasts in the terminal, notes on standard error.

/// Something that happened, told once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is shown.
    pub weight: Weight,
    /// One sentence, safe to show once it went through `text`.
    pub text: String,
}

/// How grave a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Something was done.
    Done,
    /// Something to know.
    Note,
    /// Something went wrong.
    Warning,
}

impl Notice {
    /// A notice.
    #[must_use]
    pub fn new(weight: Weight, text: impl Into<String>) -> Self {
        Self {
            weight,
            text: text.into(),
        }
    }
}
