//! The asking.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::gathered::{Gathered, Got, Job};
use super::port::Account;
use super::shown::Surveyed;
use crate::engine::ports::Fault;

/// Calls in flight.
const AT_ONCE: usize = 8;
/// Between two looks at what is due.
const LOOK: Duration = Duration::from_millis(50);
/// Between two views that are handed out.
const FRAME: Duration = Duration::from_millis(100);

type Listener = Box<dyn Fn() + Send + Sync>;

#[derive(Default)]
struct Shared {
    shown: Mutex<Arc<Surveyed>>,
    listener: Mutex<Option<Listener>>,
}

/// A survey that is going on. It ends when this is dropped.
pub struct Survey {
    shared: Arc<Shared>,
    /// Rows that somebody looks at; closed when the survey is to end.
    seen: watch::Sender<Vec<usize>>,
}

impl Survey {
    /// Begins to ask.
    #[must_use]
    pub fn start(account: Arc<dyn Account>, runtime: &runtime::Handle) -> Self {
        let shared = Arc::<Shared>::default();
        let (seen, looked_at) = watch::channel(Vec::new());
        let asking = Asking {
            gathered: Gathered::new(account.place()),
            account,
            shared: Arc::clone(&shared),
            flights: JoinSet::new(),
            later: Vec::new(),
            began: Instant::now(),
        };
        runtime.spawn(asking.run(looked_at));
        Self { shared, seen }
    }

    /// What is known so far.
    #[must_use]
    pub fn shown(&self) -> Arc<Surveyed> {
        Arc::clone(&lock(&self.shared.shown))
    }

    /// Which queues somebody looks at, by their place in [`Surveyed::queues`].
    pub fn look_at(&self, rows: Vec<usize>) {
        self.seen.send_replace(rows);
    }

    /// Calls `listener` (which must not wait) when more is known.
    pub fn on_change(&self, listener: impl Fn() + Send + Sync + 'static) {
        *lock(&self.shared.listener) = Some(Box::new(listener));
    }
}

/// A call that was answered.
struct Landed {
    job: Job,
    tries: u32,
    answer: Result<Got, Fault>,
}

struct Asking {
    account: Arc<dyn Account>,
    gathered: Gathered,
    shared: Arc<Shared>,
    flights: JoinSet<Landed>,
    /// What is tried again, and when.
    later: Vec<(Duration, Job, u32)>,
    began: Instant,
}

impl Asking {
    async fn run(mut self, mut seen: watch::Receiver<Vec<usize>>) {
        let mut told = None::<Instant>;
        let mut news = true;
        loop {
            self.launch();
            if news && told.is_none_or(|at| at.elapsed() >= FRAME) {
                (news, told) = (false, Some(Instant::now()));
                self.tell();
            }
            tokio::select! {
                Some(landed) = self.flights.join_next() => match landed {
                    Ok(landed) => {
                        self.landed(landed);
                        news = true;
                    }
                    Err(error) => tracing::error!(%error, "a call of the survey broke off"),
                },
                changed = seen.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    self.gathered.look_at(&seen.borrow_and_update());
                }
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Makes the calls that are due.
    fn launch(&mut self) {
        let now = self.began.elapsed();
        while self.flights.len() < AT_ONCE {
            let again = self.later.iter().position(|(due, ..)| *due <= now);
            let next = match again {
                Some(at) => {
                    let (_, job, tries) = self.later.swap_remove(at);
                    Some((job, tries))
                }
                None => self.gathered.next(now).map(|job| (job, 0)),
            };
            let Some((job, tries)) = next else {
                return;
            };
            let account = Arc::clone(&self.account);
            self.flights.spawn(async move {
                let answer = ask(&*account, &job).await;
                Landed { job, tries, answer }
            });
        }
    }

    fn landed(&mut self, landed: Landed) {
        let Landed { job, tries, answer } = landed;
        match answer {
            Ok(got) => {
                self.gathered.shown.trouble = None;
                self.gathered.take(&job, got);
            }
            Err(fault) => {
                if let Some(wait) = self.gathered.failed(&job, &fault, tries + 1) {
                    self.gathered.shown.trouble =
                        Some(format!("{}: {}", fault.code, fault.message));
                    self.later
                        .push((self.began.elapsed() + wait, job, tries + 1));
                }
            }
        }
    }

    fn tell(&self) {
        *lock(&self.shared.shown) = Arc::new(self.gathered.shown.clone());
        if let Some(listener) = &*lock(&self.shared.listener) {
            listener();
        }
    }
}

async fn ask(account: &dyn Account, job: &Job) -> Result<Got, Fault> {
    match job {
        Job::Queues(from) => account.queues(from.clone()).await.map(Got::Names),
        Job::Buses(from) => account.buses(from.clone()).await.map(Got::Names),
        Job::Rules(bus, from) => account.rules(bus, from.clone()).await.map(Got::Names),
        Job::Targets((bus, rule), from) => {
            let targets = account.targets((bus, rule), from.clone()).await;
            targets.map(Got::Targets)
        }
        Job::Sources((_, url), from) => account.sources(url, from.clone()).await.map(Got::Names),
        Job::Facts(_, url) => {
            let facts = account.facts(url).await;
            facts.map(|facts| Got::Facts(Box::new(facts)))
        }
    }
}

/// A lock is never left in a half-changed state here, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
