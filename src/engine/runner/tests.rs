//! Runs over ports that answer as they are told, and a real journal.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc;

use crate::engine::news::{RunNews, RunOrder};
use crate::engine::ports::{
    Answer, Buses, Directory, Fault, FaultKind, Move, Parcel, Ports, Queue, QueueFacts, Received,
};
use crate::engine::runner::{Clock, Job, start};
use crate::engine::scribe::Scribe;
use crate::journal::{
    Ancestor, Draft, ItemRow, ItemState, Journal, JournalError, Kept, Retention, RunEnd, RunRow,
    Written,
};
use crate::letter::{
    Attribute, AttributeData, Editable, Event, Failure, Letter, LetterId, Message, Origin,
    OriginRow, Place, Route,
};
use crate::plan::{
    ApiDestination, Bus, Candidate, Connection, Deed, Destination, Given, InDoubt, Options, Plan,
    Request, Rule, World, build,
};
use crate::repair::Outgoing;
use crate::run::{Fate, Progress, Record, RunId, State, StoppedBy};
use crate::time::Time;

const URL: &str = "http://127.0.0.1:1/123456789012/dlq";

static ORIGIN: OriginRow = OriginRow {
    failed: "it failed",
    name: "test",
    label: "a test",
    editable: Editable::Event,
    route: Route::RuleBus,
    recognises: |_, _| true,
    decode: |_, _, _| (Failure::default(), None),
};

fn letter(n: u32) -> Arc<Letter> {
    let body: Arc<str> =
        format!(r#"{{"id":"old-{n}","detail-type":"t","source":"s","detail":{{"n":{n}}}}}"#).into();
    let attribute = Attribute {
        data_type: "Binary".into(),
        data: AttributeData::Binary([0, 255].as_slice().into()),
    };
    Arc::new(Letter {
        id: LetterId(n),
        message: Message {
            id: format!("m{n}").into(),
            body: Arc::clone(&body),
            system: [("AWSTraceHeader".into(), "Root=1".into())].into(),
            attributes: [("B".into(), attribute)].into(),
        },
        origin: Origin(&ORIGIN),
        failure: Place {
            bus: Some("b".into()),
            ..Place::default()
        }
        .into(),
        event: Event::read(&body).unwrap(),
        wrong: Vec::new(),
    })
}

fn fault(kind: FaultKind) -> Fault {
    Fault {
        kind,
        code: format!("{kind:?}"),
        message: "told by the test".into(),
    }
}

/// What a call does before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Well,
    /// The first half of the entries, the others are throttled.
    Half,
    Throttle,
    /// The work is done, the answer is lost.
    DoneAndLost,
    /// Nothing is done, and nobody can know.
    Lost,
    Panic,
}

type Play = Box<dyn Fn(usize) -> Script + Send + Sync>;

/// The queue, the bus and all that they saw.
#[derive(Default)]
struct Aws {
    left: Mutex<HashSet<u32>>,
    accepted: Mutex<BTreeMap<u32, usize>>,
    sent: Mutex<Vec<Parcel>>,
    stale: AtomicUsize,
    calls: tokio::sync::watch::Sender<usize>,
    played: Mutex<Vec<Script>>,
    play: Mutex<Option<Play>>,
}

impl Aws {
    fn with(letters: u32, play: impl Fn(usize) -> Script + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            left: Mutex::new((0..letters).collect()),
            play: Mutex::new(Some(Box::new(play))),
            ..Self::default()
        })
    }

    fn script(&self) -> Script {
        let mut call = 0;
        self.calls.send_modify(|calls| {
            call = *calls;
            *calls += 1;
        });
        let script = self
            .play
            .lock()
            .unwrap()
            .as_ref()
            .map_or(Script::Well, |play| play(call));
        self.played.lock().unwrap().push(script);
        script
    }

    fn left(&self) -> usize {
        self.left.lock().unwrap().len()
    }

    fn accept(&self, entry: &Outgoing) -> Arc<str> {
        let digits: String = entry.detail.chars().filter(char::is_ascii_digit).collect();
        let n: u32 = digits.parse().unwrap();
        let mut accepted = self.accepted.lock().unwrap();
        let times = accepted.entry(n).or_default();
        *times += 1;
        format!("new-{n}-{times}").into()
    }
}

