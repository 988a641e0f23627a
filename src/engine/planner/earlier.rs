//! Letters of a run that is in the journal: to go on with it, or to undo it.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::select::{Selected, candidate};
use super::task::Asked;
use super::whereabouts::{Whereabout, Whereabouts};
use crate::engine::letters::{Hold, Letters, Row};
use crate::engine::scribe::Scribe;
use crate::engine::snapshot::QueueId;
use crate::journal::{ItemRow, ItemState, RunEnd};
use crate::letter::{LetterId, decode};
use crate::plan::{
    Before, Candidate, Deed, Destination, Skip, Skipped, is_failed_target, is_queue,
};
use crate::problem::{Kind, Problem};
use crate::repair::Edit;
use crate::run::{Kind as RunKind, RunId};

const STILL_THERE: &str = "still in the queue: their delete did not happen";
const NOT_KNOWN_YET: &str = "their delete was never answered, and whether they are still in the queue is not known yet: \
     a lease that nobody gave back hides them for a while; undo again later";

/// What an earlier run left to do.
#[derive(Default)]
pub(super) struct Earlier {
    pub selected: Selected,
    /// Letters of it with which nothing is done.
    pub skipped: Vec<Skipped>,
    /// What that run did, where it is gone on with.
    pub original: Option<Deed>,
    /// What the operator should know.
    pub warnings: Vec<String>,
    /// Scratch buses that it made, by the destination of their letters.
    pub scratches: HashMap<Arc<str>, Arc<str>>,
}

/// The letters that a delete run took, as letters of no table: they are in no queue. A letter whose delete was asked
/// for and never answered is among them when it is in the queue no more; one that is seen there needs no undo.
pub(super) async fn to_undo(scribe: &Scribe, run: &str, asked: &Asked) -> Result<Earlier, Problem> {
    let name = known(scribe, run).await?;
    let kept = scribe.kept(name).await?;
    let whereabouts = Whereabouts::of(&kept, asked).await;
    let mut earlier = Earlier::default();
    let (mut here, mut hidden) = (Vec::new(), Vec::new());
    for kept in kept {
        match whereabouts.find(&kept) {
            Whereabout::Here(letter) => here.push(letter),
            Whereabout::Unknown => hidden.push(of_no_table(kept.number)),
            Whereabout::Gone => earlier.selected.candidates.push(Candidate {
                letter: Arc::new(decode(of_no_table(kept.number), kept.message)),
                edit: None,
                before: None,
            }),
        }
    }
    let skips = [
        (Skip::Needless, STILL_THERE, here),
        (Skip::Undecided, NOT_KNOWN_YET, hidden),
    ];
    for (skip, reason, letters) in skips {
        if !letters.is_empty() {
            let reason = reason.into();
            earlier.skipped.push(Skipped {
                skip,
                reason,
                letters,
            });
        }
    }
    Ok(earlier)
}

/// The letters that a run left undone, as far as they are in the queue now.
pub(super) async fn to_resume(
    scribe: &Scribe,
    run: &str,
    letters: &Letters,
    queue: QueueId,
) -> Result<Earlier, Problem> {
    let name = known(scribe, run).await?;
    let row = scribe.run(name.clone()).await?;
    let kind = row.map_or(RunKind::Redrive, |row| row.kind);
    let items = scribe.items(name.clone()).await?;
    let rows = scribe.scratches().await?.into_iter();
    let made = rows.filter(|s| s.run == name && s.end != RunEnd::Running);
    let scratches: HashMap<_, _> = made.map(|s| (s.to, s.name)).collect();
    let here: HashMap<&str, &Arc<Row>> = letters
        .iter()
        .filter(|row| row.queue == queue)
        .map(|row| (&*row.letter.message.id, row))
        .collect();
    let mut selected = Selected::default();
    let mut missing = 0_usize;
    for item in items.iter().filter(|item| is_unfinished(item.state)) {
        match here.get(&*item.message_id) {
            None => missing += 1,
            Some(row) if !matches!(row.hold, Hold::Held(_)) => selected.loose.push(row.letter.id),
            Some(row) => selected.candidates.push(resumed(row, item, &scratches)),
        }
    }
    let mut warnings = Vec::new();
    if missing > 0 {
        warnings.push(format!(
            "{missing} letters of that run are not in what was read of the queue"
        ));
    }
    Ok(Earlier {
        selected,
        original: Some(deed_of(kind, &items)),
        warnings,
        scratches,
        ..Earlier::default()
    })
}

async fn known(scribe: &Scribe, run: &str) -> Result<RunId, Problem> {
    let name = RunId(run.into());
    match scribe.run(name.clone()).await? {
        Some(_) => Ok(name),
        None => Err(
            Problem::new(Kind::NotFound, format!("the journal knows no run `{run}`"))
                .remedy("`dlq-tui history` lists the runs"),
        ),
    }
}

fn resumed(row: &Row, item: &ItemRow, scratches: &HashMap<Arc<str>, Arc<str>>) -> Candidate {
    let mut candidate = candidate(row);
    if let (ItemState::Watched, Some(id)) = (item.state, &item.new_event_id)
        && candidate.before == Some(Before::InDoubt)
        && scratches.contains_key(&item.to)
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

const fn is_unfinished(state: ItemState) -> bool {
    !matches!(state, ItemState::Deleted | ItemState::Failed)
}

/// Where that run sent its letters: to one place by name, else each where it belongs.
fn deed_of(kind: RunKind, items: &[ItemRow]) -> Deed {
    if kind == RunKind::Delete {
        return Deed::Delete;
    }
    let places: BTreeSet<&str> = items
        .iter()
        .map(|item| &*item.to)
        .filter(|to| !to.is_empty())
        .collect();
    let mut places = places.into_iter();
    Deed::Redrive(match (places.next(), places.next()) {
        (Some(to), _) if is_failed_target(to) => Destination::FailedTarget,
        (Some(to), None) if is_queue(to) => Destination::Queue(to.to_owned()),
        (Some(to), None) => Destination::NamedBus(to.to_owned()),
        _ => Destination::Auto,
    })
}

/// Numbers from the far end, which no letter of a session reaches.
const fn of_no_table(number: u32) -> LetterId {
    LetterId(u32::MAX - 1 - number)
}
