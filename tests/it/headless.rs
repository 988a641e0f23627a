//! Subcommands over the real engine, over a simulator of the test's own: everything but the process around them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use dlq_tui::arn::QueueRef;
use dlq_tui::cli::{self, Output, Past, PastItem, PastRun, Session};
use dlq_tui::engine;
use dlq_tui::engine::ports::{Parcel, Ports};
use dlq_tui::engine::scribe::Scribe;
use dlq_tui::letter::{Attribute, AttributeData};
use dlq_tui::problem::{Exit, Problem};
use dlq_tui::run::RunId;
use dlq_tui::sim::{Sim, SimOptions};
use dlq_tui::{aws, config};
use serde_json::Value;

const QUEUE: &str = "ExampleEventDeadLetterQueue";
const TARGET: &str = "arn:aws:events:ap-southeast-1:123456789012:api-destination/Gone/11111111-2222-3333-4444-555555555555";

struct World {
    runtime: tokio::runtime::Runtime,
    _sim: Sim,
    ports: Ports,
    scribe: Scribe,
    _home: tempfile::TempDir,
}

struct Journal<'a>(&'a World);

impl Past for Journal<'_> {
    fn runs(&self) -> Result<Vec<PastRun>, Problem> {
        let runs = self.0.runtime.block_on(self.0.scribe.runs())?;
        let past = |run: dlq_tui::journal::RunRow| PastRun {
            run: run.run.0.to_string(),
            kind: run.kind.word().into(),
            queue: run.queue,
            started: run.started.rfc3339(),
            finished: run.finished.map(|t| t.rfc3339()),
            state: run.end.word().into(),
            counts: BTreeMap::from([("deleted".to_owned(), run.deleted as u64)]),
        };
        Ok(runs.into_iter().map(past).collect())
    }

    fn items(&self, run: &str) -> Result<Option<Vec<PastItem>>, Problem> {
        let items = self
            .0
            .runtime
            .block_on(self.0.scribe.items(RunId(run.into())))?;
        let past = |item: dlq_tui::journal::ItemRow| PastItem {
            message_id: item.message_id.to_string(),
            event_id: item.event_id.map(|id| id.to_string()),
            new_event_id: item.new_event_id.map(|id| id.to_string()),
            state: item.state.word().into(),
            ..PastItem::default()
        };
        Ok(Some(items.into_iter().map(past).collect()))
    }
}

fn event(n: u32) -> String {
    format!(
        r#"{{"version":"0","id":"00000000-0000-4000-8000-{n:012}","detail-type":"user_activity","source":"userService.tracking","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"ap-southeast-1","resources":[],"detail":{{"n":{n}}}}}"#
    )
}

/// A dead letter of a rule that is on a bus of the stack, but of a target that is not: nothing bounces.
fn parcel(n: u32) -> Parcel {
    let text = |name: &str, value: &str| {
        let data = AttributeData::Text(value.into());
        (
            Arc::from(name),
            Attribute {
                data_type: "String".into(),
                data,
            },
        )
    };
    let rule = "arn:aws:events:ap-southeast-1:123456789012:rule/SomeOtherRule";
    Parcel {
        body: event(n).into(),
        attributes: Arc::from([
            text("ERROR_CODE", "SDK_CLIENT_ERROR"),
            text(
                "ERROR_MESSAGE",
                "ApiDestination returned HTTP status 503 with payload: busy",
            ),
            text("RULE_ARN", rule),
            text("TARGET_ARN", TARGET),
        ]),
        trace_header: None,
        group_id: None,
        deduplication_id: None,
    }
}