impl Buses for Aws {
    fn put<'a>(
        &'a self,
        bus: &'a str,
        entries: &'a [Outgoing],
    ) -> Answer<'a, Vec<Result<Arc<str>, Fault>>> {
        Box::pin(async move {
            assert_eq!(bus, "b");
            tokio::time::sleep(Duration::from_millis(20)).await;
            let script = self.script();
            match script {
                Script::Throttle => return Err(fault(FaultKind::Throttled)),
                Script::Lost => return Err(fault(FaultKind::Ambiguous)),
                Script::Panic => panic!("as told by the test"),
                Script::Well | Script::Half | Script::DoneAndLost => {}
            }
            let half = if script == Script::Half {
                entries.len() / 2
            } else {
                usize::MAX
            };
            let answers = entries.iter().enumerate().map(|(at, entry)| {
                if at >= half {
                    return Err(fault(FaultKind::Throttled));
                }
                Ok(self.accept(entry))
            });
            let answers = answers.collect();
            if script == Script::DoneAndLost {
                return Err(fault(FaultKind::Ambiguous));
            }
            Ok(answers)
        })
    }
}

struct TestQueue(Arc<Aws>);

impl Queue for TestQueue {
    fn url(&self) -> &str {
        URL
    }

    fn receive(&self, _: Duration, _: Duration) -> Answer<'_, Vec<Received>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn hide<'a>(&'a self, _: &'a [Arc<str>], _: Duration) -> Answer<'a, Vec<Result<(), Fault>>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn delete<'a>(&'a self, receipts: &'a [Arc<str>]) -> Answer<'a, Vec<Result<(), Fault>>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let mut left = self.0.left.lock().unwrap();
            let answers = receipts.iter().map(|receipt| {
                let Some(n) = receipt.strip_prefix("good-") else {
                    self.0.stale.fetch_add(1, Ordering::SeqCst);
                    return Ok(());
                };
                left.remove(&n.parse().unwrap());
                Ok(())
            });
            Ok(answers.collect())
        })
    }

    fn send<'a>(&'a self, parcels: &'a [Parcel]) -> Answer<'a, Vec<Result<Arc<str>, Fault>>> {
        Box::pin(async move {
            let mut sent = self.0.sent.lock().unwrap();
            let answers = parcels.iter().map(|parcel| {
                sent.push(parcel.clone());
                Ok(format!("sent-{}", sent.len()).into())
            });
            Ok(answers.collect())
        })
    }

    fn moving<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Move>> {
        Box::pin(async { Ok(None) })
    }

    fn facts(&self) -> Answer<'_, QueueFacts> {
        Box::pin(async { Ok(QueueFacts::default()) })
    }
}

struct NoDirectory;

impl Directory for NoDirectory {
    fn bus<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Bus>> {
        Box::pin(async { Ok(None) })
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
        Box::pin(async { Err(fault(FaultKind::Denied)) })
    }
    fn queue<'a>(&'a self, _: &'a str) -> Answer<'a, Arc<dyn Queue>> {
        Box::pin(async { Err(fault(FaultKind::NotFound)) })
    }
}

fn clock() -> Clock {
    let began = tokio::time::Instant::now();
    Arc::new(move || Time(1_000_000).plus(began.elapsed()))
}

