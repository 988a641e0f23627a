//! The journal through the real binary: imports in it, and all of it as JSON lines.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::world::World;

/// Lines of an export that nobody sent yet.
fn lines(world: &World, count: u32) -> PathBuf {
    let file = world.state().with_file_name("lines.jsonl");
    let line = |n: u32| json!({"message_id": format!("m-{n}"), "body": crate::world::event(n)});
    let text: Vec<String> = (0..count).map(|n| line(n).to_string()).collect();
    std::fs::write(&file, text.join("\n")).unwrap();
    file
}

#[test]
fn a_killed_import_is_told_line_by_line_and_finished_without_sending_twice() {
    let world = World::new();
    let url = world.queue_url();
    let file = lines(&world, 45);
    let file = file.to_str().unwrap();
    let hold = json!({"operation": "SendMessageBatch", "fault": "hold", "count": 1});
    // the second of five calls is held after it was done
    let pass =
        json!({"operation": "SendMessageBatch", "fault": "delay", "delay_ms": 1, "count": 1});
    world.control("POST", "/_sim/faults", &pass);
    world.control("POST", "/_sim/faults", &hold);
    let mut child = world
        .command(&["import", "--queue", &url, file])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while world.sim_state()["held"] != 1 {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    world.control("DELETE", "/_sim/faults", &Value::Null);
    world.control("POST", "/_sim/release", &Value::Null);
    let there = world.depth().0;
    let (_, history) = world.json(&["history"]);
    let run = &history["runs"][0];
    assert_eq!(
        (&run["kind"], &run["state"]),
        (&json!("import"), &json!("interrupted"))
    );
    let name = run["run"].as_str().unwrap();
    let (_, told) = world.json(&["history", name]);
    let states = told["messages"].as_array().unwrap();
    let of = |state: &str| states.iter().filter(|m| m["state"] == state).count() as u64;
    assert_eq!(of("in_doubt"), 10, "{told}");
    assert_eq!(of("sent") + 10, there, "{told}");
    let resume = ["import", "--queue", &url, file, "--resume", name];
    let (code, document) = world.json(&resume);
    assert_eq!(code, 1, "ten are in doubt: {document}");
    assert_eq!(document["in_doubt"], 10, "{document}");
    assert_eq!(world.depth().0, 45, "each line is there once: {document}");
    let second = document["run"].as_str().unwrap();
    let decided = [
        "import",
        "--queue",
        &url,
        file,
        "--resume",
        second,
        "--in-doubt",
        "delete",
    ];
    let (code, document) = world.json(&decided);
    assert_eq!((code, &document["sent"]), (0, &json!(0)), "{document}");
    assert_eq!(document["sent_before"], 45);
    assert_eq!(world.depth().0, 45);
    let other = lines(&world, 3);
    std::fs::write(&other, "{\"message_id\":\"x\",\"body\":\"b\"}").unwrap();
    let (code, document) = world.json(&resume);
    assert_eq!(code, 2, "another file: {document}");
}

#[test]
fn an_import_does_not_make_the_letters_that_it_came_from_look_sent() {
    let world = World::new();
    let url = world.queue_url();
    world.dead_letter(
        1,
        "ApiDestination returned HTTP status 503 with payload: {}",
    );
    let file = world.state().with_file_name("export.jsonl");
    let file = file.to_str().unwrap();
    world.run(&["export", "--queue", &url, "--to", file]);
    let (code, document) = world.json(&["import", "--queue", &url, file]);
    assert_eq!((code, &document["sent"]), (0, &json!(1)), "{document}");
    let (code, document) = world.json(&["redrive", "--queue", &url, "--yes"]);
    assert_eq!(
        (code, &document["result"]["sent"]),
        (0, &json!(2)),
        "{document}"
    );
    assert_eq!(world.deliveries(2)[1], 2, "both went out");
}

#[test]
fn the_journal_is_exported_as_lines_that_say_all_by_themselves() {
    let world = World::new();
    let url = world.queue_url();
    for id in 0..3 {
        world.dead_letter(
            id,
            "ApiDestination returned HTTP status 503 with payload: {}",
        );
    }
    let (_, deleted) = world.json(&[
        "delete", "--queue", &url, "--where", "", "--limit", "2", "--yes",
    ]);
    let (_, sent) = world.json(&["redrive", "--queue", &url, "--yes"]);
    let out = world.run(&["history", "--export", "-"]);
    assert!(out.status.success());
    let text = String::from_utf8(out.stdout).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let records: Vec<&str> = lines
        .iter()
        .map(|l| l["record"].as_str().unwrap())
        .collect();
    assert_eq!(records, ["run", "message", "message", "run", "message"]);
    assert_eq!(
        (&lines[0]["run"], &lines[0]["kind"]),
        (&deleted["run"], &json!("delete"))
    );
    assert_eq!(
        (&lines[3]["run"], &lines[4]["run"]),
        (&sent["run"], &sent["run"])
    );
    assert_eq!(lines[4]["state"], "deleted");
    assert!(lines[4]["new_event_id"].is_string() && lines[4]["queue"] == json!(url));
    assert!(lines[1]["message_attributes"]["RULE_ARN"]["StringValue"].is_string());
    // what was deleted can be put back from the file alone
    let file = world.state().with_file_name("journal.jsonl");
    let path = file.to_str().unwrap();
    let run = deleted["run"].as_str().unwrap();
    let out = world.run(&["history", run, "--export", path]);
    assert!(out.status.success());
    let text = std::fs::read_to_string(&file).unwrap();
    let messages: Vec<&str> = text
        .lines()
        .filter(|l| l.contains("\"record\":\"message\""))
        .collect();
    std::fs::write(&file, messages.join("\n")).unwrap();
    let (code, document) = world.json(&["import", "--queue", &url, path]);
    assert_eq!((code, &document["sent"]), (0, &json!(2)), "{document}");
    assert_eq!(world.depth().0, 2);
}
