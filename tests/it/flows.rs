//! The engine over real HTTP against a simulator of the test's own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dlq_tui::arn::QueueRef;
use dlq_tui::aws::{self, Connected};
use dlq_tui::engine::ports::Parcel;
use dlq_tui::engine::scribe::Scribe;
use dlq_tui::engine::{
    Command, Handle, Hold, Phase, PlanRequest, QueueId, Settings, Snapshot, ViewRequest, start,
};
use dlq_tui::filter::Filter;
use dlq_tui::plan::{Deed, Destination, Given, Options, Plan, Selection, gets};
use dlq_tui::repair::Edit;
use dlq_tui::run::{Fate, Progress};
use dlq_tui::sim::{Sim, SimOptions};
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client as Http;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A simulator with the built-in stack, and what is needed to read its dead-letter queue.
struct World {
    sim: Sim,
    url: String,
    connected: Connected,
    folder: TempDir,
    runtime: Runtime,
}

impl World {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let options = SimOptions {
            backoff_scale: 0.01,
            ..SimOptions::default()
        };
        let sim = runtime.block_on(Sim::start(options)).unwrap();
        let ready = sim.ready();
        let queues = ready["queues"].as_object().unwrap();
        let url = queues.values().next().unwrap().as_str().unwrap().to_owned();
        let settings = aws::Settings {
            queues: vec![QueueRef::parse(&url).unwrap()],
            ..aws::Settings::default()
        };
        let connected = runtime.block_on(aws::connect(&settings)).unwrap();
        Self {
            sim,
            url,
            connected,
            folder: tempfile::tempdir().unwrap(),
            runtime,
        }
    }

    fn open(&self) -> Handle {
        let journal = self.folder.path().join("journal.db");
        let settings = Settings {
            scribe: Some(Scribe::open(&journal).unwrap()),
            executable: env!("CARGO_BIN_EXE_dlq-tui").into(),
            ..Settings::default()
        };
        let ports = self.connected.ports.clone();
        start(ports, settings, self.runtime.handle()).unwrap()
    }

    /// Sends messages into the dead-letter queue as they are.
    fn fill(&self, count: usize) {
        let queue = &self.connected.ports.queues[0];
        let parcel = |n| Parcel {
            body: format!("message {n}").into(),
            attributes: Arc::from([]),
            trace_header: None,
            group_id: None,
            deduplication_id: None,
        };
        let parcels: Vec<Parcel> = (0..count).map(parcel).collect();
        for batch in parcels.chunks(10) {
            let sent = self.runtime.block_on(queue.send(batch)).unwrap();
            assert!(sent.iter().all(Result::is_ok), "{sent:?}");
        }
    }

    /// Puts events that the rules of the stack match.
    fn put(&self, count: usize) {
        let events = self.sim.events();
        for n in 0..count {
            let detail = json!({"event": "user_login", "n": n}).to_string();
            let entry = json!({"Source": "userService.tracking", "DetailType": "user_activity", "Detail": detail});
            let put = events.call("PutEvents", json!({"Entries": [entry]}));
            assert_eq!(self.runtime.block_on(put).unwrap()["FailedEntryCount"], 0);
        }
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/_sim/{path}", self.sim.endpoint()))
            .body(Full::new(Bytes::from(body.to_string())))
            .unwrap();
        self.runtime.block_on(async {
            let http = Http::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
            let answer = http.request(request).await.unwrap();
            assert_eq!(answer.status(), 200);
            let bytes = answer.into_body().collect().await.unwrap().to_bytes();
            serde_json::from_slice(&bytes).unwrap()
        })
    }

    fn fault(&self, fault: &Value) {
        self.control("POST", "faults", fault);
    }

    /// What the queue really holds: visible, and in flight.
    fn counts(&self) -> (u64, u64) {
        let state = self.control("GET", "state", &json!({}));
        let name = self.url.rsplit('/').next().unwrap();
        let queue = &state["queues"][name];
        let count = |key: &str| queue[key].as_u64().unwrap_or_else(|| panic!("{queue}"));
        (count("visible"), count("in_flight"))
    }
}

fn until(handle: &Handle, what: &str, holds: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
    let end = Instant::now() + Duration::from_secs(60);
    let mut snapshot = handle.snapshot();
    while !holds(&snapshot) {
        let seen = (&snapshot.queues, &snapshot.closing, &snapshot.runs);
        assert!(Instant::now() < end, "{what}: {seen:?}");
        snapshot = handle.wait(snapshot.revision, Duration::from_millis(200));
    }
    snapshot
}

