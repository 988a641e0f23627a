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
    while world.sim_state()["held"] != 1 {
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

/// Runs `args` again and again until the queue is empty or only what is in doubt is left.
fn finish(world: &World, args: &[&str]) -> Value {
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
    for _ in 0..60 {
        let (_, document) = world.json(&all);
        let (visible, hidden) = world.depth();
        let doubt = document["result"]["in_doubt"].as_u64().unwrap_or(0);
        if hidden == 0 && visible == doubt {
            return document;
        }
    }
    panic!("the queue never drained: {:?}", world.depth());
}

/// How often each event reached the reporting endpoint.
fn times(world: &World) -> Vec<usize> {
    while world.sim_state()["deliveries_under_way"] != 0 {}
    let mut times = vec![0; N as usize];
    for request in world
        .requests()
        .iter()
        .filter(|r| r["host"] == "api.example.com")
    {
        let body: Value = serde_json::from_str(request["body"].as_str().unwrap()).unwrap();
        times[usize::try_from(body["n"].as_u64().unwrap()).unwrap()] += 1;
    }
    times
}

#[test]
fn a_put_whose_answer_was_never_seen_is_in_doubt_and_not_sent_again() {
    let world = world();
    kill_at(&world, "redrive", "PutEvents");
    let document = finish(&world, &[]);
    let doubt = document["result"]["in_doubt"].as_u64().unwrap();
    assert!(
        (1..=10).contains(&doubt),
        "one held call was in doubt: {document}"
    );
    assert_eq!(
        world.depth(),
        (doubt, 0),
        "what is in doubt waits for the operator"
    );
    let times = times(&world);
    assert!(times.iter().all(|n| *n == 1), "each event once: {times:?}");
}

#[test]
fn what_is_in_doubt_is_deleted_when_the_operator_says_so() {
    let world = world();
    kill_at(&world, "redrive", "PutEvents");
    finish(&world, &["--in-doubt", "delete"]);
    assert_eq!(world.depth(), (0, 0));
    let times = times(&world);
    assert!(times.iter().all(|n| *n == 1), "each event once: {times:?}");
}

#[test]
fn what_was_sent_before_a_kill_is_only_deleted_after_it() {
    let world = world();
    kill_at(&world, "redrive", "DeleteMessageBatch");
    let document = finish(&world, &[]);
    assert_eq!(document["result"]["in_doubt"], 0, "{document}");
    assert_eq!(world.depth(), (0, 0));
    let times = times(&world);
    assert!(times.iter().all(|n| *n == 1), "each event once: {times:?}");
}

#[test]
fn a_delete_killed_half_way_can_be_undone_whole() {
    let world = world();
    kill_at(&world, "delete", "DeleteMessageBatch");
    let (_, history) = world.json(&["history"]);
    let run = history["runs"][0]["run"]
        .as_str()
        .unwrap_or_else(|| panic!("{history}"))
        .to_owned();
    let url = world.queue_url();
    let (code, document) = world.json(&["undo", &run, "--queue", &url, "--yes"]);
    assert!(code == 0 || code == 1, "{document}");
    let total = || {
        let (visible, hidden) = world.depth();
        visible + hidden
    };
    assert!(
        total() >= u64::from(N),
        "no letter is lost: {:?}",
        world.depth()
    );
}
