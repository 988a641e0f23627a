//! A redrive to the failed target alone, by the real binary: only that target gets it, nothing that was made is left.

use std::process::Child;

use serde_json::{Value, json};

use crate::world::{Terminal, World};

const FAILED: &str = "api.example.com";
const AUDIT: &str = "audit.example.com";

/// A world in which `count` events reached the audit, and are dead for the reporting target.
fn world(count: u32) -> World {
    let world = World::new();
    answer(&world, 503);
    for n in 0..count {
        let detail = json!({"event": "user_login", "n": n}).to_string();
        let entry = json!({"Source": "userService.tracking", "DetailType": "user_activity", "Detail": detail});
        world.aws("AWSEvents.PutEvents", &json!({"Entries": [entry]}));
    }
    while world.sim_state()["deliveries_under_way"] != 0 || total(&world) < u64::from(count) {}
    assert_eq!(received(&world, AUDIT), count as usize);
    world
}

/// How the reporting target answers from now on; 200 heals it.
fn answer(world: &World, status: u16) {
    let path = format!("/_sim/downstream/{FAILED}");
    if status == 200 {
        world.control("DELETE", &path, &Value::Null);
    } else {
        let body = json!({"status": status, "body": "{\"still\":\"broken\"}"});
        world.control("PUT", &path, &body);
    }
}

fn received(world: &World, host: &str) -> usize {
    let requests = world.requests();
    requests.iter().filter(|r| r["host"] == host).count()
}

fn total(world: &World) -> u64 {
    let (visible, hidden) = world.depth();
    visible + hidden
}

