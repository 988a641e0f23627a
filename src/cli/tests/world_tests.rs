//! An engine of the test's own: snapshots by hand on a thread, commands answered by a closure.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::schema_tests::must_be;
use crate::cause::{Cause, CauseId, Verdict};
use crate::cli::*;
use crate::config::Settings;
use crate::engine::{
    Closing, Command, Handle, Hold, Others, Phase, QueueId, QueueState, Row, Scan, Snapshot,
};
use crate::letter::{Letter, LetterId, Message, decode};
use crate::plan::{Beyond, Deed, Fires, Item, Options, Plan, Rest, Skip, Skipped};
use crate::problem::{Exit, Problem};
use crate::run::{Kind, Progress, RunId, State as RunState};
use crate::time::Time;

pub const URL: &str = "https://sqs.ap-southeast-1.amazonaws.com/123456789012/orders-dlq";
const RULE: &str = "arn:aws:events:ap-southeast-1:123456789012:rule/ExampleEventRule";
pub const TARGET: &str = "arn:aws:events:ap-southeast-1:123456789012:api-destination/ExampleReportingAPI/11111111-2222-3333-4444-555555555555";

pub fn letter(n: u32) -> Letter {
    let body = format!(
        r#"{{"version":"0","id":"e-{n}","detail-type":"user_activity","source":"userService.tracking","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"ap-southeast-1","resources":[],"detail":{{"n":{n}}}}}"#
    );
    let text = |name: &str, value: &str| {
        let attribute = crate::letter::Attribute {
            data_type: "String".into(),
            data: crate::letter::AttributeData::Text(value.into()),
        };
        (Arc::from(name), attribute)
    };
    let message = Message {
        id: format!("m-{n}").into(),
        body: body.into(),
        system: crate::letter::System::from([(
            Arc::from("SentTimestamp"),
            Arc::from((1_704_173_061_000 + i64::from(n) * 1000).to_string()),
        )]),
        attributes: Arc::from([
            text("ERROR_CODE", "SDK_CLIENT_ERROR"),
            text("RULE_ARN", RULE),
            text("TARGET_ARN", TARGET),
        ]),
    };
    decode(LetterId(n), message)
}

fn cause(id: u64, letters: &[u32], title: &str) -> Cause {
    let letters: Vec<Letter> = letters.iter().map(|n| letter(*n)).collect();
    let failure = &letters[0].failure;
    Cause {
        id: CauseId(id),
        title: title.into(),
        count: letters.len(),
        bytes: letters.iter().map(|l| l.message.size() as u64).sum(),
        origin: letters[0].origin,
        rule: failure.rule.clone(),
        rule_arn: failure.rule_arn.clone(),
        target: failure.target.clone(),
        target_arn: failure.target_arn.clone(),
        bus: failure.bus.clone(),
        code: failure.code.clone(),
        status: Some(503),
        message: "\u{1b}[31mupstream overloaded".into(),
        attempts: None,
        condition: None,
        first_sent: letters.iter().filter_map(Letter::sent).min(),
        last_sent: letters.iter().filter_map(Letter::sent).max(),
        arrivals: Arc::from([]),
        verdict: Verdict::FixFirst,
        advice: "Make the endpoint well, then redrive.".into(),
        samples: letters.iter().map(|l| l.id).collect(),
    }
}

/// Three letters of one cause and one of another, the pass over the queue complete.
pub fn snapshot() -> Snapshot {
    let mut snapshot = Snapshot {
        now: Time::parse("2024-01-02T06:00:00Z").unwrap(),
        queues: vec![queue()],
        causes: Arc::from([
            cause(
                1,
                &[0, 1, 2],
                "503 from ExampleReportingAPI · \u{1b}[31m\"overloaded\"",
            ),
            cause(2, &[3], "no answer from ExampleReportingAPI"),
        ]),
        ..Snapshot::default()
    };
    for n in 0..4 {
        snapshot.letters.put(Arc::new(Row {
            queue: QueueId(0),
            letter: Arc::new(letter(n)),
            cause: CauseId(if n < 3 { 1 } else { 2 }),
            hold: Hold::Held(snapshot.now),
            edit: None,
            fate: None,
            lineage: "".into(),
        }));
    }
    snapshot
}

fn queue() -> QueueState {
    QueueState {
        id: QueueId(0),
        name: "orders-dlq".into(),
        url: URL.into(),
        arn: "arn:aws:sqs:ap-southeast-1:123456789012:orders-dlq".into(),
        region: "ap-southeast-1".into(),
        account: "123456789012".into(),
        visible: 0,
        in_flight: 4,
        delayed: 0,
        ours: 4,
        retention: Duration::from_secs(345_600),
        redrive_policy: None,
        oldest_expires: Some(Time::parse("2024-01-06T05:24:21Z").unwrap()),
        expiring_soon: 0,
        others: Others::default(),
        growth_per_minute: 0.0,
        phase: Phase::Live,
        scan: Scan {
            read: 4,
            duplicates: 1,
            approximate: 4,
            complete: true,
            took: Duration::from_millis(1250),
        },
    }
}

