//! The task that reads one queue.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::end::End;
use super::pace::Pace;
use super::window::{Room, Window};
use crate::engine::clock::Clock;
use crate::engine::event::{Event, ScanNews};
use crate::engine::fault::{no_answer, problem_of, queue_is_gone};
use crate::engine::ports::{Fault, FaultKind, Queue, Received};
use crate::engine::snapshot::QueueId;
use crate::letter::{Decoder, LetterId};

/// How long a receive waits for messages during the pass.
const PASS_WAIT: Duration = Duration::from_secs(1);
/// How long one waits afterwards. Any wait makes SQS ask all its servers; it is no longer than this because a
/// receive in flight is waited for when everything is given back.
const LIVE_WAIT: Duration = Duration::from_secs(1);
/// Receives that are not answered for so long are not on their way any more: nobody is to believe that what is on
/// the screen is live. They are not given up: what they lease would stay hidden.
const SILENCE: Duration = Duration::from_secs(6);
/// How long the first look at the counters may take before messages are received without it.
const FIRST_LOOK: Duration = Duration::from_secs(2);
/// "No such queue" in a row before it is believed: a new queue takes a while to be known everywhere.
const GONE: u32 = 3;
/// How often the counters are asked at the end, at most.
const COUNTERS: Duration = Duration::from_secs(1);

/// What a scan is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum ScanOrder {
    /// Receive.
    Go,
    /// Receive nothing until told otherwise.
    Halt,
    /// End.
    End,
}

/// One queue's scan.
pub(in crate::engine) struct Scan {
    pub id: QueueId,
    pub queue: Arc<dyn Queue>,
    pub window: Arc<Window>,
    pub lease: Duration,
    pub clock: Clock,
    pub orders: watch::Receiver<ScanOrder>,
    pub desk: mpsc::Sender<Event>,
}

/// One receive's answer, and how long it took.
struct Landed {
    answer: Result<Vec<Received>, Fault>,
    took: Duration,
    room: Room,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    Pass,
    Live,
    Full,
    Offline,
    Halted,
}

/// The state of a running scan.
struct Reader {
    scan: Scan,
    flights: JoinSet<Landed>,
    pace: Pace,
    end: End,
    decoder: Decoder,
    doing: Doing,
    passed: bool,
    gone: u32,
    asked: Option<Instant>,
    /// When a receive was answered last, or the first of those in flight was begun.
    heard: Instant,
    rest_until: Option<Instant>,
}

impl Scan {
    /// Reads until it is told to end, the queue is gone or the desk is.
    pub(in crate::engine) async fn run(self) {
        let mut reader = Reader {
            scan: self,
            flights: JoinSet::new(),
            pace: Pace::default(),
            end: End::default(),
            decoder: Decoder::default(),
            doing: Doing::Halted,
            passed: false,
            gone: 0,
            asked: None,
            heard: Instant::now(),
            rest_until: None,
        };
        if reader.look_first().await.is_none() {
            return;
        }
        // the desk is gone when this is None: nobody is left to tell
        if reader.read().await.is_some() {
            reader.tell(ScanNews::Stopped).await;
        }
    }
}

impl Reader {
    /// Tells what kind of queue it is before anything is received: where reading counts, that is to be known before.
    async fn look_first(&self) -> Option<()> {
        let asked = tokio::time::timeout(FIRST_LOOK, self.scan.queue.facts()).await;
        let Ok(facts) = asked else {
            return Some(());
        };
        let event = Event::Facts(self.scan.id, facts);
        self.scan.desk.send(event).await.ok()
    }

    /// `None` when the desk is gone.
    async fn read(&mut self) -> Option<()> {
        loop {
            let order = *self.scan.orders.borrow_and_update();
            match order {
                ScanOrder::End if self.flights.is_empty() => return Some(()),
                ScanOrder::Halt if self.flights.is_empty() && self.doing != Doing::Halted => {
                    self.now_doing(Doing::Halted, ScanNews::Stopped).await?;
                    self.passed = false;
                    self.end = End::default();
                }
                ScanOrder::Go => self.launch().await?,
                ScanOrder::Halt | ScanOrder::End => {}
            }
            if self.gone >= GONE && self.flights.is_empty() {
                return Some(());
            }
            self.wait().await?;
        }
    }

    /// Starts as many receives as pace and window allow.
    async fn launch(&mut self) -> Option<()> {
        if self.gone >= GONE || self.rest_until.is_some_and(|at| at > Instant::now()) {
            return Some(());
        }
        self.rest_until = None;
        while self.flights.len() < self.pace.limit() {
            let Some(room) = self.scan.window.reserve() else {
                if self.scan.window.is_full() && self.flights.is_empty() {
                    self.now_doing(Doing::Full, ScanNews::Full).await?;
                }
                return Some(());
            };
            if matches!(self.doing, Doing::Full | Doing::Halted) {
                let (doing, news) = self.at_work();
                self.now_doing(doing, news).await?;
            }
            if self.flights.is_empty() {
                self.heard = Instant::now();
            }
            let queue = Arc::clone(&self.scan.queue);
            let lease = self.scan.lease;
            let wait = if self.passed { LIVE_WAIT } else { PASS_WAIT };
            self.flights.spawn(async move {
                let began = Instant::now();
                let answer = queue.receive(wait, lease).await;
                Landed {
                    answer,
                    took: began.elapsed(),
                    room,
                }
            });
        }
        Some(())
    }

