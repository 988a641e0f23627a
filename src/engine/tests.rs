//! The engine over queues in memory, with a clock of the test's own.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::sync::Notify;

use crate::engine::ports::{
    Answer, Buses, Directory, Fault, FaultKind, Move, Parcel, Ports, Queue, QueueFacts, Received,
};
use crate::engine::scribe::Scribe;
use crate::engine::{
    Clock, Command, Handle, Hold, Mode, Phase, Settings, Snapshot, Sort, SortKey, Untouched,
    ViewRequest, start,
};
use crate::engine::{PlanRequest, QueueId};
use crate::filter::Filter;
use crate::letter::{Attribute, AttributeData, LetterId, Message};
use crate::plan::{
    ApiDestination, Bus, Connection, Deed, Destination, Given, Options, Plan, Rule, Selection,
};
use crate::repair::{Edit, Outgoing};
use crate::run::{Fate, Progress};
use crate::time::Time;

const START: i64 = 1_700_000_000_000;

/// A clock that goes only when it is told to.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

impl Hands {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }

    fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap();
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

#[derive(Clone)]
struct Stored {
    message: Message,
    hidden_until: Time,
    receives: u32,
    twice: bool,
}

/// A queue in memory that forgets nothing.
struct FakeQueue {
    url: String,
    clock: Hands,
    stored: Mutex<Vec<Stored>>,
    fault: Mutex<Option<FaultKind>>,
    came: Notify,
    keeps: AtomicBool,
    retention: Duration,
    policy: Mutex<Option<String>>,
    moving: Mutex<Option<Move>>,
    crowd: AtomicU64,
}

