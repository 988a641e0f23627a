//! What is measured: the real face on the real engine, over a queue in memory that letters flow into.

use std::path::Path;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use dlq_tui::cause::Catalogue;
use dlq_tui::engine::ports::{
    Answer, Buses, Directory, Fault, FaultKind, Move, Parcel, Ports, Queue, QueueFacts, Received,
    Scratches,
};
use dlq_tui::engine::scribe::Scribe;
use dlq_tui::engine::survey::{self, Page, Survey, Undelivered};
use dlq_tui::engine::{self, Settings};
use dlq_tui::letter::Redaction;
use dlq_tui::letter::{Attribute, AttributeData, Message, System};
use dlq_tui::plan::{ApiDestination, Bus, Connection, Rule, Scratch, Target};
use dlq_tui::repair::{AwsFlags, Outgoing};
use dlq_tui::tui::{
    self, Extra, Hands, Keymap, Options, Past, PastLetter, PastRun, Stop, Theme, Who,
};

use crate::Failure;

/// Letters a second, once they flow.
const FLOW: u64 = 1_000;
/// Bytes of a letter's body, about.
const BODY: usize = 1024;
/// How long a call takes.
const CALL: Duration = Duration::from_millis(5);
/// Events a second of the endpoint that failed.
const RATE: u32 = 100;
const ACCOUNT: &str = "arn:aws:events:eu-west-1:123456789012";

pub fn run(letters: u32, folder: &str) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    std::fs::create_dir_all(folder)?;
    let catalogue = Arc::new(Catalogue::own()?);
    let queue = Arc::new(Stream::new(letters));
    let account = Arc::new(Account::default());
    let ports = Ports {
        queues: vec![Arc::clone(&queue) as Arc<dyn Queue>],
        buses: Arc::clone(&account) as Arc<dyn Buses>,
        directory: Arc::clone(&account) as Arc<dyn Directory>,
        scratches: account,
    };
    let settings = Settings {
        max_messages: 1_000_000,
        scribe: Some(Scribe::open(&Path::new(folder).join("journal.db"))?),
        catalogue: Arc::clone(&catalogue),
        ..Settings::default()
    };
    let handle = engine::start(ports, settings, runtime.handle())?;
    let flow = Extra {
        name: "bench: arrivals".into(),
        help: "letters begin to arrive".into(),
        act: Box::new(move || {
            queue.flow();
            "Letters arrive".into()
        }),
    };
    let tasks = runtime.handle().clone();
    let options = Options {
        aws_flags: AwsFlags::default(),
        choose: false,
        filters: Vec::new(),
        warning: None,
        theme: Theme::named("dark").ok_or("no theme")?,
        ask_background: false,
        keys: Keymap::default(),
        redaction: Redaction::default(),
        who: Who::default(),
        catalogue,
        extras: vec![flow],
        hands: Hands {
            calls: Box::new(Vec::new),
            export: Arc::new(|_, _| Err("not here".into())),
            jq: Arc::new(|_, _, _| Err("not here".into())),
            past: Arc::new(NoPast),
            remember: Box::new(|_| {}),
            try_it: Arc::new(|_, _| None),
            exported: Box::new(|_| String::new()),
            survey: Box::new(move || Survey::start(Arc::new(Account::default()), &tasks)),
        },
        first_time: false,
        patience: Duration::from_secs(1),
    };
    let ended = tui::run(handle, options, &Stop::new());
    tracing::debug!(?ended, "the face has ended");
    Ok(())
}

/// A queue that has so many letters, and then a stream of them.
struct Stream {
    first: u32,
    next: AtomicU32,
    deleted: AtomicU64,
    began: Mutex<Option<Instant>>,
}

impl Stream {
    fn new(first: u32) -> Self {
        Self {
            first,
            next: AtomicU32::new(0),
            deleted: AtomicU64::new(0),
            began: Mutex::default(),
        }
    }

    fn flow(&self) {
        let mut began = self.began.lock().unwrap_or_else(PoisonError::into_inner);
        began.get_or_insert_with(Instant::now);
    }

    /// Letters that were sent so far.
    fn sent(&self) -> u32 {
        let began = *self.began.lock().unwrap_or_else(PoisonError::into_inner);
        let millis = began.map_or(0, |at| at.elapsed().as_millis());
        let flowed = u64::try_from(millis).unwrap_or(u64::MAX) * FLOW / 1000;
        self.first + u32::try_from(flowed).unwrap_or(u32::MAX)
    }

