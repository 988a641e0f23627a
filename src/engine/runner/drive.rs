//! The loop of one run.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc::{Receiver, Sender};
use tokio::task::{Id, JoinError, JoinHandle, JoinSet};

use super::calls::Calls;
use crate::engine::news::{RunNews, RunOrder};
use crate::engine::ports::{Ports, Queue};
use crate::engine::scribe::Scribe;
use crate::plan::Consent;
use crate::run::{
    Effect, Event, Fault, FaultKind, Machine, Progress, Record, RunId, State, Ticket,
};
use crate::time::Time;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// What a run needs.
#[derive(Clone)]
pub struct Job {
    /// Its name: a UUID v7.
    pub run: RunId,
    /// What was agreed to.
    pub consent: Consent,
    /// The queue of its letters.
    pub queue: Arc<dyn Queue>,
    /// Buses, and other queues.
    pub ports: Ports,
    /// The journal.
    pub scribe: Scribe,
    /// The time.
    pub now: Clock,
    /// For jitter.
    pub seed: u64,
}

/// Starts a run as a task of its own. Its last news is a `Progress` with a `finished` time, which is also what
/// the task answers. Undo and resume are runs of plans that say so.
pub fn start(job: Job, news: Sender<RunNews>, orders: Receiver<RunOrder>) -> JoinHandle<Progress> {
    tokio::spawn(async move {
        let (run, scribe) = (job.run.clone(), job.scribe.clone());
        // a set of one, since what is in a set ends with it, also when this task is aborted
        let mut inner = JoinSet::new();
        inner.spawn(Drive::new(job, news).until_over(orders));
        match inner.join_next().await {
            Some(Ok(progress)) => progress,
            Some(Err(died)) => broken_off(&run, &scribe, died).await,
            None => std::future::pending().await,
        }
    })
}

/// A run whose task died: the journal says so, that its letters are free again, and the task dies of the same.
async fn broken_off(run: &RunId, scribe: &Scribe, died: JoinError) -> Progress {
    if let Err(problem) = scribe.record(vec![Record::BrokenOff(run.clone())]).await {
        tracing::error!(%problem, "a run that broke off could not be marked");
    }
    if died.is_panic() {
        std::panic::resume_unwind(died.into_panic());
    }
    std::future::pending().await
}

struct Drive {
    machine: Machine,
    calls: Calls,
    scribe: Scribe,
    now: Clock,
    news: Sender<RunNews>,
    /// Calls and writes under way; each answers with an event.
    tasks: JoinSet<Event>,
    /// What to make of a task that panics.
    fallback: HashMap<Id, Event>,
    wake: Option<Time>,
}

impl Drive {
    fn new(job: Job, news: Sender<RunNews>) -> Self {
        Self {
            machine: Machine::new(job.run, &job.consent, job.seed),
            calls: Calls::new(job.queue, job.ports, news.clone()),
            scribe: job.scribe,
            now: job.now,
            news,
            tasks: JoinSet::new(),
            fallback: HashMap::new(),
            wake: None,
        }
    }

    async fn until_over(mut self, mut orders: Receiver<RunOrder>) -> Progress {
        let mut event = Event::Start;
        let mut open = true;
        loop {
            self.wake = None;
            let effects = self.machine.step(event, (self.now)());
            for effect in effects {
                if let Some(done) = self.act(effect).await {
                    return done;
                }
            }
            let sleep = self.sleep();
            event = tokio::select! {
                order = orders.recv(), if open => match order {
                    Some(order) => event_of(order),
                    None => {
                        open = false;
                        Event::Abort
                    }
                },
                Some(done) = self.tasks.join_next_with_id() => self.answer(done),
                () = sleep => Event::Tick,
            };
        }
    }

