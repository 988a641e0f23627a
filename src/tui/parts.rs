//! The pieces of the model: lists, tabs, what is wanted, edits.

use std::sync::Arc;

use crate::cause::CauseId;
use crate::engine::Sort;
use crate::filter::Filter;
use crate::letter::LetterId;
use crate::repair::{Bundle, Edit};
use crate::time::Time;
use crate::tui::page::Page;

/// A pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The causes.
    #[default]
    Causes,
    /// The letters.
    Letters,
    /// The letter.
    Letter,
}

/// Which cause is under the cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chosen {
    /// The most frequent one, whichever it is: nobody has chosen yet.
    #[default]
    First,
    /// This one.
    Cause(CauseId),
    /// All of them together: the last row.
    All,
}

/// The list of causes.
#[derive(Debug, Default)]
pub struct CauseList {
    /// What is under the cursor.
    pub chosen: Chosen,
    /// The first row on the screen.
    pub top: usize,
}

/// The list of letters.
#[derive(Debug, Default)]
pub struct LetterList {
    /// The row under the cursor.
    pub at: usize,
    /// The letter in that row, so that the cursor stays with it; `None` until somebody moved it.
    pub id: Option<LetterId>,
    /// The first row on the screen.
    pub top: usize,
}

/// What the letter's pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Why it died.
    #[default]
    Failure,
    /// The event, as it would be sent.
    Event,
    /// What the targets of the rule would get.
    Target,
    /// What the operator changed.
    Diff,
    /// The message as SQS gave it.
    Raw,
    /// Where it came from and how often.
    Lineage,
}

impl Tab {
    /// All, in their order.
    pub const ALL: [Self; 6] = [
        Self::Failure,
        Self::Event,
        Self::Target,
        Self::Diff,
        Self::Raw,
        Self::Lineage,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Event => "event",
            Self::Target => "target gets",
            Self::Diff => "diff",
            Self::Raw => "raw",
            Self::Lineage => "lineage",
        }
    }
}

/// The letter's pane.
#[derive(Default)]
pub struct Sheet {
    /// Its tab.
    pub tab: Tab,
    /// The first line on the screen.
    pub top: usize,
    /// What was last searched for in it.
    pub search: String,
    /// The line of the match that was gone to.
    pub found: Option<usize>,
    /// What is shown, laid out.
    pub page: Option<Page>,
}

/// Which letters the face wants to see.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of the request.
    pub revision: u64,
    /// Only of this cause.
    pub cause: Option<CauseId>,
    /// Only those that it matches.
    pub filter: Filter,
    /// Their order.
    pub sort: Sort,
}

/// A letter, its edit before, and after.
pub type Change = (LetterId, Option<Arc<Edit>>, Option<Arc<Edit>>);

/// Letters that are in the operator's editor together, or whose text came back and was not taken over.
#[derive(Clone, Debug)]
pub struct Outside {
    /// How the text is taken apart.
    pub bundle: Bundle,
    /// The letters, a document each.
    pub letters: Vec<LetterId>,
    /// The text.
    pub text: String,
}

/// Edits that were made at once, both ways.
#[derive(Clone, Debug)]
pub struct Step {
    /// When they were made.
    pub at: Time,
    /// What was changed.
    pub changes: Vec<Change>,
}

/// Edits of this session.
#[derive(Debug, Default)]
pub struct Edits {
    /// Done, newest last.
    pub done: Vec<Step>,
    /// Taken back, newest last.
    pub undone: Vec<Step>,
}
