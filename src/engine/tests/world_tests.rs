//! A queue in memory that forgets nothing, and a session over it.

pub use crate::engine::ports::{
    Answer, Buses, Directory, Fault, FaultKind, Move, Parcel, Ports, Queue, QueueFacts, Received,
    Scratches,
};
pub use crate::engine::scribe::Scribe;
pub use crate::engine::{
    Clock, Command, Handle, Hold, Mode, Phase, Settings, Snapshot, Sort, SortKey, Untouched,
    ViewRequest, start,
};
pub use crate::engine::{PlanRequest, QueueId};
pub use crate::filter::Filter;
pub use crate::letter::{Attribute, AttributeData, LetterId, Message};
pub use crate::plan::{
    ApiDestination, Bus, Connection, Deed, Destination, Given, Options, Plan, Rule, Scratch,
    Selection,
};
pub use crate::repair::{Edit, Outgoing};
pub use crate::run::{Fate, Progress};
pub use crate::time::Time;
pub use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};
pub use std::sync::{Arc, Mutex};
pub use std::time::{Duration, Instant};
pub use tokio::runtime::Runtime;
pub use tokio::sync::Notify;

pub const START: i64 = 1_700_000_000_000;

/// A clock that goes only when it is told to.
#[derive(Clone)]
pub struct Hands(pub Arc<AtomicI64>);

impl Hands {
    pub fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }

    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap();
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

#[derive(Clone)]
pub struct Stored {
    pub message: Message,
    pub hidden_until: Time,
    pub receives: u32,
    pub twice: bool,
}

/// A queue in memory that forgets nothing.
pub struct FakeQueue {
    pub url: String,
    pub clock: Hands,
    pub stored: Mutex<Vec<Stored>>,
    pub fault: Mutex<Option<FaultKind>>,
    pub came: Notify,
    pub keeps: AtomicBool,
    pub retention: Duration,
    pub policy: Mutex<Option<String>>,
    pub moving: Mutex<Option<Move>>,
    pub crowd: AtomicU64,
}

impl FakeQueue {
    pub fn new(clock: &Hands) -> Arc<Self> {
        Arc::new(Self {
            url: "https://sqs.eu-west-1.amazonaws.com/123456789012/dlq".into(),
            clock: clock.clone(),
            stored: Mutex::default(),
            fault: Mutex::default(),
            came: Notify::new(),
            keeps: AtomicBool::new(false),
            retention: Duration::from_secs(4 * 86_400),
            policy: Mutex::default(),
            moving: Mutex::default(),
            crowd: AtomicU64::new(0),
        })
    }

    pub fn put(&self, count: usize, code: &str) {
        self.put_as(count, code, |_| {});
    }

    /// Puts messages that are changed before anybody can receive them.
    pub fn put_as(&self, count: usize, code: &str, change: impl Fn(&mut Message)) {
        let mut stored = self.stored.lock().unwrap();
        for _ in 0..count {
            let n = stored.len();
            let mut message = message(n, code, self.clock.now());
            change(&mut message);
            stored.push(Stored {
                message,
                hidden_until: Time::default(),
                receives: 0,
                twice: false,
            });
        }
        self.came.notify_waiters();
    }

    /// Hands message `n` out once more although it is hidden.
    pub fn again(&self, n: usize) {
        self.stored.lock().unwrap()[n].twice = true;
        self.came.notify_waiters();
    }

    pub fn visible(&self) -> usize {
        let now = self.clock.now();
        let stored = self.stored.lock().unwrap();
        stored.iter().filter(|s| s.hidden_until <= now).count()
    }

    pub fn breaks(&self, fault: Option<FaultKind>) {
        *self.fault.lock().unwrap() = fault;
    }

    pub fn broken(&self) -> Option<Fault> {
        self.fault.lock().unwrap().map(fault)
    }

    pub fn take(&self, lease: Duration) -> Vec<Received> {
        let now = self.clock.now();
        let mut stored = self.stored.lock().unwrap();
        stored
            .iter_mut()
            .filter(|s| s.hidden_until <= now || s.twice)
            .take(10)
            .map(|s| {
                s.twice = false;
                s.hidden_until = now.plus(lease);
                s.receives += 1;
                Received {
                    message: s.message.clone(),
                    receipt: format!("{}/{}", s.message.id, s.receives).into(),
                }
            })
            .collect()
    }

    pub fn show(&self, receipt: &str, lease: Duration) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut stored = self.stored.lock().unwrap();
        let found = stored.iter_mut().find(|s| {
            s.hidden_until > now && *receipt == format!("{}/{}", s.message.id, s.receives)
        });
        let Some(found) = found else {
            return Err(Fault {
                code: "ReceiptHandleIsInvalid".into(),
                ..fault(FaultKind::Rejected)
            });
        };
        found.hidden_until = now.plus(lease);
        Ok(())
    }
}

impl Queue for FakeQueue {
    fn url(&self) -> &str {
        &self.url
    }

