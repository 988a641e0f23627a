//! Runs that walk through a queue longer than the window, with the real binary.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::world::World;

/// Letters in the queue.
const N: u32 = 300;
/// The window.
const WINDOW: &str = "50";

const BROKEN: &str = "ApiDestination returned HTTP status 503 with payload: {}";

/// A queue of `N` letters; those that `other` names have another status.
fn world(other: impl Fn(u32) -> bool) -> World {
    let world = World::new();
    for id in 0..N {
        let message = if other(id) {
            "ApiDestination returned HTTP status 400 with payload: {}"
        } else {
            BROKEN
        };
        world.dead_letter(id, message);
    }
    world
}

/// `deed --queue Q --max-messages 50 --yes` with more arguments.
fn args<'a>(deed: &'a str, url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec![deed, "--queue", url, "--max-messages", WINDOW, "--yes"];
    if deed == "redrive" {
        all.extend(["--rate", "5000"]);
    }
    all.extend(more);
    all
}

fn count(document: &Value, of: &str) -> u64 {
    document["result"][of]
        .as_u64()
        .unwrap_or_else(|| panic!("{document}"))
}

#[test]
fn a_redrive_walks_a_queue_of_any_length_through_the_window() {
    let world = world(|_| false);
    let url = world.queue_url();
    let (code, document) = world.json(&args("redrive", &url, &[]));
    assert_eq!(code, 0, "{document}");
    let all = u64::from(N);
    assert_eq!(
        (count(&document, "sent"), count(&document, "deleted")),
        (all, all)
    );
    let estimate = &document["plan"]["estimate"];
    assert_eq!(
        (&estimate["seen"], &estimate["in_queue"]),
        (&json!(50), &json!(N))
    );
    assert_eq!(estimate["events"], json!(N));
    assert_eq!(world.depth(), (0, 0));
    let times = world.deliveries(N);
    assert!(times.iter().all(|n| *n == 1), "each event once: {times:?}");
}

#[test]
fn a_delete_walks_too_and_is_undone_whole() {
    let world = world(|_| false);
    let url = world.queue_url();
    let (code, document) = world.json(&args("delete", &url, &["--where", "status:503"]));
    assert_eq!(code, 0, "{document}");
    assert_eq!(count(&document, "deleted"), u64::from(N));
    assert_eq!(world.depth(), (0, 0));
    let run = document["run"].as_str().unwrap().to_owned();
    let (code, document) = world.json(&["undo", &run, "--queue", &url]);
    assert_eq!((code, world.depth()), (0, (u64::from(N), 0)), "{document}");
}

#[test]
fn letters_that_stay_are_set_aside_so_that_a_walk_sees_all_of_the_queue() {
    let world = world(|id| id % 3 == 0);
    let url = world.queue_url();
    let (code, document) = world.json(&args("redrive", &url, &["--where", "status:503"]));
    assert_eq!(code, 0, "{document}");
    assert_eq!(count(&document, "sent"), u64::from(N / 3 * 2), "{document}");
    assert_eq!(count(&document, "left"), 0, "{document}");
    let times = world.deliveries(N);
    let is_right = |(id, n): (usize, &usize)| *n == usize::from(id % 3 != 0);
    assert!(times.iter().enumerate().all(is_right), "{times:?}");
    assert_eq!(world.depth(), (u64::from(N / 3), 0), "all is given back");
}

#[test]
fn a_program_changes_what_comes_later_as_it_changed_what_was_seen() {
    let world = world(|_| false);
    let url = world.queue_url();
    let program = r#".detail.event = "again""#;
    let (code, document) = world.json(&args("redrive", &url, &["--jq", program]));
    assert_eq!(code, 0, "{document}");
    assert_eq!(count(&document, "deleted"), u64::from(N), "{document}");
    world.deliveries(N);
    let plain = |body: &Value| !body["body"].as_str().unwrap().contains("again");
    let requests = world.requests();
    let plain: Vec<&Value> = requests.iter().filter(|r| plain(r)).collect();
    assert!(plain.is_empty(), "none goes out unchanged: {plain:?}");
}