/// The plan that the fake engine makes: every letter but one.
pub fn plan(deed: &Deed, options: &Options) -> Plan {
    let item = |n: u32| Item {
        letter: Arc::new(letter(n)),
        edit: None,
        sent: None,
        to: "default".into(),
    };
    Plan {
        deed: deed.clone(),
        queue_url: URL.into(),
        destination: "event bus default".into(),
        items: (0..3).map(item).collect(),
        skipped: vec![],
        scratches: Vec::new(),
        fires: vec![Fires {
            rule: "ExampleEventRule".into(),
            target_arn: TARGET.into(),
            failed: true,
            count: 3,
        }],
        blockers: vec![],
        warnings: vec![],
        events: 3,
        bytes: 600,
        rate_per_second: Some(100),
        eta_seconds: 1,
        requests: 3,
        cost_dollars: 0.000_002,
        options: options.clone(),
        beyond: None,
        move_task: None,
    }
}

/// More than what was seen is in the run.
pub fn beyond(plan: &Plan, in_queue: Option<u64>) -> Beyond {
    Beyond {
        rest: Rest {
            deed: plan.deed.to_string(),
            filter: Some(String::new()),
            ..Rest::default()
        },
        first: LetterId(3),
        seen: 3,
        in_queue,
        missing: None,
    }
}

pub fn skipped(skip: Skip, reason: &str, letters: &[u32]) -> Skipped {
    Skipped {
        skip,
        reason: reason.into(),
        letters: letters.iter().map(|n| LetterId(*n)).collect(),
    }
}

pub fn progress(kind: Kind, finished: bool) -> Progress {
    Progress {
        run: RunId("run-1".into()),
        kind,
        state: if finished {
            RunState::Finished
        } else {
            RunState::Running
        },
        started: Time(0),
        finished: finished.then_some(Time(1000)),
        total: 3,
        waiting: 0,
        in_flight: 0,
        sent: 3,
        deleted: 3,
        bounced: 0,
        settled: 0,
        failed: 0,
        in_doubt: 0,
        left: 0,
        skipped: 0,
        about: None,
        told: 3,
        rate: 100.0,
        eta_seconds: Some(0),
        stopped_by: None,
        last_error: String::new(),
    }
}

/// What a test engine does with a command; `true` when it took it.
type Answer = dyn FnMut(&mut Snapshot, &Command) + Send;

/// A session over snapshots by hand.
pub struct World {
    handle: Handle,
    /// Every command that was sent, as `Debug` prints its name.
    pub commands: Arc<Mutex<Vec<String>>>,
    pub interrupted: Arc<AtomicBool>,
    pub settings: Settings,
    pub redact: Vec<String>,
    pub read_only: bool,
    hidden: Arc<Mutex<Closing>>,
    pub out: String,
    pub err: String,
}

impl World {
    pub fn new(snapshot: Snapshot, answer: Box<Answer>) -> Self {
        let commands = Arc::new(Mutex::new(Vec::new()));
        let hidden = Arc::new(Mutex::new(Closing {
            done: true,
            ..Closing::default()
        }));
        let log = (Arc::clone(&commands), Arc::clone(&hidden));
        Self {
            handle: engine(snapshot, answer, log),
            hidden,
            commands,
            interrupted: Arc::default(),
            settings: Settings::default(),
            redact: Vec::new(),
            read_only: false,
            out: String::new(),
            err: String::new(),
        }
    }

    /// Answers plans with [`plan`], changed by `change`, and runs with `end`.
    pub fn planning(change: fn(&mut Plan), end: fn(&mut Progress)) -> Self {
        let mut started = false;
        Self::new(
            snapshot(),
            Box::new(move |s, command| match command {
                Command::View(request) => {
                    s.view.request = request.clone();
                    s.view.ids = Arc::from([LetterId(0), LetterId(3)]);
                }
                Command::Edit { letter, edit } => {
                    let mut row = (**s.letters.get(*letter).unwrap()).clone();
                    row.edit = edit.clone();
                    s.letters.put(Arc::new(row));
                }
                Command::Plan(request) => {
                    let mut plan = plan(&request.deed, &request.options);
                    for item in &mut plan.items {
                        let row = s.letters.get(item.letter.id);
                        item.edit = row.and_then(|r| r.edit.clone());
                    }
                    change(&mut plan);
                    s.planned = Some(crate::engine::Planned {
                        revision: request.revision,
                        outcome: Some(Ok(Arc::new(plan))),
                    });
                }
                Command::Run(consent) => {
                    assert!(!started, "started twice");
                    started = true;
                    let kind = match consent.plan().deed {
                        Deed::Delete => Kind::Delete,
                        Deed::Undo { .. } => Kind::Undo,
                        _ => Kind::Redrive,
                    };
                    let mut done = progress(kind, true);
                    end(&mut done);
                    s.runs.push(done);
                }
                Command::AbortRun(_) => {
                    let run = s.runs.last_mut().unwrap();
                    run.finished = Some(Time(1));
                    run.stopped_by = Some(crate::run::StoppedBy::Interrupt);
                }
                _ => {}
            }),
        )
    }

