//! Which letters belong to a run though its plan did not see them: what came later, what an earlier run left.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::letters::Row;
use crate::engine::sieve::sift;
use crate::engine::sight::Sight;
use crate::filter::Filter;
use crate::journal::{ItemRow, ItemState};
use crate::jq::{Applied, Limits, Run};
use crate::letter::LetterId;
use crate::plan::{Before, Candidate, Rest, Skip, Skipped};
use crate::problem::Problem;
use crate::repair::{Edit, Saved, save, source_text, why_not_editable};
use crate::run::Fate;
use crate::time::Time;

use super::select::candidate;

/// Tells which letters belong to a run.
#[derive(Debug)]
pub(in crate::engine) struct Belongs {
    filter: Option<Filter>,
    cause: Option<String>,
    program: Option<String>,
    until: Option<Time>,
    /// What the journal has of the run that this one goes on with, by message.
    earlier: HashMap<Arc<str>, ItemRow>,
    /// Destinations whose scratch buses that run left.
    scratches: HashSet<Arc<str>>,
    /// See `Settings`.
    executable: PathBuf,
}

/// Letters that belong.
#[derive(Debug, Default)]
pub(in crate::engine) struct Picked {
    pub candidates: Vec<Candidate>,
    /// Those that belong and are held back, by reason.
    pub skipped: Vec<Skipped>,
    /// Letters that an earlier run had not done, among them.
    pub found: usize,
}

impl Belongs {
    /// What `rest` says.
    ///
    /// # Errors
    /// Its filter is none, which only a file that somebody changed says.
    pub(in crate::engine) fn of(rest: &Rest, executable: PathBuf) -> Result<Self, Problem> {
        let filter = rest.filter.as_deref().map(Filter::parse).transpose();
        Ok(Self {
            filter: filter.map_err(|e| Problem::usage(e.to_string()))?,
            cause: rest.cause.clone(),
            program: rest.jq.clone(),
            until: rest.until(),
            earlier: HashMap::new(),
            scratches: HashSet::new(),
            executable,
        })
    }

    /// And what an earlier run had not done; what it did is left alone.
    pub(super) fn with_earlier(mut self, items: Vec<ItemRow>) -> Self {
        let items = items.into_iter();
        self.earlier = items
            .map(|item| (Arc::clone(&item.message_id), item))
            .collect();
        self
    }

    /// And the destinations whose scratch buses that run left: what it watched there is watched on.
    pub(super) fn with_scratches(mut self, scratches: HashSet<Arc<str>>) -> Self {
        self.scratches = scratches;
        self
    }

    /// Whether it goes by the filter too, not only by what an earlier run left.
    pub(super) const fn is_open(&self) -> bool {
        self.filter.is_some()
    }

    /// Letters that the earlier run had not done.
    pub(super) fn unfinished(&self) -> usize {
        let unfinished = |item: &&ItemRow| is_unfinished(item.state);
        self.earlier.values().filter(unfinished).count()
    }

    /// Picks those that belong. Blocking, where a jq program is run.
    ///
    /// # Errors
    /// A mistake in a jq program, or no worker for it.
    pub(in crate::engine) fn pick(
        &self,
        rows: &[Arc<Row>],
        sight: &Sight,
    ) -> Result<Picked, Problem> {
        let mut picked = Picked::default();
        let mut fresh = Vec::new();
        for row in rows {
            match self.earlier.get(&*row.letter.message.id) {
                None => fresh.push(row),
                Some(item) if is_unfinished(item.state) => {
                    picked.found += 1;
                    picked.candidates.push(self.resumed(row, item));
                }
                Some(_) => {}
            }
        }
        let matching = self.matching(&fresh, sight)?;
        let (again, new): (Vec<&Arc<Row>>, Vec<&Arc<Row>>) =
            matching.into_iter().partition(|row| self.was_refused(row));
        if !again.is_empty() {
            picked.skip("an earlier run could not send or delete it", &again);
        }
        match &self.program {
            None => {
                let new = new.into_iter().map(|row| candidate(row));
                picked.candidates.extend(new);
            }
            Some(program) => self.transform(program, &new, &mut picked)?,
        }
        Ok(picked)
    }

    /// A letter that the earlier run had not done.
    fn resumed(&self, row: &Row, item: &ItemRow) -> Candidate {
        let mut candidate = candidate(row);
        if let (ItemState::Watched, Some(id)) = (item.state, &item.new_event_id)
            && candidate.before == Some(Before::InDoubt)
            && self.scratches.contains(&item.to)
        {
            candidate.before = Some(Before::Watched(Arc::clone(id)));
        }
        if candidate.edit.is_none() {
            candidate.edit = item.edit.clone().map(|text| Arc::new(Edit { text }));
        }
        if candidate.before.is_none() {
            candidate.before = match (item.state, &item.new_event_id) {
                (ItemState::Sent, Some(id)) => Some(Before::Sent(Arc::clone(id))),
                (ItemState::InDoubt | ItemState::Watched, _) => Some(Before::InDoubt),
                _ => None,
            };
        }
        candidate
    }

