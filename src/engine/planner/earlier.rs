//! Letters of a run that is in the journal: to go on with it, or to undo it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::belongs::Belongs;
use super::select::Selected;
use super::task::{Asked, beside};
use super::whereabouts::{Whereabout, Whereabouts};
use crate::engine::letters::{Hold, Row};
use crate::engine::scribe::Scribe;
use crate::journal::{ItemRow, RunEnd};
use crate::letter::{LetterId, decode};
use crate::plan::{Candidate, Deed, Destination, Rest, Skip, Skipped, is_failed_target, is_queue};
use crate::problem::{Kind, Problem};
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
    /// Which letters that were not seen yet belong to it; their number, where it is known.
    pub rest: Option<(Rest, Option<usize>)>,
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

/// The letters that a run left undone, as far as they are in the queue now; of one that had not seen all that
/// belongs to it, those too.
pub(super) async fn to_resume(
    scribe: &Scribe,
    run: &str,
    asked: &Asked,
) -> Result<Earlier, Problem> {
    let name = known(scribe, run).await?;
    let row = scribe.run(name.clone()).await?;
    let kind = row.as_ref().map_or(RunKind::Redrive, |row| row.kind);
    if kind == RunKind::Import {
        return Err(Problem::refused("that run is an import")
            .remedy("`import --resume RUN FILE` sends what is missing of it"));
    }
    let beyond = row.and_then(|row| row.beyond);
    let rest = beyond.as_deref().map(Rest::parse).transpose()?;
    let items = scribe.items(name.clone()).await?;
    let made = scribe.scratches().await?.into_iter();
    let made = made.filter(|s| s.run == name && s.end != RunEnd::Running);
    let scratches: HashMap<_, _> = made.map(|s| (s.to, s.name)).collect();
    let named = rest.as_ref().and_then(Rest::deed);
    let original = named.unwrap_or_else(|| deed_of(kind, &items));
    let rest = rest.unwrap_or_default();
    let belongs = Belongs::of(&rest, asked.executable.clone())?
        .with_earlier(items)
        .with_scratches(scratches.keys().cloned().collect());
    let (letters, queue) = (asked.letters.clone(), asked.request.queue);
    let sight = asked.sight.clone();
    let (mut picked, held, belongs) = beside(move || {
        let rows = letters.iter().filter(|row| row.queue == queue);
        let rows: Vec<Arc<Row>> = rows.cloned().collect();
        let held: HashSet<LetterId> = rows
            .iter()
            .filter(|row| matches!(row.hold, Hold::Held(_)))
            .map(|row| row.letter.id)
            .collect();
        belongs
            .pick(&rows, &sight)
            .map(|picked| (picked, held, belongs))
    })
    .await??;
    let loose = picked.part(&held);
    let missing = belongs.unfinished().saturating_sub(picked.found);
    let mut warnings = Vec::new();
    if missing > 0 && asked.open.is_none() {
        warnings.push(format!(
            "{missing} letters of that run are not in what was read of the queue"
        ));
    }
    Ok(Earlier {
        selected: Selected {
            candidates: picked.candidates,
            loose,
        },
        skipped: picked.skipped,
        original: Some(original),
        warnings,
        scratches,
        rest: match (belongs.is_open(), missing) {
            (true, _) => Some((rest, None)),
            (false, 0) => None,
            (false, _) => Some((rest, Some(missing))),
        },
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