/// The plan that a look at the queue and the journal gives.
async fn plan(aws: &Aws, scribe: &Scribe, deed: Deed, in_doubt: InDoubt) -> Plan {
    let mut left: Vec<u32> = aws.left.lock().unwrap().iter().copied().collect();
    left.sort_unstable();
    let ids = left.iter().map(|n| format!("m{n}").into()).collect();
    let fates = scribe.fates(URL, ids).await.unwrap();
    let candidates = left.iter().zip(fates).map(|(n, fate)| Candidate {
        letter: letter(*n),
        edit: None,
        before: fate.and_then(|fate| fate.before()),
    });
    let request = Request {
        queue_url: URL.into(),
        candidates: candidates.collect(),
        deed,
        original: None,
        options: Options {
            in_doubt,
            ..Options::default()
        },
        fence: None,
    };
    build(request, &World::default())
}

fn redrive() -> Deed {
    Deed::Redrive(Destination::Auto)
}

struct Running {
    orders: mpsc::Sender<RunOrder>,
    task: tokio::task::JoinHandle<Progress>,
    desk: tokio::task::JoinHandle<HashMap<LetterId, Fate>>,
    progress: tokio::sync::watch::Receiver<Option<Progress>>,
}

fn run(name: &str, plan: Plan, aws: &Arc<Aws>, scribe: &Scribe) -> Running {
    with_receipts(name, plan, aws, scribe, |n, _| {
        Some(format!("good-{n}").into())
    })
}

/// Starts a run beside a desk that gives out `receipt`s: of a letter, at the so-manieth time of asking.
fn with_receipts(
    name: &str,
    plan: Plan,
    aws: &Arc<Aws>,
    scribe: &Scribe,
    receipt: impl Fn(u32, usize) -> Option<Arc<str>> + Send + 'static,
) -> Running {
    let queue: Arc<dyn Queue> = Arc::new(TestQueue(Arc::clone(aws)));
    let job = Job {
        run: RunId(name.into()),
        consent: Arc::new(plan).consent(Given::Yes, false).unwrap(),
        queue: Arc::clone(&queue),
        ports: Ports {
            queues: vec![queue],
            buses: Arc::clone(aws) as Arc<dyn Buses>,
            directory: Arc::new(NoDirectory),
        },
        scribe: scribe.clone(),
        now: clock(),
        seed: 3,
    };
    let (news, mut told) = mpsc::channel(64);
    let (orders, ordered) = mpsc::channel(64);
    let task = start(job, news, ordered);
    let (tell, progress) = tokio::sync::watch::channel(None);
    let desk = tokio::spawn(async move {
        let mut fates = HashMap::new();
        let mut asked: HashMap<LetterId, usize> = HashMap::new();
        while let Some(news) = told.recv().await {
            match news {
                RunNews::Fates(more) => fates.extend(more),
                RunNews::Progress(progress) => drop(tell.send(Some(progress))),
                RunNews::Receipts { letters, reply } => {
                    let of = |id: &LetterId| {
                        let times = asked.entry(*id).or_default();
                        *times += 1;
                        receipt(id.0, *times)
                    };
                    drop(reply.send(letters.iter().map(of).collect()));
                }
            }
        }
        fates
    });
    Running {
        orders,
        task,
        desk,
        progress,
    }
}

fn open(path: &Path) -> Scribe {
    Scribe::open(path).unwrap()
}

fn fresh() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal.db");
    (dir, path)
}

#[tokio::test(start_paused = true)]
async fn a_redrive_sends_every_letter_once_deletes_it_and_writes_it_all_down() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(1_000, |_| Script::Well));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let running = run("r1", plan, &aws, &scribe);
    let end = running.task.await.unwrap();
    assert!(end.all_done(), "{end:?}");
    assert_eq!(aws.left(), 0);
    assert!(aws.accepted.lock().unwrap().values().all(|n| *n == 1));
    let items = scribe.items(RunId("r1".into())).await.unwrap();
    assert_eq!(items.len(), 1_000);
    assert!(items.iter().all(|i| i.state == ItemState::Deleted));
    let new: HashSet<_> = items
        .iter()
        .map(|i| i.new_event_id.clone().unwrap())
        .collect();
    assert_eq!(new.len(), 1_000);
    drop(running.orders);
    let fates = running.desk.await.unwrap();
    assert!(fates.len() == 1_000 && fates.values().all(|f| *f == Fate::Deleted));
}

