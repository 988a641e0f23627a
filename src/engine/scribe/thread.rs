//! The loop of the journal's thread.

use std::fmt;

use tokio::sync::{mpsc, oneshot};

use crate::journal::{Journal, Written};
use crate::problem::Problem;
use crate::run::Record;

/// Records of one commit at most, so that the first of many are not kept waiting for the last.
const TOGETHER: usize = 4_000;

type Answer = oneshot::Sender<Result<Written, Problem>>;

pub(super) type Question = Box<dyn FnOnce(&mut dyn Journal) + Send>;

/// What the scribe is asked.
pub(super) enum Request {
    /// To write these.
    Write { records: Vec<Record>, reply: Answer },
    /// Anything else.
    Ask(Question),
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Write { .. } => "Write",
            Self::Ask(_) => "Ask",
        })
    }
}

/// Writes that are committed together.
#[derive(Default)]
struct Group {
    records: Vec<Vec<Record>>,
    replies: Vec<Answer>,
    weight: usize,
}

pub(super) fn serve(mut journal: Box<dyn Journal>, mut requests: mpsc::Receiver<Request>) {
    let mut group = Group::default();
    while let Some(first) = requests.blocking_recv() {
        let mut next = Some(first);
        while let Some(request) = next.take() {
            match request {
                Request::Write { records, reply } => group.add(records, reply),
                Request::Ask(question) => {
                    group.commit(&mut *journal);
                    question(&mut *journal);
                }
            }
            if group.weight < TOGETHER {
                next = requests.try_recv().ok();
            }
        }
        group.commit(&mut *journal);
    }
}

impl Group {
    fn add(&mut self, records: Vec<Record>, reply: Answer) {
        self.weight += records.iter().map(weight).sum::<usize>();
        self.records.push(records);
        self.replies.push(reply);
    }

    /// One commit for all; then all are answered.
    fn commit(&mut self, journal: &mut dyn Journal) {
        if self.records.is_empty() {
            return;
        }
        let group = std::mem::take(self);
        match journal.write(&group.records) {
            Ok(written) => {
                for (reply, written) in group.replies.into_iter().zip(written) {
                    // who asked may have gone; it is written all the same
                    drop(reply.send(Ok(written)));
                }
            }
            Err(e) => {
                let problem = Problem::from(e);
                for reply in group.replies {
                    drop(reply.send(Err(problem.clone())));
                }
            }
        }
    }
}

/// Rows that a record touches, about.
fn weight(record: &Record) -> usize {
    match record {
        Record::Listed { items, .. } => items.len(),
        Record::Intent(step)
        | Record::Unsent(step)
        | Record::InDoubt(step)
        | Record::WatchOver(step)
        | Record::Deleted(step) => step.items.len(),
        Record::Sent { items, .. } | Record::Watched { items, .. } => items.len(),
        Record::Swept { returned, .. } => returned.len() + 1,
        Record::Begun(_)
        | Record::Refused { .. }
        | Record::Bounced { .. }
        | Record::Ended { .. }
        | Record::BrokenOff(_)
        | Record::Scratches { .. }
        | Record::ScratchGone { .. }
        | Record::Draft { .. } => 1,
    }
}