fn read(handle: &Handle, count: usize) -> Arc<Snapshot> {
    until(handle, "all is read", |s| {
        s.letters.len() == count && s.queues[0].phase == Phase::Live && s.queues[0].scan.complete
    })
}

fn close(handle: &Handle) -> Arc<Snapshot> {
    handle.send(Command::Close);
    until(handle, "all is given back", |s| {
        s.closing.as_ref().is_some_and(|c| c.done)
    })
}

fn plan(handle: &Handle, deed: Deed) -> Arc<Plan> {
    handle.send(Command::Plan(PlanRequest {
        revision: 1,
        queue: QueueId(0),
        selection: Selection::Matching {
            cause: None,
            filter: Filter::default(),
        },
        deed,
        options: Options::default(),
    }));
    let made = |s: &Snapshot| s.planned.as_ref().and_then(|p| p.outcome.clone());
    let snapshot = until(handle, "the plan is made", |s| made(s).is_some());
    made(&snapshot).unwrap().unwrap()
}

fn run(handle: &Handle, plan: &Arc<Plan>) -> Progress {
    handle.send(Command::Run(plan.consent(Given::Yes, false).unwrap()));
    let over = |s: &Snapshot| s.runs.last().is_some_and(|run| run.finished.is_some());
    until(handle, "the run is over", over).runs[0].clone()
}

#[test]
fn everything_that_was_read_is_given_back() {
    let world = World::new();
    world.fill(500);
    let handle = world.open();
    read(&handle, 500);
    assert_eq!(world.counts(), (0, 500));
    let snapshot = close(&handle);
    assert_eq!(snapshot.closing.as_ref().unwrap().given_back, 500);
    assert_eq!(world.counts(), (500, 0));
}

#[test]
fn a_rough_line_loses_no_message_and_gives_all_back() {
    let world = World::new();
    world.fill(300);
    for (operation, fault, share) in [
        ("ReceiveMessage", "throttle", 0.3),
        ("ReceiveMessage", "duplicate", 0.2),
        ("ChangeMessageVisibilityBatch", "partial", 0.3),
        ("ChangeMessageVisibilityBatch", "drop-before", 0.2),
    ] {
        world.fault(&json!({"operation": operation, "fault": fault, "share": share, "count": 40}));
    }
    let handle = world.open();
    let snapshot = read(&handle, 300);
    assert!(
        snapshot
            .letters
            .iter()
            .all(|row| matches!(row.hold, Hold::Held(_)))
    );
    close(&handle);
    assert_eq!(world.counts(), (300, 0));
}

#[test]
fn a_line_that_is_silent_is_not_taken_for_live() {
    let world = World::new();
    world.fill(5);
    let handle = world.open();
    read(&handle, 5);
    world.fault(&json!({"operation": "ReceiveMessage", "fault": "hold"}));
    let silent = |s: &Snapshot| matches!(s.queues[0].phase, Phase::Offline { .. });
    until(&handle, "nobody answers", silent);
    world.control("DELETE", "faults", &json!({}));
    world.control("POST", "release", &json!({}));
    until(&handle, "it goes on", |s| s.queues[0].phase == Phase::Live);
    close(&handle);
    assert_eq!(world.counts(), (5, 0));
}

#[test]
fn dead_events_are_read_redriven_and_stay_away_once_the_downstream_is_healed() {
    let world = World::new();
    let broken = json!({"status": 400, "body": "{\"error\":\"bad\"}"});
    world.control("PUT", "downstream/api.example.com", &broken);
    world.put(25);
    let handle = world.open();
    let snapshot = read(&handle, 25);
    assert_eq!(snapshot.causes.len(), 1, "{:?}", snapshot.causes);
    assert_eq!(snapshot.causes[0].status, Some(400));
    world.control("DELETE", "downstream/api.example.com", &json!({}));
    let plan = plan(&handle, Deed::Redrive(Destination::Auto));
    assert_eq!(plan.items.len(), 25, "{:?}", plan.skipped);
    assert!(plan.blockers.is_empty(), "{:?}", plan.blockers);
    assert_eq!(
        plan.fires.len(),
        2,
        "the failed target and the audit: {:?}",
        plan.fires
    );
    let progress = run(&handle, &plan);
    assert_eq!((progress.sent, progress.deleted), (25, 25), "{progress:?}");
    until(&handle, "they left", |s| s.letters.is_empty());
    assert_eq!(world.counts(), (0, 0));
    close(&handle);
}