#[tokio::test(start_paused = true)]
async fn under_faults_everything_is_sent_once_or_known_to_be_in_doubt() {
    let (_dir, path) = fresh();
    let script = |call: usize| match call % 7 {
        1 => Script::Half,
        2 => Script::Throttle,
        4 => Script::DoneAndLost,
        5 => Script::Lost,
        _ => Script::Well,
    };
    let (scribe, aws) = (open(&path), Aws::with(600, script));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let end = run("r1", plan, &aws, &scribe).task.await.unwrap();
    let played = aws.played.lock().unwrap().clone();
    for fault in [
        Script::Half,
        Script::Throttle,
        Script::DoneAndLost,
        Script::Lost,
    ] {
        assert!(played.contains(&fault), "{fault:?} did not happen");
    }
    assert_eq!(end.deleted + end.in_doubt, 600, "{end:?}");
    assert!(end.in_doubt > 0 && !end.all_done());
    assert_eq!(aws.left(), end.in_doubt);
    let items = scribe.items(RunId("r1".into())).await.unwrap();
    for item in items {
        let accepted = aws
            .accepted
            .lock()
            .unwrap()
            .get(&item.number)
            .copied()
            .unwrap_or(0);
        let doubt = item.state == ItemState::InDoubt;
        assert!(
            accepted == 1 || (doubt && accepted == 0),
            "{item:?} {accepted}"
        );
    }
}

/// Breaks a run off once so many more puts were made, as a kill would; `false` when it came to its end before.
async fn kill(running: Running, aws: &Aws, puts: usize) -> bool {
    let Running {
        orders,
        mut task,
        desk,
        ..
    } = running;
    let mut calls = aws.calls.subscribe();
    let target = *calls.borrow() + puts;
    let killed = tokio::select! {
        _ = &mut task => false,
        reached = calls.wait_for(|calls| *calls >= target) => reached.is_ok(),
    };
    if killed {
        task.abort();
        // an aborted task answers with an error
        drop(task.await);
    }
    drop(orders);
    drop(desk.await);
    killed
}

#[tokio::test(start_paused = true)]
async fn after_kills_at_many_moments_nothing_is_missing_and_nothing_is_there_twice() {
    let (_dir, path) = fresh();
    let half = |call: usize| {
        if call % 9 == 3 {
            Script::Half
        } else {
            Script::Well
        }
    };
    let aws = Aws::with(800, half);
    let mut killed = 0;
    for round in 0..200 {
        let scribe = open(&path);
        let mut plan = plan_of_what_is_free(&aws, &scribe).await;
        // few at a time, so that there are many moments to be killed at
        plan.items.truncate(60);
        if plan.items.is_empty() {
            break;
        }
        let running = run(&format!("r{round}"), plan, &aws, &scribe);
        killed += usize::from(kill(running, &aws, 1 + round * 5 % 7).await);
    }
    assert!(killed > 3, "killed {killed} times only");
    let scribe = open(&path);
    plan_of_what_is_free(&aws, &scribe).await;
    let fates = scribe
        .fates(URL, (0..800).map(|n| format!("m{n}").into()).collect())
        .await
        .unwrap();
    let accepted = aws.accepted.lock().unwrap().clone();
    let left = aws.left.lock().unwrap().clone();
    for (n, fate) in (0u32..).zip(fates) {
        let times = accepted.get(&n).copied().unwrap_or(0);
        assert!(times <= 1, "letter {n} was sent {times} times");
        if left.contains(&n) {
            assert_eq!(fate, Some(Fate::InDoubt), "letter {n}");
        } else {
            assert_eq!(times, 1, "letter {n} is lost");
        }
    }
}