    fn take(&self) -> Vec<Received> {
        let sent = self.sent();
        let next = self
            .next
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |next| {
                (next < sent).then(|| (next + 10).min(sent))
            });
        let Ok(from) = next else { return Vec::new() };
        (from..(from + 10).min(sent))
            .map(|number| Received {
                message: self.message(number),
                receipt: format!("{number}").into(),
            })
            .collect()
    }

    /// A dead letter as EventBridge writes them, one of four causes.
    fn message(&self, number: u32) -> Message {
        let text = |value: String| Attribute {
            data_type: "String".into(),
            data: AttributeData::Text(value.into()),
        };
        let head = format!(
            r#"{{"version":"0","id":"{number:08x}-0000-4000-8000-000000000000","detail-type":"user_activity","source":"shop","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"eu-west-1","resources":[],"detail":{{"letter":"letter-{number:08}","text":""#
        );
        let rest = "x".repeat(BODY.saturating_sub(head.len() + 3));
        let status = [503, 429, 400, 404][number as usize % 4];
        let said = format!(
            "ApiDestination returned HTTP status {status} with payload: {{\"request\":\"{number:x}\"}}"
        );
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        // what was there at the start came in over the last hours
        let age = Duration::from_millis(u64::from(self.first.saturating_sub(number)) * 100);
        let sent = now.saturating_sub(age).as_millis();
        Message {
            id: format!("message-{number}").into(),
            body: format!("{head}{rest}\"}}}}").into(),
            system: System::from([
                ("ApproximateReceiveCount".into(), "1".into()),
                ("SentTimestamp".into(), sent.to_string().into()),
            ]),
            attributes: Arc::from([
                ("ERROR_CODE".into(), text("SDK_CLIENT_ERROR".into())),
                ("ERROR_MESSAGE".into(), text(said)),
                ("RETRY_ATTEMPTS".into(), text("1".into())),
                ("RULE_ARN".into(), text(format!("{ACCOUNT}:rule/orders"))),
                (
                    "TARGET_ARN".into(),
                    text(format!("{ACCOUNT}:api-destination/Api/1-2")),
                ),
            ]),
        }
    }
}

impl Queue for Stream {
    fn url(&self) -> &'static str {
        "https://sqs.eu-west-1.amazonaws.com/123456789012/dlq"
    }

    fn receive(&self, wait: Duration, _: Duration) -> Answer<'_, Vec<Received>> {
        Box::pin(async move {
            let end = Instant::now() + wait;
            loop {
                tokio::time::sleep(CALL).await;
                let taken = self.take();
                if !taken.is_empty() || Instant::now() >= end {
                    return Ok(taken);
                }
            }
        })
    }

    fn hide<'a>(
        &'a self,
        receipts: &'a [Arc<str>],
        _: Duration,
    ) -> Answer<'a, Vec<Result<(), Fault>>> {
        Box::pin(async move {
            tokio::time::sleep(CALL).await;
            Ok(vec![Ok(()); receipts.len()])
        })
    }

    fn delete<'a>(&'a self, receipts: &'a [Arc<str>]) -> Answer<'a, Vec<Result<(), Fault>>> {
        Box::pin(async move {
            tokio::time::sleep(CALL).await;
            self.deleted
                .fetch_add(receipts.len() as u64, Ordering::SeqCst);
            Ok(vec![Ok(()); receipts.len()])
        })
    }

    fn send<'a>(&'a self, parcels: &'a [Parcel]) -> Answer<'a, Vec<Result<Arc<str>, Fault>>> {
        Box::pin(async move { Ok(parcels.iter().map(|_| Ok("sent".into())).collect()) })
    }

    fn facts(&self) -> Answer<'_, QueueFacts> {
        Box::pin(async move {
            let (sent, next) = (self.sent(), self.next.load(Ordering::SeqCst));
            Ok(QueueFacts {
                name: "dlq".into(),
                url: self.url().into(),
                arn: "arn:aws:sqs:eu-west-1:123456789012:dlq".into(),
                visible: u64::from(sent - next),
                in_flight: u64::from(next) - self.deleted.load(Ordering::SeqCst),
                retention: Duration::from_secs(4 * 86_400),
                ..QueueFacts::default()
            })
        })
    }

    fn moving<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Move>> {
        Box::pin(async { Ok(None) })
    }
}

