//! Runs that walk through a queue longer than the window, with the real binary.

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
fn a_window_full_of_letters_that_stay_ends_the_walk_with_a_count_and_a_word() {
    let world = world(|id| id % 3 == 0);
    let url = world.queue_url();
    let out = world
        .command(&args(
            "redrive",
            &url,
            &["--where", "status:503", "--output", "json"],
        ))
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(1), "{document}");
    let (sent, left) = (count(&document, "sent"), count(&document, "left"));
    assert!((80..150).contains(&sent), "{document}");
    // of the 300, those that were sent are gone, 50 that stay fill the window, and the rest was not looked at
    assert_eq!(left, u64::from(N) - sent - 50, "{document}");
    let last = document["result"]["last_error"].as_str().unwrap();
    assert!(last.contains("--max-messages"), "{last}");
    assert_eq!(world.depth(), (u64::from(N) - sent, 0), "all is given back");
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
