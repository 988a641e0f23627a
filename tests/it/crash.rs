//! The real binary, killed half-way. The simulator holds an answer, so that the moment is known.

use serde_json::{Value, json};

use crate::world::World;

const N: u32 = 30;

fn world() -> World {
    let world = World::new();
    for id in 0..N {
        world.dead_letter(
            id,
            "ApiDestination returned HTTP status 503 with payload: {}",
        );
    }
    world
}

/// Messages in the queue.
fn total(world: &World) -> u64 {
    let (visible, hidden) = world.depth();
    visible + hidden
}

/// Starts a redrive (or delete) of everything, lets the simulator hold the first answer of `operation`, and kills
/// the program with SIGKILL once it holds one.
fn kill_at(world: &World, deed: &str, operation: &str) {
    world.control(
        "POST",
        "/_sim/faults",
        &json!({"operation": operation, "fault": "hold", "count": 1}),
    );
    let url = world.queue_url();
    let mut child = world
        .command(&[
            deed,
            "--queue",
            &url,
            "--where",
            "status:503",
            "--yes",
            "--lease",
            "10s",
            "--output",
            "json",
        ])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // of a put, the other calls are waited for: what they sent is on disk once it is deleted
    let others = || operation == "PutEvents" && total(world) > 10;
    while world.sim_state()["held"] != 1 || others() {
        assert!(
            child.try_wait().unwrap().is_none(),
            "ended before the answer was held"
        );
    }
    child.kill().unwrap();
    child.wait().unwrap();
    world.control("DELETE", "/_sim/faults", &Value::Null);
    world.control("POST", "/_sim/release", &Value::Null);
}

/// The run that was killed.
fn killed_run(world: &World) -> String {
    let (_, history) = world.json(&["history"]);
    let run = history["runs"][0]["run"].as_str();
    run.unwrap_or_else(|| panic!("{history}")).to_owned()
}

/// Runs a redrive with `args` again and again until the queue is empty or only what is in doubt is left.
fn finish(world: &World, args: &[&str]) -> Value {
    world.lapse();
    let url = world.queue_url();
    let mut all = vec![
        "redrive",
        "--queue",
        &url,
        "--where",
        "status:503",
        "--yes",
        "--lease",
        "10s",
    ];
    all.extend(args);
    for _ in 0..5 {
        let (_, document) = world.json(&all);
        let (visible, hidden) = world.depth();
        let doubt = document["result"]["in_doubt"].as_u64().unwrap_or(0);
        if hidden == 0 && visible == doubt {
            return document;
        }
    }
    panic!("the queue never drained: {:?}", world.depth());
}

#[test]
fn a_put_whose_answer_was_never_seen_is_in_doubt_and_not_sent_again() {
    let world = world();
    kill_at(&world, "redrive", "PutEvents");
    let document = finish(&world, &[]);
    let doubt = document["result"]["in_doubt"].as_u64().unwrap();
    assert_eq!(doubt, 10, "one held call was in doubt: {document}");
    assert_eq!(
        world.depth(),
        (doubt, 0),
        "what is in doubt waits for the operator"
    );
    let times = world.deliveries(N);
    assert!(times.iter().all(|n| *n == 1), "each event once: {times:?}");
}

#[test]
fn what_is_in_doubt_is_deleted_when_the_operator_says_so() {
    let world = world();
    kill_at(&world, "redrive", "PutEvents");
    finish(&world, &["--in-doubt", "delete"]);
    assert_eq!(world.depth(), (0, 0));
    let times = world.deliveries(N);
    assert!(times.iter().all(|n| *n == 1), "each event once: {times:?}");
}

