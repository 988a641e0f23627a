//! The runs of this and earlier sessions, and the letters of one: what is looked at, and where the cursor is.

use std::sync::Arc;

use crate::cause::CauseId;
use crate::run::Progress;
use crate::time::Time;
use crate::tui::model::Model;
use crate::tui::past::{PastLetter, PastRun};
use crate::tui::screens::run::{state_in_words, stopped_in_words};

/// What the journal answered; `None` while it is being read.
pub type Read<T> = Option<Result<T, String>>;

/// The page of runs.
#[derive(Debug, Default)]
pub struct History {
    /// What the journal has.
    pub runs: Read<Vec<PastRun>>,
    /// The run under the cursor, by its place in [`rows`].
    pub at: usize,
    /// The run whose letters are looked at.
    pub open: Option<RunPage>,
}

/// One run and its letters.
#[derive(Debug)]
pub struct RunPage {
    /// Its name.
    pub run: Arc<str>,
    /// Its letters.
    pub letters: Read<Vec<PastLetter>>,
    /// Which of them are shown.
    pub only: Only,
    /// The letter under the cursor, among those that are shown.
    pub at: usize,
    /// What they died of before and after, and how many: for those that came back.
    pub back: Vec<Back>,
    /// When its letters were last asked for.
    pub asked: Time,
    /// Esc leaves all of it, not only this page.
    pub alone: bool,
}

/// Letters that came back: what they had died of, what they died of now, and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Back {
    /// Their cause before; `None` where this session did not see it.
    pub before: Option<CauseId>,
    /// Their cause now; `None` where they are not in this session's hands.
    pub now: Option<CauseId>,
    /// How many.
    pub count: usize,
}

/// Which letters of a run are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// All of them.
    #[default]
    All,
    /// Those that came back.
    Back,
    /// Those that were refused, are in doubt, or were left.
    Behind,
}

impl Only {
    /// The next one, round about.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::All => Self::Back,
            Self::Back => Self::Behind,
            Self::Behind => Self::All,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Back => "that came back",
            Self::Behind => "that stayed behind",
        }
    }

    fn shows(self, letter: &PastLetter) -> bool {
        match self {
            Self::All => true,
            Self::Back => letter.back.is_some(),
            Self::Behind => !matches!(letter.state, "deleted" | "sent"),
        }
    }
}

impl History {
    /// Whether the page is that of the run that is going.
    #[must_use]
    pub fn is_of_the_going(&self, model: &Model) -> bool {
        let page = self.open.as_ref();
        let going = model.going();
        page.zip(going)
            .is_some_and(|(page, run)| page.run == run.run.0)
    }
}

impl RunPage {
    /// A page whose letters are still to be read.
    #[must_use]
    pub const fn new(run: Arc<str>, asked: Time, alone: bool) -> Self {
        Self {
            run,
            letters: None,
            only: Only::All,
            at: 0,
            back: Vec::new(),
            asked,
            alone,
        }
    }

    /// The letters that are shown.
    #[must_use]
    pub fn shown(&self) -> Vec<&PastLetter> {
        let all = match &self.letters {
            Some(Ok(all)) => all.as_slice(),
            _ => &[],
        };
        all.iter().filter(|l| self.only.shows(l)).collect()
    }
}

/// How a run of this session stands, in words.
fn stands(run: &Progress) -> &'static str {
    run.stopped_by
        .map_or(state_in_words(run.state), stopped_in_words)
}

/// The runs, newest first: those of this session with their newest numbers, those of before from the journal.
#[must_use]
pub fn rows(model: &Model, history: &History) -> Vec<PastRun> {
    let journal = match &history.runs {
        Some(Ok(runs)) => runs.as_slice(),
        _ => &[],
    };
    let live = &model.snapshot.runs;
    let mut rows: Vec<PastRun> = live
        .iter()
        .map(|progress| {
            let known = journal.iter().find(|past| past.run == progress.run.0);
            match known {
                Some(past) => past.clone().with(progress, stands(progress)),
                None => PastRun::of(progress, stands(progress)),
            }
        })
        .collect();
    let earlier = |past: &&PastRun| !live.iter().any(|run| run.run.0 == past.run);
    rows.extend(journal.iter().filter(earlier).cloned());
    rows.sort_by(|a, b| (b.started, &b.run).cmp(&(a.started, &a.run)));
    rows
}

/// The run of that name among [`rows`].
#[must_use]
pub fn run_named(model: &Model, history: &History, name: &str) -> Option<PastRun> {
    rows(model, history)
        .into_iter()
        .find(|run| &*run.run == name)
}