impl FakeQueue {
    fn new(clock: &Hands) -> Arc<Self> {
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

    fn put(&self, count: usize, code: &str) {
        self.put_as(count, code, |_| {});
    }

    /// Puts messages that are changed before anybody can receive them.
    fn put_as(&self, count: usize, code: &str, change: impl Fn(&mut Message)) {
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
    fn again(&self, n: usize) {
        self.stored.lock().unwrap()[n].twice = true;
        self.came.notify_waiters();
    }

    fn visible(&self) -> usize {
        let now = self.clock.now();
        let stored = self.stored.lock().unwrap();
        stored.iter().filter(|s| s.hidden_until <= now).count()
    }

    fn breaks(&self, fault: Option<FaultKind>) {
        *self.fault.lock().unwrap() = fault;
    }

    fn broken(&self) -> Option<Fault> {
        self.fault.lock().unwrap().map(fault)
    }

    fn take(&self, lease: Duration) -> Vec<Received> {
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

    fn show(&self, receipt: &str, lease: Duration) -> Result<(), Fault> {
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
struct FakeBuses {
    puts: AtomicUsize,
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

fn fault(kind: FaultKind) -> Fault {
    Fault {
        kind,
        code: "test".into(),
        message: "as the test wants".into(),
    }
}

fn message(n: usize, code: &str, sent: Time) -> Message {
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
        system: Arc::from([
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
struct World {
    queue: Arc<FakeQueue>,
    buses: Arc<FakeBuses>,
    clock: Hands,
    handle: Handle,
    // last, so that tasks outlive the handle
    _runtime: Runtime,
}

impl World {
    fn of(fill: impl FnOnce(&FakeQueue), change: impl FnOnce(&mut Settings)) -> Self {
        let clock = Hands(Arc::new(AtomicI64::new(START)));
        let queue = FakeQueue::new(&clock);
        fill(&queue);
        Self::over(queue, change)
    }

    fn over(queue: Arc<FakeQueue>, change: impl FnOnce(&mut Settings)) -> Self {
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
    fn told(&self, text: &str) {
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

    fn until(&self, what: &str, holds: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        until(&self.handle, what, holds)
    }

    /// What the one queue is doing.
    fn until_phase(&self, what: &str, is: impl Fn(&Phase) -> bool) -> Arc<Snapshot> {
        self.until(what, |s| s.queues.first().is_some_and(|q| is(&q.phase)))
    }

    /// Works out a plan for all letters.
    fn plan(&self, deed: Deed) -> Arc<Plan> {
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
    fn run(&self, plan: &Arc<Plan>) -> Progress {
        let before = self.handle.snapshot().runs.len();
        let consent = plan.consent(Given::Yes, false).unwrap();
        self.handle.send(Command::Run(consent));
        let over = |s: &Snapshot| s.runs.get(before).is_some_and(|run| run.finished.is_some());
        self.until("the run is over", over).runs[before].clone()
    }

    fn read(&self, count: usize) -> Arc<Snapshot> {
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

fn until(handle: &Handle, what: &str, holds: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
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

fn live(snapshot: &Snapshot) -> bool {
    snapshot.queues[0].phase == Phase::Live && snapshot.queues[0].scan.complete
}

fn closed(snapshot: &Snapshot) -> bool {
    snapshot.closing.as_ref().is_some_and(|c| c.done)
}

fn holds(snapshot: &Snapshot) -> Vec<Hold> {
    snapshot.letters.iter().map(|row| row.hold).collect()
}

#[test]
fn a_pass_reads_everything_counts_causes_and_knows_its_end() {
    let world = World::of(
        |q| {
            q.put(150, "TARGET_ERROR");
            q.put(50, "NO_PERMISSIONS");
        },
        |_| {},
    );
    let snapshot = world.read(200);
    let counts: Vec<usize> = snapshot.causes.iter().map(|c| c.count).collect();
    assert_eq!(counts, [150, 50]);
    let queue = &snapshot.queues[0];
    assert_eq!((queue.scan.read, queue.scan.duplicates), (200, 0));
    assert_eq!(queue.ours, 200);
    assert_eq!(queue.region, "eu-west-1");
    assert!(queue.oldest_expires.is_some());
    world.queue.put(1, "TARGET_ERROR");
    world.until("a new letter appears by itself", |s| s.letters.len() == 201);
}

#[test]
fn closing_gives_every_lease_back() {
    let world = World::of(|q| q.put(1_234, "X"), |_| {});
    world.read(1_234);
    assert_eq!(world.queue.visible(), 0);
    assert!(world.handle.send(Command::Close));
    let snapshot = world.until("all is given back", closed);
    assert_eq!(world.queue.visible(), 1_234);
    let closing = snapshot.closing.clone().unwrap();
    assert_eq!(
        (closing.given_back, closing.left, closing.hidden),
        (1_234, 0, 0)
    );
}

#[test]
fn closing_in_the_middle_of_a_pass_gives_back_what_is_in_flight_too() {
    let world = World::of(|q| q.put(5_000, "X"), |_| {});
    world.until("some are read", |s| s.letters.len() > 100);
    world.handle.send(Command::Close);
    world.until("all is given back", closed);
    assert_eq!(world.queue.visible(), 5_000);
}

#[test]
fn a_face_that_is_gone_gives_everything_back() {
    let world = World::of(|q| q.put(50, "X"), |_| {});
    let mut world = world;
    world.read(50);
    // the fixture holds another engine's handle from here on
    let (nobody, desk) = Handle::pair();
    drop(std::mem::replace(&mut world.handle, nobody));
    let end = Instant::now() + Duration::from_secs(30);
    while world.queue.visible() < 50 {
        assert!(Instant::now() < end);
        std::thread::yield_now();
    }
    drop(desk);
}

#[test]
fn what_can_not_be_given_back_is_told_with_its_time() {
    let world = World::of(|q| q.put(20, "X"), |_| {});
    world.read(20);
    world.queue.breaks(Some(FaultKind::Unreachable));
    world.handle.send(Command::Close);
    world.until("giving back began", |s| s.closing.is_some());
    world.clock.advance(Duration::from_secs(60));
    let snapshot = world.until("it is given up", closed);
    let closing = snapshot.closing.clone().unwrap();
    assert_eq!(closing.hidden, 20);
    assert!(closing.hidden_until.unwrap() > world.clock.now());
}

#[test]
fn a_move_task_is_told() {
    let world = World::of(
        |q| {
            *q.moving.lock().unwrap() = Some(Move {
                moved: 7,
                to: Some("arn:aws:sqs:eu-west-1:123456789012:orders".into()),
            });
        },
        |_| {},
    );
    world.told("a move task is at work");
}

#[test]
fn what_a_move_task_does_is_shown_as_long_as_it_is_at_work() {
    let task = Move { moved: 7, to: None };
    let world = World::of(|q| *q.moving.lock().unwrap() = Some(task.clone()), |_| {});
    world.until("it is shown", |s| {
        let queue = s.queues.first();
        queue.is_some_and(|q| q.others.moving == Some(task.clone()))
    });
}

#[test]
fn messages_that_others_hold_are_shown_and_ours_are_not_among_them() {
    let world = World::of(
        |q| {
            q.put(30, "X");
            q.crowd.store(12, Ordering::SeqCst);
        },
        |_| {},
    );
    let snapshot = world.until("it is shown", |s| {
        let queue = s.queues.first();
        queue.is_some_and(|q| q.others.in_flight == 12)
    });
    assert_eq!(snapshot.queues[0].ours, 30);
    world.told("12 messages are in flight that are not ours");
}

#[test]
fn a_clock_that_is_wrong_is_told() {
    let given = |q: &FakeQueue, minutes: u64| {
        let at = q.clock.now().minus(Duration::from_secs(60 * minutes));
        q.put_as(1, "X", |message| {
            let mut system = message.system.to_vec();
            let name = "ApproximateFirstReceiveTimestamp";
            system.push((name.into(), at.0.to_string().into()));
            system.sort();
            message.system = system.into();
        });
    };
    let world = World::of(|q| given(q, 12), |_| {});
    world.told("this machine's clock is 12 min ahead of AWS's");
    world.until("it is shown", |s| s.skew.is_some());
    given(&world.queue, 0);
    world.until("it was set right", |s| s.skew.is_none());
}

#[test]
fn the_limit_of_messages_in_flight_is_told() {
    let world = World::of(|q| q.crowd.store(120_000, Ordering::SeqCst), |_| {});
    world.told("120,000 messages in flight");
}

#[test]
fn a_letter_that_one_more_receive_would_move_away_is_left_alone() {
    for most in ["1", "\"1\""] {
        let policy = format!(r#"{{"deadLetterTargetArn":"arn","maxReceiveCount":{most}}}"#);
        let world = World::of(
            |q| {
                *q.policy.lock().unwrap() = Some(policy);
                q.put(3, "X");
            },
            |_| {},
        );
        world.read(3);
        world.told("redrive policy of its own");
        world.queue.breaks(Some(FaultKind::Unreachable));
        world.clock.advance(Duration::from_secs(600));
        world.told("polling is paused");
        world.queue.breaks(None);
        world.until("it paused", |s| s.queues[0].phase == Phase::Paused);
        assert_eq!(world.queue.visible(), 3);
        assert_eq!(world.handle.snapshot().queues[0].scan.duplicates, 0);
    }
}

#[test]
fn a_message_that_comes_twice_is_one_row_with_the_newest_handle() {
    let world = World::of(|q| q.put(3, "X"), |_| {});
    world.read(3);
    world.queue.again(1);
    let snapshot = world.until("it came again", |s| s.queues[0].scan.duplicates == 1);
    assert_eq!(snapshot.letters.len(), 3);
    assert_eq!(snapshot.queues[0].ours, 3);
    world.handle.send(Command::Close);
    world.until("all is given back", closed);
    assert_eq!(world.queue.visible(), 3, "the newest handle gives back");
}

#[test]
fn leases_are_extended_before_they_end() {
    let world = World::of(|q| q.put(100, "X"), |_| {});
    world.read(100);
    for _ in 0..20 {
        let before = world
            .handle
            .snapshot()
            .letters
            .get(LetterId(0))
            .unwrap()
            .hold;
        world.clock.advance(Duration::from_secs(60));
        world.until("every lease lasts another minute", |s| {
            let later = world.clock.now().plus(Duration::from_secs(60));
            s.letters
                .iter()
                .all(|row| matches!(row.hold, Hold::Held(until) if until > later))
        });
        assert_eq!(world.queue.visible(), 0, "{before:?}");
    }
    assert_eq!(world.handle.snapshot().queues[0].scan.duplicates, 0);
}

#[test]
fn after_a_sleep_lapsed_letters_are_marked_and_received_again() {
    let world = World::of(|q| q.put(30, "X"), |_| {});
    world.read(30);
    world.queue.breaks(Some(FaultKind::Unreachable));
    world.clock.advance(Duration::from_secs(3600));
    let snapshot = world.until("all are marked", |s| {
        holds(s).iter().all(|h| *h == Hold::Lapsed)
    });
    assert_eq!(snapshot.letters.len(), 30, "they stay in sight");
    assert_eq!(snapshot.queues[0].ours, 0);
    world.queue.breaks(None);
    let snapshot = world.until("they are held again", |s| {
        holds(s).iter().all(|h| matches!(h, Hold::Held(_)))
    });
    assert_eq!(snapshot.letters.len(), 30);
    assert_eq!(snapshot.queues[0].scan.duplicates, 30);
}

#[test]
fn a_full_window_says_so_and_holds_no_more() {
    let world = World::of(|q| q.put(95, "X"), |s| s.max_messages = 25);
    let snapshot = world.until_phase("it is full", |p| *p == Phase::Full);
    assert_eq!(snapshot.letters.len(), 25);
    world.until("the surplus is visible to others", |_| {
        world.queue.visible() == 70
    });
    let small = World::of(|q| q.put(95, "X"), |s| s.max_memory = 40_000);
    let snapshot = small.until_phase("it is full", |p| *p == Phase::Full);
    assert!(snapshot.letters.len() < 60, "{}", snapshot.letters.len());
}

#[test]
fn without_an_answer_it_is_offline_and_goes_on_by_itself() {
    let world = World::of(|q| q.put(5, "X"), |_| {});
    world.read(5);
    world.queue.breaks(Some(FaultKind::Unreachable));
    world.until("it is offline", |s| {
        matches!(&s.queues[0].phase, Phase::Offline { problem, .. } if !problem.what.is_empty())
    });
    world.queue.put(5, "X");
    world.queue.breaks(None);
    world.read(10);
}

#[test]
fn a_queue_that_is_deleted_under_the_tool_is_told() {
    let world = World::of(|q| q.put(5, "X"), |_| {});
    world.read(5);
    world.queue.breaks(Some(FaultKind::NotFound));
    let snapshot = world.until("it failed", |s| {
        matches!(s.queues[0].phase, Phase::Failed(_))
    });
    assert_eq!(
        snapshot.letters.len(),
        5,
        "what was read can still be looked at"
    );
    world.handle.send(Command::Close);
    world.until("it ends all the same", closed);
}

#[test]
fn a_read_only_look_is_one_pass_and_then_everything_is_given_back() {
    let world = World::of(|q| q.put(40, "X"), |s| s.read_only = true);
    let snapshot = world.until("all is given back", |s| {
        s.letters.len() == 40 && holds(s).iter().all(|h| *h == Hold::GivenBack)
    });
    assert_eq!(snapshot.queues[0].phase, Phase::Paused);
    assert_eq!(snapshot.mode, Mode::ReadOnly);
    assert!(snapshot.queues[0].scan.complete);
    assert_eq!(world.queue.visible(), 40);
}

#[test]
fn polling_pauses_and_goes_on_while_leases_are_kept() {
    let world = World::of(|q| q.put(5, "X"), |_| {});
    world.read(5);
    world.handle.send(Command::Pause(true));
    world.until("it paused", |s| s.queues[0].phase == Phase::Paused);
    world.queue.put(5, "X");
    assert_eq!(world.queue.visible(), 5);
    world.handle.send(Command::Pause(false));
    let snapshot = world.read(10);
    assert_eq!(snapshot.queues[0].ours, 10);
}

#[test]
fn an_untouched_screen_is_asked_and_then_lets_go() {
    let world = World::of(
        |q| q.put(5, "X"),
        |s| s.untouched = Some(Untouched::default()),
    );
    world.read(5);
    for _ in 0..15 {
        world.clock.advance(Duration::from_secs(120));
        world.until("leases are kept", |s| {
            let later = world.clock.now().plus(Duration::from_secs(60));
            s.letters
                .iter()
                .all(|row| matches!(row.hold, Hold::Held(until) if until > later))
        });
    }
    let snapshot = world.until("it asks", |s| s.untouched.is_some());
    assert!(snapshot.untouched.unwrap() > world.clock.now());
    world.clock.advance(Duration::from_secs(300));
    world.until("it let go", |_| world.queue.visible() == 5);
    world.until("it paused", |s| s.queues[0].phase == Phase::Paused);
}

#[test]
fn the_view_follows_the_newest_request_and_new_letters_find_their_place() {
    let world = World::of(|q| q.put(300, "A"), |_| {});
    let snapshot = world.read(300);
    let cause = snapshot.causes[0].id;
    world.queue.put(20, "B");
    world.until("new letters are in the view", |s| s.view.ids.len() == 320);
    for revision in 1..=3 {
        let request = ViewRequest {
            revision,
            cause: (revision > 1).then_some(cause),
            sort: Sort {
                key: SortKey::Expires,
                reverse: revision == 3,
            },
            ..ViewRequest::default()
        };
        world.handle.send(Command::View(request));
    }
    let snapshot = world.until("the newest is answered", |s| s.view.request.revision == 3);
    assert_eq!(snapshot.view.ids.len(), 300);
    let sent: Vec<Time> = snapshot
        .view
        .ids
        .iter()
        .map(|id| snapshot.letters.get(*id).unwrap().letter.sent().unwrap())
        .collect();
    assert!(sent.is_sorted_by(|a, b| a >= b), "last to expire first");
}

fn journal(folder: &tempfile::TempDir) -> Option<Scribe> {
    Some(Scribe::open(&folder.path().join("journal.db")).unwrap())
}

#[test]
fn a_redrive_puts_every_letter_once_and_takes_it_out_of_the_queue() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(57, "X"), |s| s.scribe = journal(&folder));
    world.read(57);
    let plan = world.plan(Deed::Redrive(Destination::Auto));
    assert_eq!(plan.items.len(), 57, "{plan:?}");
    let progress = world.run(&plan);
    assert_eq!(
        (progress.sent, progress.deleted, progress.failed),
        (57, 57, 0),
        "{progress:?}"
    );
    assert_eq!(world.buses.puts.load(Ordering::SeqCst), 57);
    let snapshot = world.until("they left the table", |s| s.letters.is_empty());
    assert!(snapshot.causes.is_empty() && snapshot.view.ids.is_empty());
    assert!(world.queue.stored.lock().unwrap().is_empty());
}

#[test]
fn a_letter_whose_lease_ran_out_is_never_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(12, "X"), |s| s.scribe = journal(&folder));
    world.read(12);
    let plan = world.plan(Deed::Delete);
    assert_eq!(plan.items.len(), 12);
    world.queue.breaks(Some(FaultKind::Unreachable));
    world.clock.advance(Duration::from_secs(3600));
    world.until("all lapsed", |s| {
        holds(s).iter().all(|h| *h == Hold::Lapsed)
    });
    let again = world.plan(Deed::Delete);
    assert!(again.items.is_empty(), "a plan leaves out what is not held");
    assert_eq!(again.skipped[0].letters.len(), 12);
    let consent = plan.consent(Given::Yes, false).unwrap();
    world.handle.send(Command::Run(consent));
    let snapshot = world.until("the old plan runs", |s| {
        s.letters.iter().any(|row| row.fate.is_some())
    });
    let run = snapshot.runs[0].run.clone();
    world.handle.send(Command::AbortRun(run));
    world.until("it stopped", |s| {
        world.clock.advance(Duration::from_millis(100));
        s.runs[0].finished.is_some()
    });
    assert_eq!(world.queue.stored.lock().unwrap().len(), 12);
}

#[test]
fn what_was_sent_and_not_deleted_is_only_deleted_in_the_next_session() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(9, "X"), |s| s.scribe = journal(&folder));
    let queue = world.queue.clone();
    world.read(9);
    queue.keeps.store(true, Ordering::SeqCst);
    let plan = world.plan(Deed::Redrive(Destination::Auto));
    let consent = plan.consent(Given::Yes, false).unwrap();
    world.handle.send(Command::Run(consent));
    let sent = |row: &Fate| matches!(row, Fate::Sent(_));
    world.until("all are sent", |s| {
        s.letters.iter().all(|r| r.fate.as_ref().is_some_and(sent))
    });
    drop(world);

    queue.keeps.store(false, Ordering::SeqCst);
    let world = World::over(queue, |s| s.scribe = journal(&folder));
    world.read(9);
    world.until("the journal knows them", |s| {
        s.letters.iter().all(|r| r.fate.as_ref().is_some_and(sent))
    });
    let plan = world.plan(Deed::Redrive(Destination::Auto));
    assert!(plan.items.iter().all(|item| item.sent.is_some()));
    let progress = world.run(&plan);
    assert_eq!(progress.deleted, 9, "{progress:?}");
    assert_eq!(
        world.buses.puts.load(Ordering::SeqCst),
        0,
        "nothing is sent twice"
    );
}

#[test]
fn an_event_that_comes_back_says_how_often_it_was_redriven() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(1, "X"), |s| s.scribe = journal(&folder));
    world.read(1);
    world.run(&world.plan(Deed::Redrive(Destination::Auto)));
    world.until("it left", |s| s.letters.is_empty());
    world.queue.put_as(1, "X", |message| {
        message.id = "another".into();
        message.body = message.body.replace("event-0", "new-0").into();
    });
    let snapshot = world.until("it came back", |s| {
        s.letters.iter().any(|row| !row.lineage.is_empty())
    });
    let lineage = snapshot.letters.iter().next().unwrap().lineage.clone();
    assert!(lineage.contains("redriven once"), "{lineage}");
}

#[test]
fn a_delete_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(3, "X"), |s| s.scribe = journal(&folder));
    world.read(3);
    let deleted = world.run(&world.plan(Deed::Delete));
    assert_eq!(deleted.deleted, 3, "{deleted:?}");
    let plan = world.plan(Deed::Undo {
        run: deleted.run.0.to_string(),
    });
    assert_eq!(plan.items.len(), 3);
    let undone = world.run(&plan);
    assert_eq!(undone.sent, 3, "{undone:?}");
}

#[test]
fn an_edit_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(1, "X"), |s| s.scribe = journal(&folder));
    let queue = world.queue.clone();
    let edited = |s: &Snapshot| s.letters.iter().all(|row| row.edit.is_some());
    world.read(1);
    let edit = Some(Arc::new(Edit {
        text: "{\"edited\":true}".into(),
    }));
    world.handle.send(Command::Edit {
        letter: LetterId(0),
        edit,
    });
    world.until("it is edited", edited);
    drop(world);
    let world = World::over(queue, |s| s.scribe = journal(&folder));
    world.read(1);
    world.until("it still is", |s| s.letters.len() == 1 && edited(s));
}

#[test]
fn read_only_refuses_edits_and_runs() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::of(|q| q.put(2, "X"), |s| s.scribe = journal(&folder));
    world.read(2);
    let plan = world.plan(Deed::Delete);
    world.handle.send(Command::ReadOnly);
    world
        .handle
        .send(Command::Run(plan.consent(Given::Yes, false).unwrap()));
    let snapshot = world.until("all is given back", |_| world.queue.visible() == 2);
    assert_eq!(snapshot.mode, Mode::ReadOnly);
    assert!(world.handle.snapshot().runs.is_empty());
    let told = world.handle.take_notices();
    assert!(
        told.iter().any(|n| n.text.contains("nothing is run")),
        "{told:?}"
    );
}

#[test]
fn letters_of_a_purged_queue_leave_the_screen_and_it_says_so() {
    let world = World::of(|q| q.put(15, "X"), |_| {});
    world.read(15);
    world.queue.stored.lock().unwrap().clear();
    world.clock.advance(Duration::from_secs(250));
    world.until("heartbeats find nothing", |s| {
        holds(s).iter().all(|h| *h == Hold::Lapsed)
    });
    world.clock.advance(Duration::from_secs(200));
    world.until("they are gone", |s| s.letters.is_empty());
    let told = world.handle.take_notices();
    assert!(told.iter().any(|n| n.text.contains("no more")), "{told:?}");
}
