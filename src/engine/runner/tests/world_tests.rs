//! AWS as a test plays it, and a run over it.

pub use crate::engine::news::{RunNews, RunOrder};
pub use crate::engine::ports::{
    Answer, Buses, Directory, Fault, FaultKind, Move, Parcel, Ports, Queue, QueueFacts, Received,
    Scratches,
};
pub use crate::engine::runner::{Clock, Job, start};
pub use crate::engine::scribe::Scribe;
pub use crate::journal::{
    Ancestor, Draft, ItemRow, ItemState, Journal, JournalError, Kept, Retention, RunEnd, RunRow,
    ScratchRow, Written,
};
pub use crate::letter::{
    Attribute, AttributeData, Editable, Event, Failure, Letter, LetterId, Message, Origin,
    OriginRow, Place, Route,
};
pub use crate::plan::{
    ApiDestination, Bus, Candidate, Connection, Deed, Destination, Given, InDoubt, Options, Plan,
    Request, Rule, Scratch, World, build,
};
pub use crate::repair::Outgoing;
pub use crate::run::{Fate, Progress, Record, RunId, State, StoppedBy};
pub use crate::time::Time;
pub use std::collections::{BTreeMap, HashMap, HashSet};
pub use std::path::Path;
pub use std::sync::atomic::{AtomicUsize, Ordering};
pub use std::sync::{Arc, Mutex};
pub use std::time::Duration;
pub use tokio::sync::mpsc;

pub const URL: &str = "http://127.0.0.1:1/123456789012/dlq";

pub static ORIGIN: OriginRow = OriginRow {
    failed: "it failed",
    name: "test",
    label: "a test",
    editable: Editable::Event,
    route: Route::RuleBus,
    recognises: |_, _| true,
    decode: |_, _, _| (Failure::default(), None),
};

pub fn letter(n: u32) -> Arc<Letter> {
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

pub fn fault(kind: FaultKind) -> Fault {
    Fault {
        kind,
        code: format!("{kind:?}"),
        message: "told by the test".into(),
    }
}

/// What a call does before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
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

pub type Play = Box<dyn Fn(usize) -> Script + Send + Sync>;

/// The queue, the bus and all that they saw.
#[derive(Default)]
pub struct Aws {
    pub left: Mutex<HashSet<u32>>,
    pub accepted: Mutex<BTreeMap<u32, usize>>,
    pub sent: Mutex<Vec<Parcel>>,
    pub stale: AtomicUsize,
    pub calls: tokio::sync::watch::Sender<usize>,
    pub played: Mutex<Vec<Script>>,
    pub play: Mutex<Option<Play>>,
}

impl Aws {
    pub fn with(letters: u32, play: impl Fn(usize) -> Script + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            left: Mutex::new((0..letters).collect()),
            play: Mutex::new(Some(Box::new(play))),
            ..Self::default()
        })
    }

    pub fn script(&self) -> Script {
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

    pub fn left(&self) -> usize {
        self.left.lock().unwrap().len()
    }

    pub fn accept(&self, entry: &Outgoing) -> Arc<str> {
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

pub struct TestQueue(pub Arc<Aws>);

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

pub struct NoDirectory;

impl Scratches for NoDirectory {
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

pub fn clock() -> Clock {
    let began = tokio::time::Instant::now();
    Arc::new(move || Time(1_000_000).plus(began.elapsed()))
}

/// The plan that a look at the queue and the journal gives.
pub async fn plan(aws: &Aws, scribe: &Scribe, deed: Deed, in_doubt: InDoubt) -> Plan {
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

pub fn redrive() -> Deed {
    Deed::Redrive(Destination::Auto)
}

pub struct Running {
    pub orders: mpsc::Sender<RunOrder>,
    pub task: tokio::task::JoinHandle<Progress>,
    pub desk: tokio::task::JoinHandle<HashMap<LetterId, Fate>>,
    pub progress: tokio::sync::watch::Receiver<Option<Progress>>,
}

pub fn run(name: &str, plan: Plan, aws: &Arc<Aws>, scribe: &Scribe) -> Running {
    with_receipts(name, plan, aws, scribe, |n, _| {
        Some(format!("good-{n}").into())
    })
}

/// Starts a run beside a desk that gives out `receipt`s: of a letter, at the so-manieth time of asking.
pub fn with_receipts(
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
            scratches: Arc::new(NoDirectory),
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

pub fn open(path: &Path) -> Scribe {
    Scribe::open(path).unwrap()
}

pub fn fresh() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal.db");
    (dir, path)
}

pub async fn until(running: &mut Running, what: impl Fn(&Progress) -> bool) {
    let reached = |p: &Option<Progress>| p.as_ref().is_some_and(&what);
    assert!(running.progress.wait_for(reached).await.is_ok(), "never");
}