/// A plan, once the journal's thread of the process that was killed has let go of its session.
async fn plan_of_what_is_free(aws: &Aws, scribe: &Scribe) -> Plan {
    loop {
        let plan = plan(aws, scribe, redrive(), InDoubt::Leave).await;
        if plan.skipped.iter().all(|s| s.reason != "in another run") {
            return plan;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn two_processes_on_one_queue_and_one_journal_never_send_a_letter_twice() {
    let (_dir, path) = fresh();
    let (one, two) = (open(&path), open(&path));
    let aws = Aws::with(400, |_| Script::Well);
    let first = plan(&aws, &one, redrive(), InDoubt::Leave).await;
    let second = plan(&aws, &two, redrive(), InDoubt::Leave).await;
    assert_eq!(
        (first.items.len(), second.items.len()),
        (400, 400),
        "both saw all"
    );
    let (a, b) = (run("r1", first, &aws, &one), run("r2", second, &aws, &two));
    let (a, b) = (a.task.await.unwrap(), b.task.await.unwrap());
    assert_eq!(a.deleted + b.deleted, 400);
    assert_eq!(
        a.failed + b.failed,
        400,
        "each letter was in one run, and taken in the other"
    );
    assert!(aws.accepted.lock().unwrap().values().all(|n| *n == 1));
}

#[tokio::test(start_paused = true)]
async fn what_is_in_doubt_is_sent_again_only_by_decision() {
    let (_dir, path) = fresh();
    let scribe = open(&path);
    let aws = Aws::with(10, |call| {
        if call == 0 {
            Script::Lost
        } else {
            Script::Well
        }
    });
    let first = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let end = run("r1", first, &aws, &scribe).task.await.unwrap();
    assert_eq!(end.in_doubt, 10);
    assert!(
        plan(&aws, &scribe, redrive(), InDoubt::Leave)
            .await
            .items
            .is_empty()
    );
    let again = plan(&aws, &scribe, redrive(), InDoubt::Resend).await;
    let end = run("r2", again, &aws, &scribe).task.await.unwrap();
    assert!(end.all_done(), "{end:?}");
    assert!(aws.accepted.lock().unwrap().values().all(|n| *n == 1));
}

#[tokio::test(start_paused = true)]
async fn a_lease_that_ran_out_never_leads_to_a_delete_by_its_stale_handle() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(30, |_| Script::Well));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let receipt = |n: u32, times: usize| {
        let lapsed = n.is_multiple_of(3) && times < 4;
        (!lapsed).then(|| format!("good-{n}").into())
    };
    let running = with_receipts("r1", plan, &aws, &scribe, receipt);
    let end = running.task.await.unwrap();
    assert!(end.all_done(), "{end:?}");
    assert_eq!(aws.stale.load(Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_letter_that_lapsed_before_its_put_is_not_put_until_it_is_held_again() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(30, |_| Script::Well));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let times_asked = Arc::clone(&asked);
    let receipt = move |n: u32, times: usize| {
        let lapsed = n == 5 || (n == 3 && times < 3);
        if lapsed {
            times_asked.fetch_add(1, Ordering::SeqCst);
        }
        (!lapsed).then(|| format!("good-{n}").into())
    };
    let end = with_receipts("r1", plan, &aws, &scribe, receipt)
        .task
        .await
        .unwrap();
    assert!(asked.load(Ordering::SeqCst) > 3, "they had lapsed");
    assert_eq!((end.deleted, end.left, end.in_doubt), (29, 1, 0), "{end:?}");
    assert!(end.last_error.contains("lease"), "{}", end.last_error);
    {
        let accepted = aws.accepted.lock().unwrap();
        assert!(accepted.values().all(|n| *n == 1) && !accepted.contains_key(&5));
    }
    let items = scribe.items(RunId("r1".into())).await.unwrap();
    assert_eq!(items[5].state, ItemState::Left);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_panics_is_in_doubt() {
    let (_dir, path) = fresh();
    let scribe = open(&path);
    let aws = Aws::with(20, |call| {
        if call == 0 {
            Script::Panic
        } else {
            Script::Well
        }
    });
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let end = run("r1", plan, &aws, &scribe).task.await.unwrap();
    assert_eq!((end.in_doubt, end.deleted), (10, 10));
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_task_dies_is_interrupted_and_its_letters_are_free() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(20, |_| Script::Well));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let queue: Arc<dyn Queue> = Arc::new(TestQueue(Arc::clone(&aws)));
    let asked = AtomicUsize::new(0);
    let job = Job {
        run: RunId("r1".into()),
        consent: Arc::new(plan).consent(Given::Yes, false).unwrap(),
        queue: Arc::clone(&queue),
        ports: Ports {
            queues: vec![queue],
            buses: Arc::clone(&aws) as Arc<dyn Buses>,
            directory: Arc::new(NoDirectory),
        },
        scribe: scribe.clone(),
        now: Arc::new(move || {
            assert!(asked.fetch_add(1, Ordering::SeqCst) < 4, "the clock breaks");
            Time(1)
        }),
        seed: 3,
    };
    let (news, _told) = mpsc::channel(64);
    let (_orders, ordered) = mpsc::channel(64);
    assert!(start(job, news, ordered).await.unwrap_err().is_panic());
    let row = scribe.run(RunId("r1".into())).await.unwrap().unwrap();
    assert_eq!(row.end, RunEnd::Interrupted);
    assert_eq!(row.unfinished(), 20, "{row:?}");
}

#[tokio::test(start_paused = true)]
async fn when_the_desk_goes_the_run_ends_and_deletes_nothing_more() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(50, |_| Script::Well));
    let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    let running = run("r1", plan, &aws, &scribe);
    running.desk.abort();
    drop(running.orders);
    let end = running.task.await.unwrap();
    assert_eq!(end.stopped_by, Some(StoppedBy::Interrupt));
    assert_eq!(end.sent + end.left, 50);
}