#[test]
fn what_the_targets_get_is_read_beside_the_engine_and_many_edits_are_taken_at_once() {
    let world = World::new();
    let broken = json!({"status": 400, "body": "{}"});
    world.control("PUT", "downstream/api.example.com", &broken);
    world.put(3);
    let handle = world.open();
    let snapshot = read(&handle, 3);
    let row = Arc::clone(snapshot.letters.iter().next().unwrap());
    let failure = &row.letter.failure;
    let rule_arn = failure.rule_arn.clone().unwrap();
    handle.send(Command::ReadRule {
        rule_arn: Arc::clone(&rule_arn),
        bus: failure.bus.clone().unwrap(),
    });
    let known = |s: &Snapshot| s.rule.as_ref().and_then(|rule| rule.world.clone());
    let snapshot = until(&handle, "the rule is read", |s| known(s).is_some());
    let known = known(&snapshot).unwrap();
    let all = gets(&known, &rule_arn, (&row.letter, None), snapshot.now).unwrap();
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[0].failed && all[0].unknown.is_empty(), "{all:?}");
    let request = all[0].outcome.as_ref().unwrap().request.as_ref().unwrap();
    assert_eq!(request.method, "POST");
    assert!(
        request.shown_url().contains("api.example.com"),
        "{request:?}"
    );
    assert!(
        request.shown_headers().any(|(_, value)| value == "•••"),
        "{request:?}"
    );
    let edits = snapshot.letters.iter().map(|row| {
        let text = row.letter.event.as_ref().unwrap().text().replace("{", "{ ");
        (row.letter.id, Some(Arc::new(Edit { text: text.into() })))
    });
    handle.send(Command::Edits(edits.collect()));
    until(&handle, "all are edited", |s| {
        s.letters.iter().all(|row| row.edit.is_some())
    });
    close(&handle);
}

#[test]
fn a_put_whose_answer_was_lost_is_in_doubt_and_not_sent_again() {
    let world = World::new();
    let broken = json!({"status": 400, "body": "no"});
    world.control("PUT", "downstream/api.example.com", &broken);
    world.put(3);
    let handle = world.open();
    read(&handle, 3);
    world.control("DELETE", "downstream/api.example.com", &json!({}));
    world.fault(&json!({"operation": "PutEvents", "fault": "drop-after", "count": 1}));
    let plan = plan(&handle, Deed::Redrive(Destination::Auto));
    let progress = run(&handle, &plan);
    assert_eq!(
        (progress.in_doubt, progress.deleted),
        (3, 0),
        "{progress:?}"
    );
    until(&handle, "the letters say so", |s| {
        s.letters.iter().all(|row| row.fate == Some(Fate::InDoubt))
    });
    close(&handle);
    assert_eq!(world.counts(), (3, 0));
}

#[test]
fn a_jq_filter_shows_what_its_program_lets_through_and_new_letters_too() {
    let world = World::new();
    world.fill(30);
    let handle = world.open();
    read(&handle, 30);
    let filter = Filter::parse("jq: .message.body | endswith(\"7\")").unwrap();
    handle.send(Command::View(ViewRequest {
        revision: 1,
        filter,
        ..ViewRequest::default()
    }));
    until(&handle, "7, 17 and 27 are shown", |s| {
        s.view.request.revision == 1 && s.view.ids.len() == 3
    });
    world.fill(10);
    until(&handle, "another 7 is shown", |s| s.view.ids.len() == 4);
    let wrong = Filter::parse("jq: .message |").unwrap();
    handle.send(Command::View(ViewRequest {
        revision: 2,
        filter: wrong,
        ..ViewRequest::default()
    }));
    until(&handle, "the request is answered as refused", |s| {
        let refused = s.view.refused.as_ref();
        refused.is_some_and(|(revision, why)| *revision == 2 && why.what.contains("jq"))
    });
    assert_eq!(
        handle.snapshot().view.ids.len(),
        4,
        "the list does not change"
    );
    close(&handle);
}
