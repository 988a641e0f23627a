//! A jq program over letters: what was asked, and what came of it. Pure; the program is run elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::engine::Row;
use crate::letter::Redaction;
use crate::repair::{Edit, save, source_text, why_not_editable};
use crate::tui::keys::Place;
use crate::tui::line::Line;
use crate::tui::options::Jq;

/// The dialog.
#[derive(Debug)]
pub struct TransformDialog {
    /// The letters.
    pub rows: Vec<Arc<Row>>,
    /// The one that the preview is of: its number among `rows`.
    pub current: usize,
    /// "of “503 from …”", "that are marked": for the title.
    pub chosen: String,
    /// The program.
    pub line: Line,
    /// How far back in the history it is; 0 is what is being typed.
    pub back: usize,
    /// The job whose answer belongs here.
    pub revision: u64,
    /// How far it is.
    pub stage: Stage,
}

/// How far a transform is.
#[derive(Debug)]
pub enum Stage {
    /// The program is being typed; what it makes of the current letter, once that is known.
    Typing(Option<Result<Transformed, String>>),
    /// It is run over all; so many are done.
    Working(usize),
    /// What it would change.
    Outcome {
        /// All of it.
        made: Transformed,
        /// The changed letter whose diff is shown.
        at: usize,
        /// The first line of the diff on the screen.
        top: usize,
    },
}

/// What a program made of letters.
#[derive(Debug, Default)]
pub struct Transformed {
    /// Those that it changes, with their new text; `None` is the original again.
    pub changed: Vec<(Arc<Row>, Option<Arc<Edit>>)>,
    /// How many stay as they are.
    pub unchanged: usize,
    /// Why it failed, and on how many, most first.
    pub failed: Vec<(String, usize)>,
}

/// A program to be run.
#[derive(Clone)]
pub struct Job {
    /// Grows with every job; the answer carries it.
    pub revision: u64,
    /// The program.
    pub program: String,
    /// The letters.
    pub rows: Vec<Arc<Row>>,
    /// It is only looked at while it is typed: another one may follow at once.
    pub preview: bool,
    /// What the reasons of failures may not quote.
    pub redaction: Arc<Redaction>,
}

/// What is told of a job.
#[derive(Debug)]
pub enum Said {
    /// So many are done.
    Done(usize),
    /// All are done, or the program is wrong.
    Over(Result<Transformed, String>),
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "job {} over {} letters", self.revision, self.rows.len())
    }
}

impl TransformDialog {
    /// Where its keys count.
    #[must_use]
    pub const fn place(&self) -> Place {
        match self.stage {
            Stage::Typing(_) | Stage::Working(_) => Place::FilterLine,
            Stage::Outcome { .. } => Place::Transform,
        }
    }
}

/// Runs a job with `jq`, which may wait; `go_on` is told how many letters are done. `None` when it was stopped.
///
/// # Errors
/// A mistake in the program.
pub fn transform(
    job: &Job,
    jq: &Jq,
    go_on: &mut dyn FnMut(usize) -> bool,
) -> Result<Option<Transformed>, String> {
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in &job.rows {
        match why_not(row) {
            Some(why) => *reasons.entry(why.to_owned()).or_default() += 1,
            None => rows.push(row),
        }
    }
    let text = |row: &&Arc<Row>| source_text(&row.letter, row.edit.as_deref());
    let texts: Vec<Arc<str>> = rows.iter().map(text).collect();
    let results = jq(&job.program, &texts, go_on)?;
    if results.len() < rows.len() {
        return Ok(None);
    }
    let mut made = Transformed::default();
    for (row, result) in rows.into_iter().zip(results) {
        match result.and_then(|text| edit(row, &text)) {
            Err(why) => {
                let why = job.redaction.said(&why, &row.letter).into_owned();
                *reasons.entry(why).or_default() += 1;
            }
            Ok(edit) if edit == row.edit => made.unchanged += 1,
            Ok(edit) => made.changed.push((Arc::clone(row), edit)),
        }
    }
    made.failed = reasons.into_iter().collect();
    made.failed
        .sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(Some(made))
}

/// Why a letter can't be changed now.
fn why_not(row: &Row) -> Option<&'static str> {
    if row.fate.is_some() {
        return Some("the letter is in a run");
    }
    why_not_editable(&row.letter)
}

fn edit(row: &Row, text: &str) -> Result<Option<Arc<Edit>>, String> {
    let saved = save(&row.letter, text).map_err(|e| e.to_string())?;
    Ok(saved.into_edit().map(Arc::new))
}