/// Buses that accept everything, and one rule.
#[derive(Default)]
struct Account {
    puts: AtomicU64,
}

impl Buses for Account {
    fn put<'a>(
        &'a self,
        _: &'a str,
        entries: &'a [Outgoing],
    ) -> Answer<'a, Vec<Result<Arc<str>, Fault>>> {
        Box::pin(async move {
            tokio::time::sleep(CALL).await;
            let new = |_| {
                let n = self.puts.fetch_add(1, Ordering::SeqCst);
                Ok(format!("new-{n}").into())
            };
            Ok(entries.iter().map(new).collect())
        })
    }
}

impl Directory for Account {
    fn bus<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Bus>> {
        Box::pin(async move {
            Ok(Some(Bus {
                name: name.into(),
                arn: format!("{ACCOUNT}:event-bus/{name}"),
            }))
        })
    }

    fn rules<'a>(&'a self, _: &'a str) -> Answer<'a, Vec<Rule>> {
        Box::pin(async {
            let target = Target {
                id: "api".into(),
                arn: format!("{ACCOUNT}:api-destination/Api/1-2"),
                ..Target::default()
            };
            Ok(vec![Rule {
                name: "orders".into(),
                arn: format!("{ACCOUNT}:rule/orders"),
                enabled: true,
                pattern: Some(r#"{"source":["shop"]}"#.into()),
                managed_by: None,
                targets: Ok(vec![target]),
            }])
        })
    }

    fn api_destination<'a>(&'a self, name: &'a str) -> Answer<'a, Option<ApiDestination>> {
        Box::pin(async move {
            Ok(Some(ApiDestination {
                name: name.into(),
                arn: format!("{ACCOUNT}:api-destination/Api/1-2"),
                state: "ACTIVE".into(),
                connection_arn: format!("{ACCOUNT}:connection/Api/1-2"),
                endpoint: "https://api.example.com".into(),
                method: "POST".into(),
                rate: RATE,
            }))
        })
    }

    fn connection<'a>(&'a self, _: &'a str) -> Answer<'a, Option<Connection>> {
        Box::pin(async { Ok(None) })
    }

    fn caller(&self) -> Answer<'_, (String, String)> {
        Box::pin(async { Ok(("123456789012".into(), String::new())) })
    }

    fn queue<'a>(&'a self, _: &'a str) -> Answer<'a, Arc<dyn Queue>> {
        Box::pin(async { Err(no_other()) })
    }
}

/// There is nothing but the one queue.
fn no_other() -> Fault {
    Fault {
        kind: FaultKind::NotFound,
        code: "none".into(),
        message: "there is one queue".into(),
    }
}

impl Scratches for Account {
    fn make<'a>(&'a self, _: &'a str, _: &'a Scratch) -> Answer<'a, ()> {
        Box::pin(async { Err(no_other()) })
    }

    fn remove<'a>(&'a self, _: &'a str) -> Answer<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn list(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl survey::Account for Account {
    fn place(&self) -> String {
        String::new()
    }

    fn queues(&self, _: Option<String>) -> Answer<'_, Page<String>> {
        Box::pin(async { Err(no_other()) })
    }

    fn buses(&self, _: Option<String>) -> Answer<'_, Page<String>> {
        Box::pin(async { Err(no_other()) })
    }

    fn rules<'a>(&'a self, _: &'a str, _: Option<String>) -> Answer<'a, Page<String>> {
        Box::pin(async { Err(no_other()) })
    }

    fn targets<'a>(
        &'a self,
        _: (&'a str, &'a str),
        _: Option<String>,
    ) -> Answer<'a, Page<Undelivered>> {
        Box::pin(async { Err(no_other()) })
    }

    fn sources<'a>(&'a self, _: &'a str, _: Option<String>) -> Answer<'a, Page<String>> {
        Box::pin(async { Err(no_other()) })
    }

    fn facts<'a>(&'a self, _: &'a str) -> Answer<'a, QueueFacts> {
        Box::pin(async { Err(no_other()) })
    }
}

/// Nobody looks at the journal here.
struct NoPast;

impl Past for NoPast {
    fn runs(&self) -> Result<Vec<PastRun>, String> {
        Ok(Vec::new())
    }

    fn letters(&self, _: &str) -> Result<Vec<PastLetter>, String> {
        Ok(Vec::new())
    }

    fn export(&self, _: &str, _: &str) -> Result<String, String> {
        Err("not here".into())
    }
}