    /// Does one effect, or starts it; answers the last progress when that was all.
    async fn act(&mut self, effect: Effect) -> Option<Progress> {
        match effect {
            Effect::Journal { ticket, records } => self.write(ticket, records).await,
            Effect::Put {
                call,
                bus,
                entries,
                letters,
                ..
            } => {
                let put = self.calls.put(call, bus, (entries, letters));
                self.spawn(put, unanswered(call));
            }
            Effect::Send {
                call,
                queue,
                parcels,
                letters,
                ..
            } => {
                let send = self.calls.send(call, queue, (parcels, letters));
                self.spawn(send, unanswered(call));
            }
            Effect::Delete { call, letters, .. } => {
                let delete = self.calls.delete(call, letters);
                let outcome = Err(panicked());
                self.spawn(delete, Event::Deleted { call, outcome });
            }
            Effect::Make {
                call,
                name,
                scratch,
            } => {
                let make = self.calls.make(call, (name, scratch));
                let outcome = Err(panicked());
                self.spawn(make, Event::Made { call, outcome });
            }
            Effect::Listen { set, name } => {
                let listen = self.calls.listen(set, name);
                let heard = Err(panicked());
                self.spawn(listen, Event::Heard { set, heard });
            }
            Effect::Remove { call, name, back } => {
                let remove = self.calls.remove(call, (name, back));
                let outcome = Err(panicked());
                self.spawn(remove, Event::Removed { call, outcome });
            }
            Effect::Wait(until) => self.wake = Some(until),
            Effect::Fates(fates) => self.tell(RunNews::Fates(fates)).await,
            // after this one there may be none for long, and the desk must know
            Effect::Progress(progress) if progress.state == State::Waiting => {
                self.tell(RunNews::Progress(*progress)).await;
            }
            // the next one says all that this one says
            Effect::Progress(progress) => drop(self.news.try_send(RunNews::Progress(*progress))),
            Effect::Done(progress) => {
                self.tell(RunNews::Progress(Progress::clone(&progress)))
                    .await;
                return Some(*progress);
            }
        }
        None
    }

    /// Hands records to the scribe, in order, and waits for them beside.
    async fn write(&mut self, ticket: Ticket, records: Vec<Record>) {
        let reply = self.scribe.enqueue(records).await;
        let write = async move {
            let written = match reply {
                Ok(reply) => reply.await,
                Err(problem) => return Event::JournalFailed(problem.to_string()),
            };
            match written {
                Ok(Ok(written)) => Event::Journalled {
                    ticket,
                    taken: written.taken,
                },
                Ok(Err(problem)) => Event::JournalFailed(problem.to_string()),
                Err(_) => Event::JournalFailed("the journal's thread has ended".into()),
            }
        };
        self.spawn(write, Event::JournalFailed("the writing task died".into()));
    }

    fn spawn(&mut self, task: impl Future<Output = Event> + Send + 'static, fallback: Event) {
        let handle = self.tasks.spawn(task);
        self.fallback.insert(handle.id(), fallback);
    }

    fn answer(&mut self, done: Result<(Id, Event), JoinError>) -> Event {
        match done {
            Ok((id, event)) => {
                self.fallback.remove(&id);
                event
            }
            Err(e) => self.fallback.remove(&e.id()).unwrap_or(Event::Tick),
        }
    }

    async fn tell(&self, news: RunNews) {
        // a desk that is gone needs no news
        drop(self.news.send(news).await);
    }

    /// Until the machine wants to be woken; for ever when it does not.
    fn sleep(&self) -> impl Future<Output = ()> + use<> {
        let after = self.wake.map(|until| until.since((self.now)()));
        async move {
            match after {
                Some(after) => tokio::time::sleep(after).await,
                None => std::future::pending().await,
            }
        }
    }
}

fn event_of(order: RunOrder) -> Event {
    match order {
        RunOrder::Pause => Event::Pause,
        RunOrder::Resume => Event::Resume,
        RunOrder::Abort => Event::Abort,
        RunOrder::More(more) => Event::More(more),
        RunOrder::NoMore(unseen) => Event::NoMore(unseen),
        RunOrder::Rate(rate) => Event::Rate(rate),
        RunOrder::Arrived { event_id, .. } => Event::Arrived(event_id),
    }
}

fn unanswered(call: Ticket) -> Event {
    let outcome = Err(panicked());
    Event::Answered { call, outcome }
}

/// A call whose task died may have been made.
fn panicked() -> Fault {
    Fault {
        kind: FaultKind::Ambiguous,
        code: "panic".into(),
        message: "the call's task died".into(),
    }
}
