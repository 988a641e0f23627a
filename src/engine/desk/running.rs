//! Runs of this session: begun, ordered, and what they tell.

use std::sync::Arc;

use tokio::sync::mpsc;
use uuid::Uuid;

use super::state::State;
use crate::engine::event::Event;
use crate::engine::news::{RunNews, RunOrder};
use crate::engine::notice::Weight;
use crate::engine::ports::Queue;
use crate::engine::runner::{Job, start};
use crate::engine::scribe::Scribe;
use crate::engine::snapshot::Mode;
use crate::letter::LetterId;
use crate::plan::{Consent, Deed};
use crate::problem::Problem;
use crate::run::{Fate, Kind, Progress, RunId, State as RunState, StoppedBy};
use crate::time::Time;

/// Orders that may wait for a run: an arrival each, besides the operator's.
const ORDERS: usize = 4096;
/// News that may wait.
const NEWS: usize = 64;

/// Runs, oldest first.
#[derive(Default)]
pub(super) struct Runs {
    all: Vec<RunDesk>,
}

/// One run.
struct RunDesk {
    progress: Progress,
    orders: mpsc::Sender<RunOrder>,
}

impl Runs {
    /// How far each is.
    pub(super) fn progress(&self) -> Vec<Progress> {
        self.all.iter().map(|run| run.progress.clone()).collect()
    }

    /// Whether one is not over.
    pub(super) fn any_at_work(&self) -> bool {
        self.all.iter().any(RunDesk::is_at_work)
    }

    /// Orders one run.
    pub(super) fn order(&self, run: &RunId, order: RunOrder) {
        for desk in self.all.iter().filter(|desk| desk.progress.run == *run) {
            desk.order(order.clone());
        }
    }

    /// Orders all runs that are not over.
    pub(super) fn order_all(&self, order: &RunOrder) {
        for desk in self.all.iter().filter(|desk| desk.is_at_work()) {
            desk.order(order.clone());
        }
    }

    /// How far that run is.
    pub(super) fn at(&self, run: &RunId) -> Option<&Progress> {
        let desk = self.all.iter().find(|desk| desk.progress.run == *run)?;
        Some(&desk.progress)
    }

    /// Hands an order to a run that must get it; gives it back when it can't be taken now.
    pub(super) fn hand(&self, run: &RunId, order: RunOrder) -> Result<(), RunOrder> {
        let desk = self.all.iter().find(|desk| desk.progress.run == *run);
        match desk.map(|desk| desk.orders.try_send(order)) {
            Some(Err(mpsc::error::TrySendError::Full(order))) => Err(order),
            // one that ended needs it no more
            _ => Ok(()),
        }
    }

    /// Stops all runs.
    pub(super) fn abort_all(&self) {
        self.order_all(&RunOrder::Abort);
    }

    fn of(&mut self, run: &RunId) -> Option<&mut Progress> {
        let desk = self.all.iter_mut().find(|desk| desk.progress.run == *run)?;
        Some(&mut desk.progress)
    }
}

impl RunDesk {
    fn is_at_work(&self) -> bool {
        self.progress.finished.is_none()
    }

    fn order(&self, order: RunOrder) {
        if let Err(error) = self.orders.try_send(order) {
            tracing::warn!(%error, "a run did not take an order");
        }
    }
}

impl State {
    /// Starts what was agreed to.
    pub(super) fn begin(&mut self, consent: Consent) {
        let (queue, scribe) = match self.what_a_run_needs(&consent) {
            Ok(needed) => needed,
            Err(problem) => return self.tell(Weight::Warning, problem.to_string()),
        };
        let name = Uuid::now_v7();
        let run = RunId(name.to_string().into());
        let progress = at_the_start(&run, &consent, self.now());
        self.begin_walk(&run, consent.plan());
        let clock = self.settings.clock.clone();
        let job = Job {
            run: run.clone(),
            consent,
            queue,
            ports: self.ports.clone(),
            scribe,
            now: Arc::new(move || clock.now()),
            seed: name.as_u64_pair().1,
        };
        let (orders, ordered) = mpsc::channel(ORDERS);
        let (news, told) = mpsc::channel(NEWS);
        // the runner spawns tasks of its own
        let inside = self.runtime.enter();
        let task = start(job, news, ordered);
        drop(inside);
        self.runtime
            .spawn(pass_on(run, told, task, self.events.clone()));
        self.runs.all.push(RunDesk { progress, orders });
        self.planned = None;
    }