    fn receive(&self, _: Duration, lease: Duration) -> Answer<'_, Vec<Received>> {
        Box::pin(async move {
            let came = self.came.notified();
            if let Some(fault) = self.broken() {
                return Err(fault);
            }
            let taken = self.take(lease);
            if !taken.is_empty() {
                return Ok(taken);
            }
            // a long poll, in small
            drop(tokio::time::timeout(Duration::from_millis(5), came).await);
            match self.broken() {
                Some(fault) => Err(fault),
                None => Ok(self.take(lease)),
            }
        })
    }

    fn hide<'a>(
        &'a self,
        receipts: &'a [Arc<str>],
        lease: Duration,
    ) -> Answer<'a, Vec<Result<(), Fault>>> {
        Box::pin(async move {
            assert!(receipts.len() <= 10);
            match self.broken() {
                Some(fault) => Err(fault),
                None => Ok(receipts.iter().map(|r| self.show(r, lease)).collect()),
            }
        })
    }

    fn delete<'a>(&'a self, receipts: &'a [Arc<str>]) -> Answer<'a, Vec<Result<(), Fault>>> {
        Box::pin(async move {
            if self.keeps.load(Ordering::SeqCst) {
                return Err(fault(FaultKind::Denied));
            }
            let mut stored = self.stored.lock().unwrap();
            for receipt in receipts {
                stored.retain(|s| **receipt != format!("{}/{}", s.message.id, s.receives));
            }
            Ok(vec![Ok(()); receipts.len()])
        })
    }

    fn send<'a>(&'a self, parcels: &'a [Parcel]) -> Answer<'a, Vec<Result<Arc<str>, Fault>>> {
        Box::pin(async move { Ok(parcels.iter().map(|_| Ok("sent".into())).collect()) })
    }

    fn moving<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Move>> {
        Box::pin(async { Ok(self.moving.lock().unwrap().clone()) })
    }

    fn facts(&self) -> Answer<'_, QueueFacts> {
        Box::pin(async move {
            if let Some(fault) = self.broken() {
                return Err(fault);
            }
            let visible = self.visible() as u64;
            let all = self.stored.lock().unwrap().len() as u64;
            Ok(QueueFacts {
                name: "dlq".into(),
                url: self.url.clone(),
                arn: "arn:aws:sqs:eu-west-1:123456789012:dlq".into(),
                visible,
                in_flight: all - visible + self.crowd.load(Ordering::SeqCst),
                redrive_policy: self.policy.lock().unwrap().clone(),
                retention: self.retention,
                ..QueueFacts::default()
            })
        })
    }
}

/// Buses that accept everything and a directory that knows every bus, without rules.
#[derive(Default)]
pub struct FakeBuses {
    pub puts: AtomicUsize,
}

impl Buses for FakeBuses {
    fn put<'a>(
        &'a self,
        _: &'a str,
        entries: &'a [Outgoing],
    ) -> Answer<'a, Vec<Result<Arc<str>, Fault>>> {
        Box::pin(async move {
            let new = |_| {
                let n = self.puts.fetch_add(1, Ordering::SeqCst);
                Ok(format!("new-{n}").into())
            };
            Ok(entries.iter().map(new).collect())
        })
    }
}

impl Scratches for FakeBuses {
    fn make<'a>(&'a self, _: &'a str, _: &'a Scratch) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }
    fn remove<'a>(&'a self, _: &'a str) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }
    fn list(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl Directory for FakeBuses {
    fn bus<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Bus>> {
        Box::pin(async move {
            Ok(Some(Bus {
                name: name.into(),
                arn: format!("arn:aws:events:eu-west-1:123456789012:event-bus/{name}"),
            }))
        })
    }

    fn rules<'a>(&'a self, _: &'a str) -> Answer<'a, Vec<Rule>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn api_destination<'a>(&'a self, _: &'a str) -> Answer<'a, Option<ApiDestination>> {
        Box::pin(async { Ok(None) })
    }

    fn connection<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Connection>> {
        Box::pin(async { Ok(None) })
    }

    fn caller(&self) -> Answer<'_, (String, String)> {
        Box::pin(async { Ok(("123456789012".into(), String::new())) })
    }

    fn queue<'a>(&'a self, _: &'a str) -> Answer<'a, Arc<dyn Queue>> {
        Box::pin(async { Err(fault(FaultKind::NotFound)) })
    }
}

pub fn fault(kind: FaultKind) -> Fault {
    Fault {
        kind,
        code: "test".into(),
        message: "as the test wants".into(),
    }
}

pub fn message(n: usize, code: &str, sent: Time) -> Message {
    let text = |value: &str| Attribute {
        data_type: "String".into(),
        data: AttributeData::Text(value.into()),
    };
    let body = format!(
        r#"{{"version":"0","id":"event-{n}","detail-type":"Order","source":"shop","account":"123456789012",
           "time":"2024-01-02T05:24:21Z","region":"eu-west-1","resources":[],"detail":{{"n":{n}}}}}"#
    );
    let rule = "arn:aws:events:eu-west-1:123456789012:rule/shop/orders";
    let target = "arn:aws:events:eu-west-1:123456789012:api-destination/Api/1-2";
    Message {
        id: format!("message-{n}").into(),
        body: body.into(),
        system: crate::letter::System::from([
            ("ApproximateReceiveCount".into(), "1".into()),
            (
                "SentTimestamp".into(),
                sent.plus(Duration::from_millis(n as u64))
                    .0
                    .to_string()
                    .into(),
            ),
        ]),
        attributes: Arc::from([
            ("ERROR_CODE".into(), text(code)),
            ("ERROR_MESSAGE".into(), text("it did not work")),
            ("RULE_ARN".into(), text(rule)),
            ("TARGET_ARN".into(), text(target)),
        ]),
    }
}