#[test]
fn what_was_sent_before_a_kill_is_only_deleted_after_it() {
    let world = world();
    kill_at(&world, "redrive", "DeleteMessageBatch");
    let document = finish(&world, &[]);
    // puts that were under way beside the delete are in doubt
    let doubt = document["result"]["in_doubt"].as_u64().unwrap_or(0);
    assert!(doubt <= 20, "{document}");
    assert_eq!(world.depth(), (doubt, 0));
    let times = world.deliveries(N);
    let missing = times.iter().filter(|n| **n == 0).count() as u64;
    assert!(
        times.iter().all(|n| *n <= 1) && missing <= doubt,
        "each event once: {times:?}"
    );
}

#[test]
fn a_delete_killed_half_way_can_be_undone_whole() {
    let world = world();
    kill_at(&world, "delete", "DeleteMessageBatch");
    let run = killed_run(&world);
    let url = world.queue_url();
    let undo = ["undo", &run, "--queue", &url, "--lease", "10s"];
    world.lapse();
    let (code, document) = world.json(&undo);
    assert_eq!(code, 0, "{document}");
    let sent = document["result"]["sent"].as_u64().unwrap();
    assert!((1..=u64::from(N)).contains(&sent), "{document}");
    assert_eq!(
        world.depth(),
        (u64::from(N), 0),
        "no letter is lost and none is there twice: {document}"
    );
    let (code, document) = world.json(&undo);
    assert_eq!((code, world.depth()), (0, (u64::from(N), 0)), "{document}");
}

#[test]
fn an_undo_sends_nothing_back_that_may_still_be_in_the_queue() {
    let world = world();
    kill_at(&world, "delete", "DeleteMessageBatch");
    let kept = total(&world);
    assert!(kept < u64::from(N), "the answer was held after the deed");
    let run = killed_run(&world);
    // somebody holds a letter for long: whether it is one of the run's, nobody else knows
    let url = world.queue_url();
    world.dead_letter(N, "another");
    world.lapse();
    world.aws(
        "AmazonSQS.ReceiveMessage",
        &json!({"QueueUrl": url, "VisibilityTimeout": 3600}),
    );
    let (code, document) = world.json(&["undo", &run, "--queue", &url, "--lease", "10s"]);
    let left = document["result"]["left"].as_u64().unwrap();
    assert!(code == 1 && left > 0, "{document}");
    let skipped = document["plan"]["skipped"].to_string();
    assert!(skipped.contains("not known yet"), "{skipped}");
    let sent = document["result"]["sent"].as_u64().unwrap();
    assert_eq!(total(&world), kept + 1 + sent, "{document}");
    world.lapse();
    let (code, document) = world.json(&["undo", &run, "--queue", &url, "--lease", "10s"]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(world.depth(), (u64::from(N) + 1, 0), "{document}");
}

#[test]
fn a_program_that_is_run_again_after_a_kill_changes_no_letter_twice() {
    let world = World::new();
    for id in 0..6 {
        world.dead_letter(
            id,
            "ApiDestination returned HTTP status 503 with payload: {}",
        );
    }
    let url = world.queue_url();
    let again = |rate: &str| {
        let program = ".detail.n += 100";
        let mut command = world.command(&["redrive", "--queue", &url, "--jq", program]);
        command.args(["--rate", rate, "--yes"]);
        command.stdout(std::process::Stdio::null());
        command
    };
    let mut child = again("1").spawn().unwrap();
    while world.requests().is_empty() {}
    child.kill().unwrap();
    child.wait().unwrap();
    world.lapse();
    let out = again("100").output().unwrap();
    let told = String::from_utf8_lossy(&out.stderr);
    assert!(told.contains("of an earlier run"), "{told}");
    while world.sim_state()["deliveries_under_way"] != 0 {}
    let mut delivered: Vec<u64> = world
        .requests()
        .iter()
        .filter(|request| request["host"] == "api.example.com")
        .map(|request| {
            let body: Value = serde_json::from_str(request["body"].as_str().unwrap()).unwrap();
            body["n"].as_u64().unwrap()
        })
        .collect();
    delivered.sort_unstable();
    assert_eq!(delivered, [100, 101, 102, 103, 104, 105]);
}