    /// Waits for whatever comes first.
    async fn wait(&mut self) -> Option<()> {
        let rest = self.rest_until;
        let resting = async {
            match rest {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let window = Arc::clone(&self.scan.window);
        let go = *self.scan.orders.borrow() == ScanOrder::Go;
        let waits = go && !self.flights.is_empty() && self.doing != Doing::Offline;
        let silent_at = self.heard + SILENCE;
        let roomless = go && rest.is_none() && self.gone < GONE && self.flights.is_empty();
        tokio::select! {
            Some(landed) = self.flights.join_next() => match landed {
                Ok(landed) => self.landed(landed).await,
                Err(error) => {
                    tracing::error!(%error, "a receive broke off");
                    Some(())
                }
            },
            changed = self.scan.orders.changed() => changed.ok(),
            () = resting => Some(()),
            () = tokio::time::sleep_until(silent_at), if waits => self.nothing_heard().await,
            () = window.room(), if roomless => Some(()),
        }
    }

    /// Receives are under way and nobody answers.
    async fn nothing_heard(&mut self) -> Option<()> {
        self.doing = Doing::Offline;
        let problem = no_answer(SILENCE);
        self.tell(ScanNews::Offline(problem)).await
    }

    async fn landed(&mut self, landed: Landed) -> Option<()> {
        self.heard = Instant::now();
        let received = match landed.answer {
            Ok(received) => received,
            Err(fault) => return self.failed(&fault).await,
        };
        self.gone = 0;
        if self.doing == Doing::Offline {
            self.tell(ScanNews::Back).await?;
            let (doing, news) = self.at_work();
            self.now_doing(doing, news).await?;
        }
        let waited = self.pace.waited(landed.took);
        self.end.answered(received.len(), waited);
        if received.is_empty() {
            self.pace.empty();
        } else {
            self.pace.got(landed.took);
            self.hand_over(received, landed.room).await?;
        }
        self.look_for_the_end().await
    }

    async fn hand_over(&mut self, received: Vec<Received>, room: Room) -> Option<()> {
        let decoder = &mut self.decoder;
        let letters = received
            .into_iter()
            // the desk knows which number it gets
            .map(|r| (decoder.decode(LetterId(0), r.message), r.receipt))
            .collect();
        let event = Event::Arrived {
            queue: self.scan.id,
            at: self.scan.clock.now(),
            letters,
            room,
        };
        self.scan.desk.send(event).await.ok()
    }

    async fn look_for_the_end(&mut self) -> Option<()> {
        let now = Instant::now();
        let lately = self.asked.is_some_and(|at| now < at + COUNTERS);
        if self.passed || !self.end.is_likely() || lately {
            return Some(());
        }
        self.asked = Some(now);
        let facts = self.scan.queue.facts().await;
        let visible = facts.as_ref().ok().map(|facts| facts.visible);
        let event = Event::Facts(self.scan.id, facts);
        self.scan.desk.send(event).await.ok()?;
        if let Some(known) = self.end.verdict(visible) {
            self.passed = true;
            self.doing = Doing::Live;
            self.tell(ScanNews::End { known }).await?;
        }
        Some(())
    }

    async fn failed(&mut self, fault: &Fault) -> Option<()> {
        let now = Instant::now();
        // receives that were in flight together fail together, and count once
        if self.rest_until.is_none_or(|at| at <= now) {
            self.rest_until = Some(now + self.pace.failed());
        }
        if fault.kind == FaultKind::Throttled {
            return Some(());
        }
        let problem = problem_of(fault, self.scan.queue.url());
        if fault.kind != FaultKind::NotFound {
            self.gone = 0;
            self.doing = Doing::Offline;
            return self.tell(ScanNews::Offline(problem)).await;
        }
        self.gone += 1;
        if self.gone == GONE {
            let url = self.scan.queue.url();
            return self.tell(ScanNews::Failed(queue_is_gone(url))).await;
        }
        Some(())
    }

    /// What a scan with room and an order to go is doing.
    const fn at_work(&self) -> (Doing, ScanNews) {
        if self.passed {
            (Doing::Live, ScanNews::End { known: false })
        } else {
            (Doing::Pass, ScanNews::Scanning)
        }
    }

    async fn now_doing(&mut self, doing: Doing, news: ScanNews) -> Option<()> {
        if self.doing == doing {
            return Some(());
        }
        self.doing = doing;
        self.tell(news).await
    }

    async fn tell(&self, news: ScanNews) -> Option<()> {
        let event = Event::Scanned(self.scan.id, news);
        self.scan.desk.send(event).await.ok()
    }
}