async fn until(running: &mut Running, what: impl Fn(&Progress) -> bool) {
    let reached = |p: &Option<Progress>| p.as_ref().is_some_and(&what);
    assert!(running.progress.wait_for(reached).await.is_ok(), "never");
}

#[tokio::test(start_paused = true)]
async fn orders_are_obeyed() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(500, |_| Script::Well));
    let mut slow = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
    slow.options.rate = Some(10);
    let mut running = run("r1", slow, &aws, &scribe);
    running.orders.send(RunOrder::Pause).await.unwrap();
    until(&mut running, |p| p.state == State::Paused).await;
    running.orders.send(RunOrder::Resume).await.unwrap();
    running.orders.send(RunOrder::Rate(20)).await.unwrap();
    until(&mut running, |p| p.deleted >= 20).await;
    running.orders.send(RunOrder::Abort).await.unwrap();
    let end = running.task.await.unwrap();
    assert_eq!(end.stopped_by, Some(StoppedBy::Interrupt));
    assert!(end.left > 100 && end.sent == end.deleted, "{end:?}");
}

#[tokio::test(start_paused = true)]
async fn attributes_of_every_type_survive_delete_and_undo() {
    let (_dir, path) = fresh();
    let (scribe, aws) = (open(&path), Aws::with(25, |_| Script::Well));
    let delete = plan(&aws, &scribe, Deed::Delete, InDoubt::Leave).await;
    let end = run("d1", delete, &aws, &scribe).task.await.unwrap();
    assert!(end.all_done() && aws.left() == 0);
    for (name, sent) in [("u1", 25), ("u2", 25)] {
        let kept = scribe.kept(RunId("d1".into())).await.unwrap();
        let candidates = kept.into_iter().map(|kept| Candidate {
            letter: Arc::new(Letter {
                id: LetterId(kept.number),
                message: kept.message,
                event: None,
                ..Letter::clone(&letter(kept.number))
            }),
            edit: None,
            before: None,
        });
        let request = Request {
            queue_url: URL.into(),
            candidates: candidates.collect(),
            deed: Deed::Undo { run: "d1".into() },
            original: None,
            options: Options::default(),
            fence: None,
        };
        let undo = build(request, &World::default());
        if undo.items.is_empty() {
            assert_eq!(name, "u2", "there is nothing to undo twice");
        } else {
            let end = run(name, undo, &aws, &scribe).task.await.unwrap();
            assert!(end.all_done(), "{end:?}");
        }
        assert_eq!(aws.sent.lock().unwrap().len(), sent);
    }
    let sent = aws.sent.lock().unwrap();
    let back = &sent[7];
    let was = &letter(7).message;
    assert_eq!((&back.body, &back.attributes), (&was.body, &was.attributes));
    assert_eq!(back.trace_header.as_deref(), Some("Root=1"));
}