    /// Runs one command line; what it printed is in `out` and `err`.
    pub fn run(&mut self, line: &[&str]) -> Exit {
        let args = ["dlq-tui", "--queue", "orders-dlq"].iter().chain(line);
        let invocation = parse(args.map(|a| (*a).into())).unwrap();
        let (output, captured) = Output::captured(invocation.global.output);
        let session = Session {
            handle: &self.handle,
            output: &output,
            interrupted: &self.interrupted,
            read_only: self.read_only,
            patience: Duration::from_millis(20),
            settings: &self.settings,
            redact: &self.redact,
            past: &Journal,
            jq: &fake_jq,
            try_it: &|_, _| None,
            examine: &|causes| {
                vec![Check {
                    check: "rule",
                    subject: format!("{} causes", causes.len()),
                    state: State::Ok,
                    finding: "enabled".into(),
                    advice: String::new(),
                }]
            },
        };
        let exit = run(&invocation, &session);
        self.out = captured.out();
        self.err = captured.err();
        exit
    }

    /// The engine can't give these back when it closes.
    pub fn hide(&self, hidden: usize, until: Time) {
        *self.hidden.lock().unwrap() = Closing {
            hidden,
            hidden_until: Some(until),
            done: true,
            ..Closing::default()
        };
    }

    /// The document that was printed, which must be as its schema says.
    pub fn json(&self) -> serde_json::Value {
        let document: serde_json::Value =
            serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out));
        let schema = match document["command"].as_str() {
            Some("redrive" | "delete" | "undo") => "run",
            Some(word) => word,
            None => "error",
        };
        must_be(schema, &document);
        document
    }

    pub fn sent(&self, name: &str) -> usize {
        let commands = self.commands.lock().unwrap();
        commands.iter().filter(|c| c.starts_with(name)).count()
    }
}

/// `.n = 9`, `fail`, or what comes as it is.
fn fake_jq(program: &str, texts: &[Arc<str>]) -> Result<Vec<Result<String, String>>, Problem> {
    let one = |text: &Arc<str>| match program {
        "fail" => Err("it fails".to_owned()),
        "nine" => Ok(text.replace("\"detail\":{\"n\":0}", "\"detail\":{\"n\":9}")),
        "half" if text.contains("e-0") => Ok(text.replace("\"n\":0", "\"n\":5")),
        "half" => Err("it fails".to_owned()),
        _ => Ok(text.to_string()),
    };
    match program {
        "(" => Err(Problem::usage("the jq program ends too early")),
        _ => Ok(texts.iter().map(one).collect()),
    }
}

type Log = (Arc<Mutex<Vec<String>>>, Arc<Mutex<Closing>>);

fn engine(snapshot: Snapshot, mut answer: Box<Answer>, (log, hidden): Log) -> Handle {
    let (handle, desk) = Handle::pair();
    desk.publish(snapshot.clone());
    std::thread::spawn(move || {
        let mut snapshot = snapshot;
        while let Ok(command) = desk.commands.recv() {
            log.lock().unwrap().push(format!("{command:?}"));
            if let Command::ReadRule { rule_arn, .. } = &command {
                snapshot.rule = Some(crate::engine::RuleFacts {
                    rule_arn: Arc::clone(rule_arn),
                    world: Some(Arc::default()),
                });
            }
            answer(&mut snapshot, &command);
            if matches!(command, Command::Close) {
                snapshot.closing = Some(hidden.lock().unwrap().clone());
            }
            desk.publish(snapshot.clone());
        }
    });
    handle
}

/// A journal with one run of one message.
pub struct Journal;

impl Past for Journal {
    fn runs(&self) -> Result<Vec<PastRun>, Problem> {
        Ok(vec![PastRun {
            run: "run-1".into(),
            kind: "redrive".into(),
            queue: URL.into(),
            started: "2024-01-02T06:00:00Z".into(),
            finished: None,
            state: "interrupted".into(),
            counts: [("deleted".to_owned(), 2), ("failed".to_owned(), 0)].into(),
        }])
    }

    fn items(&self, run: &str) -> Result<Option<Vec<PastItem>>, Problem> {
        let item = PastItem {
            message_id: "m-0".into(),
            event_id: Some("e-0".into()),
            new_event_id: Some("e-9".into()),
            state: "deleted".into(),
            later_run: Some("run-2".into()),
            later_state: Some("deleted".into()),
            ..PastItem::default()
        };
        Ok((run == "run-1").then(|| vec![item]))
    }
}

/// A place for files.
pub fn path(dir: &Path, name: &str) -> String {
    dir.join(name).to_string_lossy().into_owned()
}