    fn what_a_run_needs(&self, consent: &Consent) -> Result<(Arc<dyn Queue>, Scribe), Problem> {
        if self.mode == Mode::ReadOnly {
            return Err(Problem::refused("read-only: nothing is run"));
        }
        if self.leaving.is_some() {
            return Err(Problem::refused("the session is ending: nothing is run"));
        }
        let url = &consent.plan().queue_url;
        let queue = self.ports.queues.iter().find(|queue| queue.url() == url);
        let queue = queue
            .ok_or_else(|| Problem::refused(format!("{url} is not a queue of this session")))?;
        let scribe = self.settings.scribe.clone();
        let scribe = scribe.ok_or_else(|| Problem::refused("without a journal nothing is run"))?;
        Ok((Arc::clone(queue), scribe))
    }

    /// A run tells.
    pub(super) fn run_news(&mut self, run: &RunId, news: RunNews) {
        match news {
            RunNews::Fates(fates) => {
                for (letter, fate) in fates {
                    if fate == Fate::Deleted {
                        self.left(letter);
                    } else {
                        self.table.fate(letter, Some(fate));
                    }
                }
            }
            RunNews::Progress(progress) => {
                if let Some(known) = self.runs.of(run) {
                    *known = progress;
                }
            }
            RunNews::Receipts { letters, reply } => {
                let receipts = letters.iter().map(|id| self.receipt(*id)).collect();
                if reply.send(receipts).is_err() {
                    tracing::debug!("a run ended before it got its receipts");
                }
            }
        }
    }

    /// The handle with which a letter may be deleted now.
    fn receipt(&self, id: LetterId) -> Option<Arc<str>> {
        let row = self.table.letters().get(id)?;
        let desk = self.queues.get(usize::from(row.queue.0))?;
        desk.book.receipt(id, self.now()).cloned()
    }

    /// A run's task died. What it did is in the journal.
    pub(super) fn run_broke(&mut self, run: &RunId) {
        let now = self.now();
        let what = "the run broke off; the journal knows what was done";
        if let Some(progress) = self.runs.of(run).filter(|p| p.finished.is_none()) {
            progress.state = RunState::Finished;
            progress.finished = Some(now);
            progress.stopped_by = Some(StoppedBy::Error);
            progress.last_error = what.into();
            self.tell(Weight::Warning, what);
        }
    }
}

/// Hands a run's news to the desk until it is over.
async fn pass_on(
    run: RunId,
    mut news: mpsc::Receiver<RunNews>,
    task: tokio::task::JoinHandle<Progress>,
    desk: mpsc::Sender<Event>,
) {
    while let Some(news) = news.recv().await {
        if desk.send(Event::Run(run.clone(), news)).await.is_err() {
            return;
        }
    }
    let last = match task.await {
        Ok(progress) => Event::Run(run, RunNews::Progress(progress)),
        Err(error) => {
            tracing::error!(%error, "a run's task died");
            Event::RunBroke(run)
        }
    };
    if desk.send(last).await.is_err() {
        tracing::debug!("the desk is gone before a run was over");
    }
}

fn at_the_start(run: &RunId, consent: &Consent, now: Time) -> Progress {
    let plan = consent.plan();
    let total = plan.items.len();
    Progress {
        run: run.clone(),
        kind: match plan.deed {
            Deed::Redrive(_) | Deed::Resume { .. } => Kind::Redrive,
            Deed::Delete => Kind::Delete,
            Deed::Undo { .. } => Kind::Undo,
        },
        state: RunState::Running,
        started: now,
        finished: None,
        total,
        about: None,
        told: total,
        waiting: total,
        in_flight: 0,
        sent: 0,
        deleted: 0,
        bounced: 0,
        settled: 0,
        failed: 0,
        in_doubt: 0,
        left: 0,
        skipped: 0,
        rate: 0.0,
        eta_seconds: None,
        stopped_by: None,
        last_error: String::new(),
    }
}
