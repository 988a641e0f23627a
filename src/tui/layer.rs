//! What can lie on top of the panes: a stack, the last one has the keys.

use std::sync::Arc;

use crate::engine::{QueueId, Row};
use crate::filter::Filter;
use crate::letter::LetterId;
use crate::plan::{Deed, Destination, Options, Selection};
use crate::repair::Edit;
use crate::run::RunId;
use crate::tui::charts::Charts;
use crate::tui::editor::Editor;
use crate::tui::history::History;
use crate::tui::keys::Place;
use crate::tui::line::Line;
use crate::tui::options::Called;
use crate::tui::picker::Picker;
use crate::tui::transform::TransformDialog;
use crate::tui::trial::TryDialog;

/// Something on top.
pub enum Layer {
    /// The filter is being typed.
    Filter(FilterLine),
    /// The palette.
    Palette(Palette),
    /// What the keys do; the first line on the screen.
    Help(usize),
    /// The runs of this and earlier sessions, or the letters of one.
    History(Box<History>),
    /// When letters came, how often they were tried, when they expire.
    Charts(Box<Charts>),
    /// Something to choose from.
    Menu(Menu),
    /// A search in the letter is being typed.
    Search(SearchLine),
    /// The file of an export is being typed.
    Export(ExportLine),
    /// A jq program and what it makes of letters.
    Transform(Box<TransformDialog>),
    /// A letter that is tried out.
    Try(Box<TryDialog>),
    /// The calls that were made.
    Calls(CallList),
    /// The queues of the account.
    Queues(Box<Picker>),
    /// What would happen.
    Plan(Box<PlanDialog>),
    /// The editor.
    Editor(Box<Editor>),
    /// Something must be answered.
    Question(Question),
}

impl Layer {
    /// Where its keys count.
    #[must_use]
    pub const fn place(&self) -> Place {
        match self {
            Self::Filter(_) | Self::Search(_) | Self::Export(_) => Place::FilterLine,
            Self::Transform(dialog) => dialog.place(),
            Self::Try(dialog) => dialog.place(),
            Self::Palette(_) => Place::Palette,
            Self::Help(_) | Self::Menu(_) | Self::Calls(_) | Self::Charts(_) => Place::List,
            Self::Queues(picker) if picker.typing => Place::QueueSearch,
            Self::Queues(_) => Place::Queues,
            Self::History(history) if history.open.is_some() => Place::RunPage,
            Self::History(_) => Place::History,
            Self::Plan(_) => Place::Plan,
            Self::Editor(_) => Place::Editor,
            Self::Question(_) => Place::Question,
        }
    }
}

/// The filter line.
#[derive(Debug, Default)]
pub struct FilterLine {
    /// The filter that was there before, for esc.
    pub before: Filter,
    /// What is typed.
    pub line: Line,
    /// What is wrong with it; empty when nothing is.
    pub wrong: String,
    /// Fields that the word under the cursor could become.
    pub offers: Vec<String>,
    /// How far back in the history it is; 0 is what is being typed.
    pub back: usize,
    /// It was taken, and its program of that revision is being checked.
    pub checking: Option<u64>,
}

/// A search in the letter.
#[derive(Debug, Default)]
pub struct SearchLine {
    /// What is typed.
    pub line: Line,
    /// It is a path to go to instead.
    pub jump: bool,
    /// The page's first line before, for esc.
    pub top: usize,
}

/// The file of an export.
#[derive(Debug)]
pub struct ExportLine {
    /// Its name.
    pub line: Line,
    /// The letters.
    pub rows: Vec<Arc<Row>>,
    /// A run whose letters are written instead, out of the journal.
    pub run: Option<Arc<str>>,
    /// "of “503 from …”", "that are marked": for the title.
    pub chosen: String,
}

/// The calls that were made.
#[derive(Debug, Default)]
pub struct CallList {
    /// Newest first.
    pub rows: Vec<Called>,
    /// The call under the cursor.
    pub at: usize,
}

/// The palette.
#[derive(Debug, Default)]
pub struct Palette {
    /// What is searched for.
    pub line: Line,
    /// The entry under the cursor.
    pub at: usize,
}

/// A menu.
#[derive(Debug)]
pub struct Menu {
    /// Its title.
    pub title: &'static str,
    /// Its entries.
    pub entries: Vec<MenuEntry>,
    /// The entry under the cursor.
    pub at: usize,
}

/// An entry of a menu.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// Its name.
    pub name: String,
    /// What it stands for, beside the name.
    pub shown: String,
    /// What it does.
    pub pick: Pick,
}

/// What an entry of a menu does.
#[derive(Clone, Debug)]
pub enum Pick {
    /// Copies this.
    Copy(String),
    /// Opens this address in the browser.
    Open(String),
    /// Copies the message with its attributes, as an export writes it.
    CopyMessage(Arc<Row>),
    /// Stands for what the targets of this letter get, while its rule is being read.
    Awaited(LetterId),
    /// Can't be had: why.
    Not(String),
    /// Shows what this filter lets through.
    Filter(String),
    /// Takes this edit over for that letter.
    Edit(LetterId, Arc<Edit>),
}

/// A plan that was asked for and how it should be.
#[derive(Debug)]
pub struct PlanDialog {
    /// Which queue.
    pub queue: QueueId,
    /// Which letters.
    pub selection: Selection,
    /// "of “503 from …”", "marked", "this letter": for the title.
    pub chosen: String,
    /// What to do with them.
    pub deed: Deed,
    /// How.
    pub options: Options,
    /// The request whose answer belongs here.
    pub revision: u64,
    /// Digits typed so far.
    pub typed: String,
    /// A destination being typed.
    pub naming: Option<Line>,
    /// Why it was not started; empty when nothing was wrong.
    pub refused: String,
}

impl PlanDialog {
    /// The destination, of a redrive.
    #[must_use]
    pub const fn destination(&self) -> Option<&Destination> {
        match &self.deed {
            Deed::Redrive(to) => Some(to),
            _ => None,
        }
    }
}

/// Something that must be answered with `y`, or left with esc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Quit although a run is going?
    QuitWhileRunning,
    /// Leave the editor without taking its text over?
    DropText,
    /// Stop this run?
    Abort(RunId),
    /// Throw this letter's edit away?
    Revert(LetterId),
    /// A text of several letters was not taken over for this reason: back into the editor with it?
    EditAgain(String),
}
