use std::sync::Arc;

use super::schema_tests::must_be;
use super::world_tests::{World, path, snapshot};
use crate::engine::{Command, Phase, Snapshot};
use crate::letter::LetterId;
use crate::problem::{Exit, Kind, Problem};
use crate::time::Time;

fn silent() -> World {
    World::new(
        snapshot(),
        Box::new(|s: &mut Snapshot, command: &Command| {
            if let Command::View(request) = command {
                s.view.request = request.clone();
                s.view.ids = Arc::from([LetterId(0), LetterId(3)]);
            }
        }),
    )
}

#[test]
fn causes_are_told_as_one_document() {
    let mut world = silent();
    assert_eq!(world.run(&["causes", "--output", "json"]), Exit::Done);
    let document = world.json();
    assert_eq!(document["command"], "causes");
    assert_eq!(document["queue"]["name"], "orders-dlq");
    assert_eq!(document["queue"]["retention_seconds"], 345_600);
    assert_eq!(document["scan"]["read"], 4);
    assert_eq!(document["scan"]["seconds"], 1.25);
    assert_eq!(document["matched"], 4);
    let first = &document["causes"][0];
    assert_eq!(
        (&first["count"], &first["share"]),
        (&3.into(), &0.75.into())
    );
    assert_eq!(first["origin"], "eventbridge-rule");
    assert_eq!(first["verdict"], "fix-first");
    assert_eq!(first["first_sent"], "2024-01-02T05:24:21Z");
    assert_eq!(first["oldest_expires"], "2024-01-06T05:24:21Z");
    assert_eq!(first["sample_message_ids"][0], "m-0");
    assert_eq!(world.sent("Close"), 1);
}

#[test]
fn a_filter_counts_only_what_it_lets_through() {
    let mut world = silent();
    assert_eq!(
        world.run(&["causes", "--where", "code:503", "--output", "json"]),
        Exit::Done
    );
    let document = world.json();
    assert_eq!(document["matched"], 2);
    assert_eq!(document["causes"][0]["count"], 1);
    assert_eq!(document["causes"][0]["last_sent"], "2024-01-02T05:24:21Z");
}

#[test]
fn the_table_shows_no_escape_of_a_hostile_letter() {
    let mut world = silent();
    assert_eq!(world.run(&["causes"]), Exit::Done);
    assert!(!world.out.contains('\u{1b}') && world.out.contains('␛'));
    insta::assert_snapshot!("causes", world.out);
}

#[test]
fn an_export_can_be_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let file = path(dir.path(), "x.jsonl");
    let mut world = silent();
    assert_eq!(
        world.run(&["export", "--to", &file, "--output", "json"]),
        Exit::Done
    );
    assert_eq!(world.json()["exported"], 4);
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().count(), 4);
    let line: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    must_be("export-line", &line);
    assert_eq!(line["message_id"], "m-0");
    assert_eq!(
        line["message_attributes"]["ERROR_CODE"]["StringValue"],
        "SDK_CLIENT_ERROR"
    );
    assert_eq!(line["attributes"]["SentTimestamp"], "1704173061000");
    assert_eq!(line["exported_at"], "2024-01-02T06:00:00Z");
}

#[test]
fn an_export_leaves_out_what_is_redacted_unless_asked() {
    let mut world = silent();
    world.redact = vec!["detail.n".into()];
    assert_eq!(world.run(&["export"]), Exit::Done);
    assert_eq!(world.out.lines().count(), 4);
    assert!(world.out.contains("•••") && !world.out.contains("\\\"n\\\":3"));
    assert_eq!(world.run(&["export", "--unredacted"]), Exit::Done);
    assert!(world.out.contains("\\\"n\\\":3"));
    world.redact = vec!["ERROR_CODE".into()];
    assert_eq!(world.run(&["export"]), Exit::Done);
    assert!(
        world
            .out
            .contains(r#""ERROR_CODE":{"DataType":"String","StringValue":"•••"}"#)
    );
}

#[test]
fn a_file_that_cannot_be_written_is_a_usage_error() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = silent();
    let exit = world.run(&[
        "export",
        "--to",
        &path(dir.path(), "no/such/dir"),
        "--output",
        "json",
    ]);
    assert_eq!(exit, Exit::Usage);
    assert_eq!(world.json()["error"]["kind"], "usage");
}