    /// What is gone on with does not try again what was refused.
    fn was_refused(&self, row: &Row) -> bool {
        !self.earlier.is_empty() && matches!(row.fate, Some(Fate::Failed(_)))
    }

    fn matching<'a>(
        &self,
        rows: &[&'a Arc<Row>],
        sight: &Sight,
    ) -> Result<Vec<&'a Arc<Row>>, Problem> {
        let Some(filter) = &self.filter else {
            return Ok(Vec::new());
        };
        let in_time = |row: &Row| match (self.until, row.letter.sent()) {
            (Some(until), Some(sent)) => sent <= until,
            _ => true,
        };
        let of_cause = |row: &Row| match &self.cause {
            Some(cause) => *cause == row.cause.to_string(),
            None => true,
        };
        let rows = rows.iter().copied();
        let rows: Vec<&Arc<Row>> = rows.filter(|row| in_time(row) && of_cause(row)).collect();
        let Some(program) = filter.jq().filter(|_| !rows.is_empty()) else {
            let shown = rows.into_iter().filter(|row| sight.shows(filter, row));
            return Ok(shown.collect());
        };
        let sifted = sift(&self.executable, program, rows.iter().copied())?;
        let through = |row: &&Arc<Row>| sifted.through.contains(&row.letter.id);
        Ok(rows.into_iter().filter(through).collect())
    }

    /// Changes letters with the program first; those on which it fails are left as they are.
    fn transform(
        &self,
        program: &str,
        rows: &[&Arc<Row>],
        picked: &mut Picked,
    ) -> Result<(), Problem> {
        if rows.is_empty() {
            return Ok(());
        }
        let problem = |e: crate::jq::JqError| Problem::usage(format!("the jq program: {e}"));
        let mut run = Run::start(&self.executable, program, Limits::default()).map_err(problem)?;
        for row in rows {
            match change(&mut run, row).map_err(problem)? {
                Ok(edit) => {
                    let mut changed = candidate(row);
                    changed.edit = edit.map(Arc::new);
                    picked.candidates.push(changed);
                }
                Err(why) => picked.skip(&format!("jq: {why}"), &[row]),
            }
        }
        Ok(())
    }
}

impl Picked {
    fn skip(&mut self, reason: &str, rows: &[&Arc<Row>]) {
        let letters: Vec<LetterId> = rows.iter().map(|row| row.letter.id).collect();
        match self.skipped.iter_mut().find(|s| s.reason == reason) {
            Some(known) => known.letters.extend(letters),
            None => self.skipped.push(Skipped {
                skip: Skip::HeldBack,
                reason: reason.to_owned(),
                letters,
            }),
        }
    }

    /// Takes out those that are not in `held`, and names them.
    pub(super) fn part(&mut self, held: &HashSet<LetterId>) -> Vec<LetterId> {
        let (here, loose): (Vec<Candidate>, Vec<Candidate>) = self
            .candidates
            .drain(..)
            .partition(|candidate| held.contains(&candidate.letter.id));
        self.candidates = here;
        loose.iter().map(|candidate| candidate.letter.id).collect()
    }
}

/// One letter through the program: its edit, or why there is none.
fn change(run: &mut Run, row: &Row) -> Result<Result<Option<Edit>, String>, crate::jq::JqError> {
    if let Some(why) = why_not_editable(&row.letter) {
        return Ok(Err(why.to_owned()));
    }
    // an earlier run with this program may have been killed: its edit is not to be changed once more
    if let Some(edit) = &row.edit
        && let Applied::Changed(new) = run.apply(&source_text(&row.letter, None))?
        && save(&row.letter, &new).is_ok_and(|saved| saved.into_edit().as_ref() == Some(&**edit))
    {
        return Ok(Ok(Some(Edit::clone(edit))));
    }
    let text = source_text(&row.letter, row.edit.as_deref());
    let new = match run.apply(&text)? {
        Applied::Changed(new) => new,
        Applied::Unchanged => return Ok(Ok(row.edit.as_deref().cloned())),
        Applied::Failed(why) => return Ok(Err(why)),
    };
    let saved = save(&row.letter, &new).map_err(|e| e.to_string());
    Ok(saved.map(Saved::into_edit))
}

const fn is_unfinished(state: ItemState) -> bool {
    !matches!(state, ItemState::Deleted | ItemState::Failed)
}