/// A journal whose disk is full after so many writes.
struct FullDisk {
    inner: crate::journal::SqliteJournal,
    writes: usize,
}

impl Journal for FullDisk {
    fn write(&mut self, groups: &[Vec<Record>]) -> Result<Vec<Written>, JournalError> {
        if self.writes == 0 {
            let path = self.inner.path().to_owned();
            return Err(JournalError::Full { path });
        }
        self.writes -= 1;
        self.inner.write(groups)
    }
    fn fates(&mut self, q: &str, ids: &[Arc<str>]) -> Result<Vec<Option<Fate>>, JournalError> {
        self.inner.fates(q, ids)
    }
    fn runs(&mut self) -> Result<Vec<RunRow>, JournalError> {
        self.inner.runs()
    }
    fn run(&mut self, run: &RunId) -> Result<Option<RunRow>, JournalError> {
        self.inner.run(run)
    }
    fn unfinished(&mut self, queue: &str) -> Result<Vec<RunRow>, JournalError> {
        self.inner.unfinished(queue)
    }
    fn items(&mut self, run: &RunId) -> Result<Vec<ItemRow>, JournalError> {
        self.inner.items(run)
    }
    fn lineage(&mut self, ids: &[Arc<str>]) -> Result<Vec<Vec<Ancestor>>, JournalError> {
        self.inner.lineage(ids)
    }
    fn kept(&mut self, run: &RunId) -> Result<Vec<Kept>, JournalError> {
        self.inner.kept(run)
    }
    fn drafts(&mut self, queue: &str) -> Result<Vec<Draft>, JournalError> {
        self.inner.drafts(queue)
    }
    fn prune(&mut self, keep: Retention, now: Time) -> Result<usize, JournalError> {
        self.inner.prune(keep, now)
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_stops_the_run_before_the_deed() {
    for writes in 0..8 {
        let (_dir, path) = fresh();
        let inner = crate::journal::SqliteJournal::open(&path).unwrap();
        let scribe = Scribe::with(Box::new(FullDisk { inner, writes })).unwrap();
        let aws = Aws::with(3_000, |_| Script::Well);
        let plan = plan(&aws, &scribe, redrive(), InDoubt::Leave).await;
        let end = run("r1", plan, &aws, &scribe).task.await.unwrap();
        assert_eq!(end.stopped_by, Some(StoppedBy::Error), "{writes}: {end:?}");
        assert!(end.last_error.contains("the disk is full"), "{end:?}");
        let sent = aws.accepted.lock().unwrap().len();
        assert!(writes > 0 || sent == 0, "sent with no journal at all");
        let items = scribe.items(RunId("r1".into())).await.unwrap();
        let begun = items
            .iter()
            .filter(|i| !matches!(i.state, ItemState::Planned | ItemState::Left));
        assert!(begun.count() >= sent, "sent without an intent on disk");
        let deleted = 3_000 - aws.left();
        let known = items.iter().filter(|i| i.new_event_id.is_some()).count();
        assert!(known >= deleted, "deleted without an outcome on disk");
    }
}