#[test]
fn check_says_which_limit_is_passed() {
    let mut world = silent();
    let line = [
        "check",
        "--max-count",
        "3",
        "--max-age",
        "1h",
        "--min-left",
        "1d",
        "--output",
        "json",
    ];
    assert_eq!(world.run(&line), Exit::Incomplete);
    let document = world.json();
    let within: Vec<bool> = document["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["within"].as_bool().unwrap())
        .collect();
    assert_eq!(within, [false, true, true]);
    assert_eq!(document["checks"][0]["found"], 4);
    assert_eq!(document["checks"][1]["found"], 2139);
    assert_eq!(world.run(&["check", "--max-count", "4"]), Exit::Done);
    assert_eq!(world.run(&["check"]), Exit::Incomplete);
}

#[test]
fn watch_tells_new_causes_and_ends_when_its_time_is_over() {
    let mut world = silent();
    assert_eq!(
        world.run(&["watch", "--for", "0", "--output", "json"]),
        Exit::Done
    );
    let news: Vec<serde_json::Value> = world
        .out
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    news.iter().for_each(|line| must_be("watch-line", line));
    assert_eq!(news.len(), 2);
    assert_eq!(
        (&news[0]["new"], &news[0]["count"]),
        (&true.into(), &3.into())
    );
}

#[test]
fn an_interrupt_gives_back_and_says_so() {
    let mut world = silent();
    world
        .interrupted
        .store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(
        world.run(&["causes", "--output", "json"]),
        Exit::Interrupted
    );
    assert_eq!(world.json()["error"]["message"], "interrupted");
    assert_eq!(world.sent("Close"), 1);
}

#[test]
fn an_interrupt_is_how_a_watch_ends_and_no_mistake() {
    let mut world = silent();
    world
        .interrupted
        .store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(world.run(&["watch", "--output", "json"]), Exit::Interrupted);
    assert_eq!((&*world.out, world.sent("Close")), ("", 1));
}

#[test]
fn what_could_not_be_given_back_is_said() {
    let mut world = silent();
    world.hide(3, Time::parse("2024-01-02T06:05:00Z").unwrap());
    assert_eq!(world.run(&["causes"]), Exit::Done);
    assert!(
        world.err.contains("3 messages could not be given back"),
        "{}",
        world.err
    );
    assert!(world.err.contains("2024-01-02T06:05:00Z"));
}

fn in_phase(phase: Phase) -> World {
    let mut snapshot = snapshot();
    snapshot.queues[0].phase = phase;
    snapshot.queues[0].scan.complete = false;
    World::new(snapshot, Box::new(|_, _| {}))
}

#[test]
fn a_queue_that_cannot_be_read_is_an_error_with_its_own_exit_code() {
    let denied = Problem::new(Kind::Denied, "you may not receive").remedy("ask");
    let mut world = in_phase(Phase::Failed(denied));
    assert_eq!(world.run(&["causes", "--output", "json"]), Exit::Aws);
    let document = world.json();
    assert_eq!(document["error"]["kind"], "denied");
    assert_eq!(document["error"]["hint"], "ask");
}

#[test]
fn a_queue_out_of_reach_is_given_up_after_a_while() {
    let mut world = in_phase(Phase::Offline {
        since: Time(0),
        problem: Problem::new(Kind::Unreachable, "no answer from the endpoint"),
    });
    assert_eq!(world.run(&["causes"]), Exit::Aws);
    assert!(world.err.contains("error: no answer from the endpoint"));
}

#[test]
fn a_full_window_is_told_as_incomplete() {
    let mut world = in_phase(Phase::Full);
    assert_eq!(world.run(&["causes", "--output", "json"]), Exit::Done);
    assert_eq!(world.json()["scan"]["complete"], false);
}
