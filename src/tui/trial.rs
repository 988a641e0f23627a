//! Trying a letter out: the URL, the question where it leaves this machine, the answer. Pure; the exchange is made
//! elsewhere.

use std::sync::Arc;

use crate::engine::Row;
use crate::try_it::{Answer, Failed, Prepared, Url};
use crate::tui::keys::Place;
use crate::tui::line::Line;

/// The dialog.
#[derive(Debug)]
pub struct TryDialog {
    /// The letter.
    pub row: Arc<Row>,
    /// The URL.
    pub line: Line,
    /// What is wrong with it; empty when nothing is.
    pub wrong: String,
    /// How far back in the history it is; 0 is what is being typed.
    pub back: usize,
    /// The exchange whose answer belongs here.
    pub revision: u64,
    /// How far it is.
    pub stage: Stage,
}

/// How far it is.
#[derive(Debug)]
pub enum Stage {
    /// The URL is being typed.
    Typing,
    /// It is on another machine: is that meant?
    Asking(Url),
    /// The letter's rule is being read.
    Reading(Url),
    /// It was sent.
    Sent(Prepared),
    /// What came of it, and the first line on the screen.
    Over(Box<Outcome>, usize),
}

/// What came of it.
#[derive(Debug)]
pub enum Outcome {
    /// There was nothing to send.
    Nothing(String),
    /// The answer, or why there is none.
    Tried(Prepared, Result<Answer, Failed>),
}

impl TryDialog {
    /// Where its keys count.
    #[must_use]
    pub const fn place(&self) -> Place {
        match self.stage {
            Stage::Typing => Place::FilterLine,
            Stage::Asking(_) => Place::Question,
            Stage::Reading(_) | Stage::Sent(_) | Stage::Over(..) => Place::List,
        }
    }
}
