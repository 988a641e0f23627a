//! Finds and removes what runs to a failed target alone left behind: after a crash, or where a removal failed.
//!
//! Nothing is lost by it. A letter whose event is watched there is still in its queue: where its event came back it is
//! failed, with that error, and free again; of the others it is not known whether they were delivered, and they are in
//! doubt. A dead letter whose letter is deleted already is sent to its queue. One that the journal does not know keeps
//! all as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::ports::{Fault, FaultKind, Ports, Queue, Received};
use super::runner::heard;
use super::scribe::Scribe;
use crate::journal::{ItemState, RunEnd, ScratchRow};
use crate::limits::SQS_BATCH;
use crate::plan::{Found, Known, Sweep, SweepConsent};
use crate::problem::Problem;
use crate::run::{DeadLetter, Heard, Parcel, Record};
use crate::time::Time;

/// How long one receive waits.
const POLL: Duration = Duration::from_secs(1);
/// How long what was received stays hidden.
const HIDDEN: Duration = Duration::from_secs(120);
/// Receives that bring nothing before a queue counts as empty: a dead process may have hidden what it received.
const EMPTY: u32 = 3;
/// What a dead process received is hidden at most so long; it is waited for, a second each receive.
const PATIENCE: u32 = 30;

/// What became of one scratch bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Its name.
    pub name: Arc<str>,
    /// Letters that are failed now, since their events came back.
    pub returned: usize,
    /// Dead letters that were sent to the letters' queue.
    pub back: usize,
    /// Removed, or why not, in words.
    pub outcome: Result<(), String>,
}

/// Looks for scratch buses, in the account and in the journal.
///
/// # Errors
/// The journal can't be read.
pub async fn look(ports: &Ports, scribe: &Scribe, now: Time) -> Result<Sweep, Problem> {
    let mut rows: BTreeMap<Arc<str>, ScratchRow> = BTreeMap::new();
    for row in scribe.scratches().await? {
        rows.insert(Arc::clone(&row.name), row);
    }
    let (there, unsearched) = match ports.scratches.list().await {
        Ok(names) => (names, None),
        Err(fault) => (Vec::new(), Some(said(&fault))),
    };
    let mut names: BTreeSet<Arc<str>> = there.into_iter().map(Arc::from).collect();
    names.extend(rows.keys().cloned());
    let found = names.into_iter().map(|name| {
        let known = rows.get(&name).map(known);
        Found::of(name, known, now)
    });
    Ok(Sweep {
        found: found.collect(),
        unsearched,
    })
}

fn known(row: &ScratchRow) -> Known {
    Known {
        run: Arc::clone(&row.run.0),
        lives: row.end == RunEnd::Running,
        queue: row.queue.clone(),
        rule_arn: Arc::clone(&row.rule_arn),
        watched: row.watched,
    }
}

/// Removes what may be removed, one after the other.
pub async fn sweep(
    consent: &SweepConsent,
    ports: &Ports,
    scribe: &Scribe,
    now: Time,
) -> Vec<Swept> {
    let mut out = Vec::new();
    for found in consent.removable() {
        let mut swept = Swept {
            name: Arc::clone(&found.name),
            returned: 0,
            back: 0,
            outcome: Ok(()),
        };
        swept.outcome = one(found, (ports, scribe), now, &mut swept).await;
        out.push(swept);
    }
    out
}

async fn one(
    found: &Found,
    (ports, scribe): (&Ports, &Scribe),
    now: Time,
    swept: &mut Swept,
) -> Result<(), String> {
    let dead = match ports.directory.queue(&found.name).await {
        Ok(queue) => dead_letters(&*queue).await.map_err(|f| said(&f))?,
        Err(fault) if fault.kind == FaultKind::NotFound => Vec::new(),
        Err(fault) => return Err(said(&fault)),
    };
    let sorted = sort(found, dead, scribe).await?;
    if let (Some(known), false) = (&found.known, sorted.back.is_empty()) {
        let queue = ports.directory.queue(&known.queue).await;
        let queue = queue.map_err(|f| said(&f))?;
        send(&*queue, &sorted.back).await.map_err(|f| said(&f))?;
        swept.back = sorted.back.len();
    }
    swept.returned = sorted.returned.len();
    let record = Record::Swept {
        name: Arc::clone(&found.name),
        returned: sorted.returned,
        at: now,
    };
    // first on disk: what was told there is told nowhere else
    let recorded = scribe.record(vec![record]).await;
    recorded.map_err(|problem| problem.to_string())?;
    let removed = ports.scratches.remove(&found.name).await;
    removed.map_err(|fault| said(&fault))
}

/// Dead letters of a scratch queue, by what is to be done with them.
#[derive(Default)]
struct Sorted {
    back: Vec<Parcel>,
    returned: Vec<(Arc<str>, Arc<str>)>,
}

async fn sort(
    found: &Found,
    dead: Vec<(Arc<str>, DeadLetter)>,
    scribe: &Scribe,
) -> Result<Sorted, String> {
    let ids = dead.iter().map(|(id, _)| Arc::clone(id)).collect();
    let lines = scribe.lineage(ids).await.map_err(|p| p.to_string())?;
    let (mut sorted, mut strange) = (Sorted::default(), 0_usize);
    for ((id, dead), line) in dead.into_iter().zip(lines) {
        match (line.first(), &found.known) {
            (Some(put), Some(known)) if put.state == ItemState::Deleted => {
                sorted.back.push(dead.parcel.of_rule(&known.rule_arn));
            }
            (Some(_), _) => sorted.returned.push((id, dead.why)),
            (None, _) => strange += 1,
        }
    }
    if strange > 0 {
        return Err(format!(
            "its queue holds {strange} dead letters that this journal does not know: look at them with \
             `dlq-tui --queue {}`",
            found.name
        ));
    }
    Ok(sorted)
}

/// All dead letters that a scratch queue holds, each once.
async fn dead_letters(queue: &dyn Queue) -> Result<Vec<(Arc<str>, DeadLetter)>, Fault> {
    let mut dead = BTreeMap::new();
    let mut seen: BTreeSet<Arc<str>> = BTreeSet::new();
    let (mut empty, mut waited) = (0, 0);
    while empty < EMPTY {
        let received = queue.receive(POLL, HIDDEN).await?;
        if received.is_empty() {
            waited += 1;
            let facts = queue.facts().await?;
            let hidden = facts.visible + facts.in_flight > seen.len() as u64;
            empty = if hidden && waited < PATIENCE {
                0
            } else {
                empty + 1
            };
        }
        for message in received {
            seen.insert(Arc::clone(&message.message.id));
            dead.extend(dead_letter(message));
        }
    }
    Ok(dead.into_iter().collect())
}

fn dead_letter(received: Received) -> Option<(Arc<str>, DeadLetter)> {
    let Heard { event_id, dead } = heard(received)?;
    dead.map(|dead| (event_id, dead))
}

async fn send(queue: &dyn Queue, back: &[Parcel]) -> Result<(), Fault> {
    for parcels in back.chunks(SQS_BATCH) {
        for sent in queue.send(parcels).await? {
            sent?;
        }
    }
    Ok(())
}

fn said(fault: &Fault) -> String {
    if fault.message.is_empty() {
        fault.code.clone()
    } else {
        format!("{} ({})", fault.message, fault.code)
    }
}
