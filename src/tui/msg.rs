//! What comes in and what goes out.

use std::sync::Arc;

use ratatui::crossterm::event::{KeyEvent, MouseEvent};

use crate::engine::survey::Surveyed;
use crate::engine::{Command, Notice, Row, Snapshot};
use crate::filter::Filter;
use crate::letter::LetterId;
use crate::time::Time;
use crate::try_it::{self, Answer, Call};
use crate::tui::editor_process::Failed;
use crate::tui::options::Called;
use crate::tui::past::{PastLetter, PastRun};
use crate::tui::transform::{Job, Said};

/// What happened.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse was used.
    Mouse(MouseEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size: columns, rows.
    Resize(u16, u16),
    /// The engine shows something new.
    Snapshot(Arc<Snapshot>),
    /// The engine told something.
    Notices(Vec<Notice>),
    /// Time has passed.
    Clock(Time),
    /// The operator's editor has ended: its text, or what went wrong.
    Edited(LetterId, Result<String, Failed>),
    /// The same of letters that were edited together.
    BundleEdited(Result<String, Failed>),
    /// The calls that were made, newest first.
    Calls(Vec<Called>),
    /// The runs that the journal has.
    Runs(Result<Vec<PastRun>, String>),
    /// The letters of the run of that name.
    RunLetters(Arc<str>, Result<Vec<PastLetter>, String>),
    /// Nothing is open: let the operator choose.
    Choose,
    /// More is known of the account's queues.
    Surveyed(Arc<Surveyed>),
    /// What became of the transform of that revision.
    Transformed(u64, Said),
    /// Whether the program of the filter of that revision can be run, or what is wrong with it.
    Checked(u64, Filter, Result<(), String>),
    /// What became of the exchange of that revision.
    Tried(u64, Result<Answer, try_it::Failed>),
    /// An extra has done its work and says this.
    Said(String),
    /// The terminal was handed back by the shell: everything must be drawn.
    Woken,
    /// Somebody outside wants an end: a signal.
    Stop,
}

/// What is asked of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PastAsk {
    /// All runs.
    Runs,
    /// The letters of a run.
    Letters(Arc<str>),
    /// Write what is known of a run to a new file of that name.
    Export(Arc<str>, String),
}

/// What the face wants done that is not drawing.
#[derive(Debug)]
pub enum Ask {
    /// Of the engine.
    Command(Command),
    /// Put this on the clipboard through the terminal.
    Copy(String),
    /// Open this address in the browser; where there is none, show and copy it.
    Open(String),
    /// Put this message on the clipboard, with its attributes, as an export writes it.
    CopyMessage(Arc<Row>),
    /// Let the operator's editor work on this text.
    EditOutside(LetterId, String),
    /// Remember this filter for later sessions.
    Remember(String),
    /// Let the operator's editor work on this text of several letters.
    EditBundle(String),
    /// The calls that were made.
    Calls,
    /// Something of the journal.
    Past(PastAsk),
    /// Find out which queues the account has.
    Survey,
    /// These queues of the survey are on the screen.
    LookAt(Vec<usize>),
    /// The survey is not needed any more.
    EndSurvey,
    /// Write these letters to a new file of that name.
    Export(String, Vec<Arc<Row>>),
    /// Run a jq program; the newest job wins.
    Transform(Job),
    /// Run it no further.
    StopTransform,
    /// Find out whether the filter's program can be run; the newest wins.
    Check(u64, Filter),
    /// Send this to its URL; the newest exchange wins.
    Try(u64, Call),
    /// Wait for no answer any more.
    StopTry,
    /// Run the extra of that number.
    Extra(usize),
    /// Stop until the shell's `fg`.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// End the face: every lease is given back, or the operator would not wait for that.
    End,
}