impl World {
    fn new(letters: u32) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let home = tempfile::tempdir().unwrap();
        let sim = runtime.block_on(Sim::start(SimOptions::default())).unwrap();
        let settings = aws::Settings {
            region: Some("ap-southeast-1".into()),
            endpoint_url: Some(sim.endpoint().to_owned()),
            queues: vec![QueueRef::parse(QUEUE).unwrap()],
            ..aws::Settings::default()
        };
        let connected = runtime.block_on(aws::connect(&settings)).unwrap();
        let ports = connected.ports;
        for n in 0..letters {
            let parcels = [parcel(n)];
            let sent = runtime.block_on(ports.queues[0].send(&parcels)).unwrap();
            assert!(sent[0].is_ok());
        }
        let scribe = Scribe::open(&home.path().join("journal.db")).unwrap();
        Self {
            runtime,
            _sim: sim,
            ports,
            scribe,
            _home: home,
        }
    }

    /// Runs one command line in a session of its own; answers exit code, standard output and error.
    fn run(&self, line: &[&str]) -> (Exit, String, String) {
        let args = ["dlq-tui", "--queue", QUEUE].iter().chain(line);
        let invocation = cli::parse(args.map(|a| (*a).into())).unwrap();
        let settings = engine::Settings {
            read_only: !invocation.request.changes(),
            scribe: Some(self.scribe.clone()),
            ..engine::Settings::default()
        };
        let handle = engine::start(self.ports.clone(), settings, self.runtime.handle()).unwrap();
        let (output, captured) = Output::captured(invocation.global.output);
        let session = Session {
            handle: &handle,
            output: &output,
            interrupted: &AtomicBool::new(false),
            read_only: !invocation.request.changes(),
            patience: Duration::from_secs(30),
            settings: &config::Settings::default(),
            redact: &[],
            past: &Journal(self),
            jq: &|_, texts| {
                Ok(texts
                    .iter()
                    .map(|t| Ok(t.replace("\"n\":", "\"m\":")))
                    .collect())
            },
            try_it: &|_, _| None,
            examine: &|causes| {
                let queue = &*self.ports.queues[0];
                self.runtime
                    .block_on(cli::examine(&self.ports, queue, causes, &[]))
            },
        };
        let exit = cli::run(&invocation, &session);
        (exit, captured.out(), captured.err())
    }

    fn json(&self, line: &[&str]) -> (Exit, Value) {
        let all: Vec<&str> = line.iter().copied().chain(["--output", "json"]).collect();
        let (exit, out, err) = self.run(&all);
        let document = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}\n{out}\n{err}"));
        (exit, document)
    }

    /// Messages that nobody holds.
    fn visible(&self) -> u64 {
        self.runtime
            .block_on(self.ports.queues[0].facts())
            .unwrap()
            .visible
    }
}

#[test]
fn causes_are_counted_and_everything_is_given_back() {
    let world = World::new(5);
    let (exit, document) = world.json(&["causes"]);
    assert_eq!(
        (exit, &document["matched"]),
        (Exit::Done, &5.into()),
        "{document:#}"
    );
    assert_eq!(document["causes"][0]["status"], 503);
    assert_eq!(document["scan"]["complete"], true);
    assert_eq!(world.visible(), 5);
    let (_, document) = world.json(&["causes", "--where", "detail.n:>2"]);
    assert_eq!(document["matched"], 2);
}

#[test]
fn a_redrive_is_planned_run_and_written_down() {
    let world = World::new(5);
    let (exit, document) = world.json(&["redrive", "--where", "detail.n:<3"]);
    assert_eq!(exit, Exit::Stopped, "{document:#}");
    assert_eq!(world.visible(), 5);
    let (exit, document) = world.json(&["redrive", "--where", "detail.n:<3", "--yes", "--details"]);
    assert_eq!(exit, Exit::Done, "{document:#}");
    assert_eq!(document["result"]["deleted"], 3);
    assert_eq!(document["messages"].as_array().unwrap().len(), 3);
    assert!(document["messages"][0]["new_event_id"].is_string());
    assert_eq!(world.visible(), 2);
}

#[test]
fn a_delete_can_be_undone() {
    let world = World::new(3);
    let (exit, document) = world.json(&["delete", "--where", "status:503", "--yes"]);
    assert_eq!(exit, Exit::Done, "{document:#}");
    assert_eq!(world.visible(), 0);
    let run = document["run"].as_str().unwrap();
    let (exit, document) = world.json(&["undo", run]);
    assert_eq!(exit, Exit::Done, "{document:#}");
    assert_eq!(world.visible(), 3);
}

#[test]
fn a_plan_file_is_run_by_another_session() {
    let world = World::new(4);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("plan.json");
    let file = Path::to_str(&file).unwrap();
    let (exit, document) = world.json(&[
        "redrive",
        "--dry-run",
        "--plan-out",
        file,
        "--where",
        "detail.n:<2",
    ]);
    assert_eq!(exit, Exit::Done, "{document:#}");
    let (exit, document) = world.json(&["redrive", "--plan", file, "--yes"]);
    assert_eq!(exit, Exit::Done, "{document:#}");
    assert_eq!(document["result"]["deleted"], 2);
    let (exit, document) = world.json(&["redrive", "--plan", file, "--yes"]);
    assert_eq!(exit, Exit::Stopped, "{document:#}");
}

#[test]
fn edited_letters_are_redriven_as_edited() {
    let world = World::new(2);
    let (exit, document) = world.json(&["redrive", "--jq", "rename", "--yes"]);
    assert_eq!(exit, Exit::Done, "{document:#}");
    assert_eq!(document["transform"]["changed"], 2);
    assert_eq!(document["result"]["deleted"], 2);
}

#[test]
fn doctor_sees_the_stack() {
    let world = World::new(1);
    let (exit, document) = world.json(&["doctor"]);
    let checks = document["checks"].as_array().unwrap();
    let state = |name: &str| {
        checks
            .iter()
            .find(|c| c["check"] == name)
            .map(|c| c["state"].clone())
    };
    assert_eq!(state("credentials"), Some("ok".into()), "{document:#}");
    assert_eq!(state("bus"), Some("ok".into()));
    // the letter's rule is not in the stack
    assert_eq!(exit, Exit::Incomplete);
    assert_eq!(world.visible(), 1);
}