/// A session over one fake queue.
pub struct World {
    pub queue: Arc<FakeQueue>,
    pub buses: Arc<FakeBuses>,
    pub clock: Hands,
    pub handle: Handle,
    // last, so that tasks outlive the handle
    pub _runtime: Runtime,
}

impl World {
    pub fn of(fill: impl FnOnce(&FakeQueue), change: impl FnOnce(&mut Settings)) -> Self {
        let clock = Hands(Arc::new(AtomicI64::new(START)));
        let queue = FakeQueue::new(&clock);
        fill(&queue);
        Self::over(queue, change)
    }

    pub fn over(queue: Arc<FakeQueue>, change: impl FnOnce(&mut Settings)) -> Self {
        let clock = queue.clock.clone();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let hands = clock.clone();
        let mut settings = Settings {
            clock: Clock::of(move || hands.now()),
            ..Settings::default()
        };
        change(&mut settings);
        let buses = Arc::new(FakeBuses::default());
        let ports = Ports {
            queues: vec![queue.clone()],
            buses: buses.clone(),
            scratches: buses.clone(),
            directory: buses.clone(),
        };
        let handle = start(ports, settings, runtime.handle()).unwrap();
        Self {
            queue,
            buses,
            clock,
            handle,
            _runtime: runtime,
        }
    }

    /// Waits until a notice says `text`.
    pub fn told(&self, text: &str) {
        let end = Instant::now() + Duration::from_secs(30);
        while !self
            .handle
            .take_notices()
            .iter()
            .any(|n| n.text.contains(text))
        {
            assert!(Instant::now() < end, "{text} is never told");
            std::thread::yield_now();
        }
    }

    pub fn until(&self, what: &str, holds: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        until(&self.handle, what, holds)
    }

    /// What the one queue is doing.
    pub fn until_phase(&self, what: &str, is: impl Fn(&Phase) -> bool) -> Arc<Snapshot> {
        self.until(what, |s| s.queues.first().is_some_and(|q| is(&q.phase)))
    }

    /// Works out a plan for all letters.
    pub fn plan(&self, deed: Deed) -> Arc<Plan> {
        let revision = self
            .handle
            .snapshot()
            .planned
            .as_ref()
            .map_or(1, |p| p.revision + 1);
        self.handle.send(Command::Plan(PlanRequest {
            revision,
            queue: QueueId(0),
            selection: Selection::Matching {
                cause: None,
                filter: Filter::default(),
            },
            deed,
            options: Options::default(),
        }));
        let done = |s: &Snapshot| {
            let planned = s.planned.as_ref().filter(|p| p.revision == revision)?;
            planned.outcome.clone()
        };
        let snapshot = self.until("the plan is made", |s| done(s).is_some());
        done(&snapshot).unwrap().unwrap()
    }

    /// Runs a plan to its end.
    pub fn run(&self, plan: &Arc<Plan>) -> Progress {
        let before = self.handle.snapshot().runs.len();
        let consent = plan.consent(Given::Yes, false).unwrap();
        self.handle.send(Command::Run(consent));
        let over = |s: &Snapshot| s.runs.get(before).is_some_and(|run| run.finished.is_some());
        self.until("the run is over", over).runs[before].clone()
    }

    pub fn read(&self, count: usize) -> Arc<Snapshot> {
        self.until("all is read", |s| s.letters.len() == count && live(s))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.queue.breaks(None);
        if self.handle.send(Command::Close) && !std::thread::panicking() {
            self.until("the session ends", closed);
        }
    }
}

pub fn until(handle: &Handle, what: &str, holds: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    let end = Instant::now() + Duration::from_secs(30);
    let mut snapshot = handle.snapshot();
    while !holds(&snapshot) {
        assert!(
            Instant::now() < end,
            "{what}: {:?} {:?} {:?}",
            snapshot.queues,
            snapshot.closing,
            snapshot.runs
        );
        snapshot = handle.wait(snapshot.revision, Duration::from_millis(200));
    }
    snapshot
}

pub fn live(snapshot: &Snapshot) -> bool {
    snapshot.queues[0].phase == Phase::Live && snapshot.queues[0].scan.complete
}

pub fn closed(snapshot: &Snapshot) -> bool {
    snapshot.closing.as_ref().is_some_and(|c| c.done)
}

pub fn holds(snapshot: &Snapshot) -> Vec<Hold> {
    snapshot.letters.iter().map(|row| row.hold).collect()
}

pub fn journal(folder: &tempfile::TempDir) -> Option<Scribe> {
    Some(Scribe::open(&folder.path().join("journal.db")).unwrap())
}
