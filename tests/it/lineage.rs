//! Letters that came back: across runs and sessions, through the real binary.

use serde_json::{Value, json};

use crate::world::{DLQ, Terminal, World};

const ANSWER: &str = r#"{"error":"overloaded"}"#;

/// A queue with one letter that came of a real delivery.
fn world() -> World {
    let world = World::new();
    let broken = json!({"status": 400, "body": ANSWER});
    world.control("PUT", "/_sim/downstream/api.example.com", &broken);
    let rule = json!({"Name": "ExampleEventRule"});
    let rule = world.aws("AWSEvents.DescribeRule", &rule);
    let pattern: Value = serde_json::from_str(rule["EventPattern"].as_str().unwrap()).unwrap();
    let entry = json!({
        "Source": pattern["source"][0],
        "DetailType": pattern["detail-type"][0],
        "Detail": "{\"n\":1}",
    });
    world.aws("AWSEvents.PutEvents", &json!({"Entries": [entry]}));
    came(&world, 1);
    world
}

/// Waits until so many letters are in the queue and nothing is under way.
fn came(world: &World, letters: u64) {
    while world.depth() != (letters, 0) || world.sim_state()["deliveries_under_way"] != 0 {}
}

/// Redrives everything; the name of the run. What fails again is in the queue afterwards.
fn redriven(world: &World) -> String {
    let args = ["redrive", "--queue", DLQ, "--max-bounce", "100", "--yes"];
    let (_, document) = world.json(&args);
    assert_eq!(document["result"]["sent"], 1, "{document}");
    came(world, 1);
    document["run"].as_str().unwrap().to_owned()
}

#[test]
fn a_letter_that_came_back_says_so_in_later_sessions() {
    let world = world();
    let first = redriven(&world);
    let second = redriven(&world);
    assert_ne!(first, second);

    let mut terminal = Terminal::start(&world, &["--queue", DLQ], (160, 44));
    terminal.wait_for("400 from ExampleReportingAPI");
    // the sign in the list, then the tab
    terminal.wait_for("↺");
    terminal.keys("3lllll");
    terminal.wait_for("[lineage]");
    terminal.wait_for("redriven twice");
    terminal.wait_for(&second[..8]);
    terminal.keys("q");
    terminal.end();

    for run in [&first, &second] {
        let (code, document) = world.json(&["history", run]);
        assert_eq!(code, 0);
        let message = &document["messages"][0];
        assert!(message["new_event_id"].is_string(), "{document}");
    }
    let (_, document) = world.json(&["history", &second]);
    let message = &document["messages"][0];
    assert_eq!(message["bounced_from"], first.as_str(), "{document}");
    let (_, all) = world.json(&["history"]);
    let bounced = |run: &str| {
        let runs = all["runs"].as_array().unwrap();
        let row = runs.iter().find(|r| r["run"] == run).unwrap();
        row["counts"]["bounced"].as_u64().unwrap()
    };
    assert_eq!((bounced(&first), bounced(&second)), (1, 1), "{all}");
}

#[test]
fn letters_that_came_back_are_found_by_a_filter() {
    let world = world();
    redriven(&world);
    let (_, document) = world.json(&["causes", "--queue", DLQ, "--where", "state:returned"]);
    assert_eq!(document["matched"], 1, "{document}");
    let (_, document) = world.json(&["causes", "--queue", DLQ, "--where", "-state:returned"]);
    assert_eq!(document["matched"], 0, "{document}");
}