#[test]
fn a_limit_ends_the_walk() {
    let world = world(|_| false);
    let url = world.queue_url();
    let (code, document) = world.json(&args("redrive", &url, &["--limit", "120"]));
    assert_eq!(code, 0, "{document}");
    assert_eq!(count(&document, "deleted"), 120, "{document}");
    assert_eq!(world.depth(), (u64::from(N) - 120, 0));
}

/// Messages in the queue.
fn total(world: &World) -> u64 {
    let (visible, hidden) = world.depth();
    visible + hidden
}

fn start(world: &World, args: &[&str]) -> Child {
    let mut command = world.command(args);
    command.args(["--output", "json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Lets the program walk until the first answer of `operation` is held and fewer than `below` messages are left, kills it
/// with SIGKILL, and answers its run.
fn kill_on_the_way(world: &World, args: &[&str], (operation, below): (&str, u64)) -> String {
    let hold = json!({"operation": operation, "fault": "hold", "count": 1});
    world.control("POST", "/_sim/faults", &hold);
    let mut child = start(world, args);
    while world.sim_state()["held"] != 1 || total(world) >= below {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    world.control("DELETE", "/_sim/faults", &Value::Null);
    world.control("POST", "/_sim/release", &Value::Null);
    world.lapse();
    let (_, history) = world.json(&["history"]);
    history["runs"][0]["run"].as_str().unwrap().to_owned()
}

#[test]
fn a_walk_that_was_killed_is_finished_and_nothing_is_missing_or_sent_twice() {
    let world = world(|_| false);
    let url = world.queue_url();
    let walk = args("redrive", &url, &["--lease", "10s"]);
    let run = kill_on_the_way(&world, &walk, ("PutEvents", 200));
    let resume = [
        "redrive",
        "--resume",
        &run,
        "--max-messages",
        WINDOW,
        "--yes",
        "--rate",
        "5000",
        "--lease",
        "10s",
    ];
    let (code, document) = world.json(&resume);
    // those whose answer was never seen wait for the operator, also in the second run
    let doubt = count(&document, "in_doubt");
    assert!(code == 1 && (10..=480).contains(&doubt), "{document}");
    assert_eq!(world.depth(), (doubt, 0), "{document}");
    let times = world.deliveries(N);
    assert!(times.iter().all(|n| *n <= 1), "no event twice: {times:?}");
    let missing = times.iter().filter(|n| **n == 0).count() as u64;
    assert!(missing <= doubt, "{missing} are missing: {document}");
}

#[test]
fn a_killed_delete_that_walks_is_finished_and_undone_whole() {
    let world = world(|_| false);
    let url = world.queue_url();
    let walk = args("delete", &url, &["--where", "status:503", "--lease", "10s"]);
    let first = kill_on_the_way(&world, &walk, ("DeleteMessageBatch", 200));
    let resume = [
        "redrive",
        "--resume",
        &first,
        "--max-messages",
        WINDOW,
        "--yes",
        "--lease",
        "10s",
    ];
    let (code, document) = world.json(&resume);
    assert_eq!((code, world.depth()), (0, (0, 0)), "{document}");
    let second = document["run"].as_str().unwrap().to_owned();
    for run in [&first, &second] {
        let (code, document) = world.json(&["undo", run, "--queue", &url, "--lease", "10s"]);
        assert_eq!(code, 0, "{document}");
    }
    assert_eq!(
        world.depth(),
        (u64::from(N), 0),
        "each is back, and none twice"
    );
}

#[test]
fn a_plan_file_of_a_long_queue_is_run_with_its_filter_on_the_letters_of_then() {
    let world = world(|id| id >= 280);
    let url = world.queue_url();
    let file = world.state().with_file_name("plan.json");
    let path = file.to_str().unwrap();
    let out = [
        "redrive",
        "--queue",
        &url,
        "--max-messages",
        WINDOW,
        "--where",
        "status:503",
        "--rate",
        "5000",
    ];
    let (code, document) = world.json(&[&out[..], &["--plan-out", path]].concat());
    assert_eq!(code, 3, "{document}");
    for id in N..N + 5 {
        world.dead_letter(id, BROKEN);
    }
    let run = ["redrive", "--plan", path, "--max-messages", WINDOW, "--yes"];
    let (code, document) = world.json(&run);
    assert_eq!((code, count(&document, "deleted")), (0, 280), "{document}");
    assert_eq!(
        world.depth(),
        (25, 0),
        "what came after the plan, and what does not match, stays"
    );
}

fn until(world: &World, what: &str, holds: impl Fn(&World) -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !holds(world) {
        assert!(Instant::now() < end, "{what}: {:?}", world.depth());
        std::thread::yield_now();
    }
}

/// Ends a program as a service manager would; its exit code and document.
fn terminate(child: Child) -> (i32, Value) {
    let pid = child.id().to_string();
    assert!(
        std::process::Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    let out = child.wait_with_output().unwrap();
    let document = serde_json::from_slice(&out.stdout).unwrap();
    (out.status.code().unwrap_or(-1), document)
}

#[test]
fn a_run_that_follows_takes_what_arrives_until_it_is_interrupted() {
    let world = World::new();
    let url = world.queue_url();
    let follow = [
        "redrive",
        "--queue",
        &url,
        "--follow",
        "--where",
        "status:503",
        "--yes",
    ];
    let child = start(&world, &follow);
    for id in 0..10 {
        world.dead_letter(id, BROKEN);
    }
    until(&world, "the first are gone", |world| total(world) == 0);
    world.dead_letter(
        10,
        "ApiDestination returned HTTP status 400 with payload: {}",
    );
    for id in 11..15 {
        world.dead_letter(id, BROKEN);
    }
    until(&world, "the second are gone", |world| total(world) == 1);
    let (code, document) = terminate(child);
    assert_eq!(code, 130, "{document}");
    let result = (count(&document, "sent"), count(&document, "deleted"));
    assert_eq!(result, (14, 14), "{document}");
    assert_eq!(document["result"]["stopped_by"], "interrupt");
    assert_eq!(world.depth(), (1, 0), "everything is given back");
}

#[test]
fn a_run_that_follows_ends_at_its_limit() {
    let world = World::new();
    let url = world.queue_url();
    let follow = [
        "redrive", "--queue", &url, "--follow", "--limit", "3", "--yes",
    ];
    let child = start(&world, &follow);
    for id in 0..5 {
        world.dead_letter(id, BROKEN);
    }
    let out = child.wait_with_output().unwrap();
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(0), "{document}");
    assert_eq!(
        (count(&document, "deleted"), total(&world)),
        (3, 2),
        "{document}"
    );
}

#[test]
fn what_a_run_sent_and_came_back_is_counted_and_never_followed_again() {
    let world = World::new();
    let url = world.queue_url();
    let broken = json!({"status": 400, "body": "no"});
    world.control("PUT", "/_sim/downstream/api.example.com", &broken);
    let follow = [
        "redrive",
        "--queue",
        &url,
        "--follow",
        "--max-bounce",
        "100",
        "--yes",
    ];
    let child = start(&world, &follow);
    for id in 0..5 {
        world.dead_letter(id, BROKEN);
        until(&world, "it bounced", |world| {
            total(world) == u64::from(id) + 1 && world.deliveries(5)[id as usize] > 0
        });
    }
    let bounced = |world: &World| world.depth() == (0, 5);
    until(&world, "all came back", bounced);
    let (code, document) = terminate(child);
    assert_eq!(code, 130, "{document}");
    assert_eq!(
        (count(&document, "sent"), count(&document, "bounced")),
        (5, 5),
        "{document}"
    );
    assert_eq!(world.deliveries(5), [1; 5], "each was sent once");
}