/// Names of the buses and queues that a run made.
fn made(world: &World) -> Vec<String> {
    let prefix = json!({"NamePrefix": "dlq-tui-", "QueueNamePrefix": "dlq-tui-"});
    let buses = world.aws("AWSEvents.ListEventBuses", &prefix);
    let queues = world.aws("AmazonSQS.ListQueues", &prefix);
    let texts = |list: &Value, name: Option<&str>| {
        let all = list.as_array().cloned().unwrap_or_default();
        let text = |one: &Value| name.map_or(one.clone(), |n| one[n].clone());
        all.iter()
            .map(|one| text(one).as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let mut all = texts(&buses["EventBuses"], Some("Name"));
    all.extend(texts(&queues["QueueUrls"], None));
    all
}

fn redrive<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["redrive", "--queue", url, "--lease", "10s"];
    args.extend(more);
    args
}

const TO: [&str; 2] = ["--to", "failed-target"];

#[test]
fn only_the_failed_target_gets_the_event_and_nothing_is_left() {
    let world = world(3);
    let url = world.queue_url();
    let (code, plan) = world.json(&redrive(&url, &[&TO[..], &["--dry-run"]].concat()));
    assert_eq!(code, 0, "{plan}");
    let fires = plan["plan"]["fires"].as_array().unwrap();
    assert_eq!(fires.len(), 1, "{plan}");
    assert_eq!(fires[0]["failed"], true);
    assert!(made(&world).is_empty(), "a plan makes nothing");
    answer(&world, 200);
    let before = received(&world, FAILED);
    let (code, document) = world.json(&redrive(
        &url,
        &[&TO[..], &["--yes", "--watch", "1s"]].concat(),
    ));
    assert_eq!(code, 0, "{document}");
    let result = &document["result"];
    assert_eq!(
        (&result["sent"], &result["deleted"], &result["settled"]),
        (&json!(3), &json!(3), &json!(3)),
        "{document}"
    );
    assert_eq!(received(&world, FAILED) - before, 3);
    assert_eq!(received(&world, AUDIT), 3, "the audit got nothing more");
    assert_eq!((total(&world), made(&world)), (0, Vec::new()));
    let (code, document) = world.json(&["doctor", "--clean"]);
    assert_eq!(
        (code, &document["clean"]["found"]),
        (0, &json!(0)),
        "{document}"
    );
}

#[test]
fn what_is_still_broken_stays_with_its_new_error_and_nothing_is_left() {
    let world = world(2);
    answer(&world, 500);
    let url = world.queue_url();
    let (code, document) = world.json(&redrive(&url, &[&TO[..], &["--yes", "--details"]].concat()));
    assert_eq!(code, 1, "{document}");
    let result = &document["result"];
    assert_eq!(
        (&result["deleted"], &result["bounced"], &result["failed"]),
        (&json!(0), &json!(2), &json!(2)),
        "{document}"
    );
    let error = document["messages"][0]["error"].as_str().unwrap();
    assert!(error.contains("500"), "{error}");
    assert_eq!((total(&world), made(&world)), (2, Vec::new()));
    assert_eq!(received(&world, AUDIT), 2);
    assert_eq!(world.depth().1, 0, "the letters are given back");
    // they are free: another try is not held back
    let (_, plan) = world.json(&redrive(&url, &[&TO[..], &["--dry-run"]].concat()));
    assert_eq!(plan["plan"]["events"], 2, "{plan}");
}

/// Starts a redrive; answers once it watches all that it sent.
fn watching(world: &World) -> Child {
    let url = world.queue_url();
    let before = received(world, FAILED);
    let count = total(world);
    let mut child: Child = world
        .command(&redrive(&url, &[&TO[..], &["--yes"]].concat()))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let watched = || {
        let (_, history) = world.json(&["history"]);
        history["runs"][0]["counts"]["in_doubt"] == count
    };
    while received(world, FAILED) - before < count as usize || !watched() {
        assert!(
            child.try_wait().unwrap().is_none(),
            "ended before it watched"
        );
    }
    child
}

/// Kills a redrive with SIGKILL while it watches what it sent.
fn killed_while_watching(world: &World) {
    let count = total(world);
    let mut child = watching(world);
    child.kill().unwrap();
    child.wait().unwrap();
    world.lapse();
    assert_eq!(
        total(world),
        count,
        "nothing is deleted while it is watched"
    );
}

#[test]
fn after_a_kill_the_watch_goes_on_and_nothing_is_sent_again() {
    let world = world(4);
    answer(&world, 200);
    killed_while_watching(&world);
    let sent = received(&world, FAILED);
    assert!(!made(&world).is_empty());
    let (code, document) = world.json(&["doctor", "--clean"]);
    assert_eq!(code, 3, "nothing is removed without leave: {document}");
    let check = &document["checks"][0];
    assert_eq!(
        (&check["check"], &check["state"]),
        (&json!("scratch-bus"), &json!("warn")),
        "{document}"
    );
    assert!(!made(&world).is_empty());
    let (_, history) = world.json(&["history"]);
    let run = history["runs"][0]["run"].as_str().unwrap();
    let (code, document) = world.json(&["redrive", "--resume", run, "--yes", "--lease", "10s"]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(document["result"]["deleted"], 4, "{document}");
    assert_eq!(received(&world, FAILED), sent, "sent once");
    assert_eq!((total(&world), made(&world)), (0, Vec::new()));
}

#[test]
fn after_a_kill_a_clean_up_removes_all_and_loses_nothing() {
    let world = world(2);
    answer(&world, 200);
    killed_while_watching(&world);
    let (code, document) = world.json(&["doctor", "--clean", "--yes"]);
    assert_eq!(
        (code, &document["clean"]["removed"]),
        (0, &json!(1)),
        "{document}"
    );
    assert!(made(&world).is_empty());
    assert_eq!(total(&world), 2, "the letters are where they were");
    let url = world.queue_url();
    let (code, document) = world.json(&redrive(&url, &["--yes"]));
    assert_eq!(
        (code, &document["result"]["in_doubt"]),
        (1, &json!(2)),
        "not sent again by accident: {document}"
    );
    let (code, _) = world.json(&redrive(&url, &["--yes", "--in-doubt", "delete"]));
    assert_eq!((code, total(&world)), (0, 0));
}

#[test]
fn an_interrupt_leaves_what_was_sent_in_doubt_and_removes_what_was_made() {
    let world = world(2);
    answer(&world, 200);
    let mut child = watching(&world);
    let pid = rustix::process::Pid::from_raw(child.id().cast_signed()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(
        (world.depth(), made(&world)),
        ((2, 0), Vec::new()),
        "given back, and nothing is left"
    );
    let (_, history) = world.json(&["history"]);
    assert_eq!(history["runs"][0]["counts"]["in_doubt"], 2, "{history}");
    assert_eq!(history["runs"][0]["state"], "finished");
}

#[test]
fn a_target_that_is_gone_is_refused_before_anything_is_made() {
    let world = world(1);
    let rule = json!({"Rule": "ExampleEventRule"});
    let targets = world.aws("AWSEvents.ListTargetsByRule", &rule);
    let targets = targets["Targets"].as_array().unwrap();
    let failed = targets
        .iter()
        .find(|t| t["Arn"].as_str().unwrap().contains("ExampleReportingAPI"));
    let ids = json!({"Rule": "ExampleEventRule", "Ids": [failed.unwrap()["Id"]]});
    world.aws("AWSEvents.RemoveTargets", &ids);
    let url = world.queue_url();
    let (code, document) = world.json(&redrive(&url, &[&TO[..], &["--yes"]].concat()));
    assert_eq!(code, 3, "{document}");
    let blocker = document["plan"]["blockers"][0].as_str().unwrap();
    assert!(blocker.contains("is gone, or was made anew"), "{blocker}");
    assert_eq!((total(&world), made(&world)), (1, Vec::new()));
}

#[test]
fn in_the_terminal_a_key_in_the_plan_spares_the_healthy_target() {
    let world = world(1);
    answer(&world, 200);
    let before = received(&world, FAILED);
    let mut terminal = Terminal::start(&world, &["--queue", &world.queue_url()], (100, 30));
    terminal.wait_for("503 from ExampleReportingAPI");
    terminal.keys("r");
    terminal.wait_for("had NOT failed");
    terminal.keys("d");
    terminal.wait_for("the failed target ExampleReportingAPI alone");
    terminal.keys("y");
    terminal.wait_for("watching for bounces");
    assert_eq!(total(&world), 1, "it stays until the watch is over");
    while total(&world) > 0 {}
    assert_eq!(
        (received(&world, FAILED) - before, received(&world, AUDIT)),
        (1, 1)
    );
    while !made(&world).is_empty() {}
    terminal.wait_until("the run is over", |screen| {
        !screen.contents().contains("─ Run ")
    });
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
}
