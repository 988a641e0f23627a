//! Verdicts that know of the state of bus, rule, target and connection: through the real binary.

use serde_json::{Value, json};

use crate::world::{DLQ, Terminal, World};

const EVENT: &str = r#"{"version":"0","id":"61b23e11-93d3-e9ee-9d85-b545a7bb0001","detail-type":"t","source":"s","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"ap-southeast-1","resources":[],"detail":{"n":1}}"#;
const BUSY: &str = "ApiDestination returned HTTP status 429 with payload: busy";

fn events(world: &World, operation: &str, body: &Value) -> Value {
    world.aws(&format!("AWSEvents.{operation}"), body)
}

/// A letter of the seed's rule, whose endpoint was busy: a plain redrive would help. The target that failed.
fn letter_of_the_seed(world: &World) -> Value {
    let rule = json!({"Name": "ExampleEventRule"});
    let rule_arn = events(world, "DescribeRule", &rule)["Arn"].clone();
    let targets = events(
        world,
        "ListTargetsByRule",
        &json!({"Rule": "ExampleEventRule"}),
    );
    let all = targets["Targets"].as_array().unwrap();
    let target = all
        .iter()
        .find(|t| t["Arn"].as_str().unwrap().contains("ExampleReportingAPI"))
        .unwrap()
        .clone();
    letter(world, rule_arn.as_str().unwrap(), &target);
    target
}

fn letter(world: &World, rule: &str, target: &Value) {
    let attributes = [
        ("RULE_ARN", rule),
        ("TARGET_ARN", target["Arn"].as_str().unwrap()),
        ("ERROR_CODE", "SDK_CLIENT_ERROR"),
        ("ERROR_MESSAGE", BUSY),
        ("RETRY_ATTEMPTS", "1"),
        ("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts"),
    ];
    world.send(EVENT, &attributes);
}

/// Verdict and advice of the only cause.
fn told(world: &World) -> (String, String) {
    let (code, document) = world.json(&["causes", "--queue", DLQ]);
    assert_eq!(code, 0, "{document}");
    let cause = &document["causes"][0];
    let text = |name: &str| cause[name].as_str().unwrap().to_owned();
    (text("verdict"), text("advice"))
}

/// The state is known to the document, to the table, to `watch` and to the screen, which shows `word` of it.
fn stands_in_the_way(world: &World, reason: &str, word: &str) {
    let (verdict, advice) = told(world);
    assert_eq!(verdict, "fix-first", "{advice}");
    assert!(
        advice.starts_with("Fix this first, or it comes straight back"),
        "{advice}"
    );
    assert!(advice.contains(reason), "{reason}: {advice}");
    let table = world.run(&["causes", "--queue", DLQ]);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(
        table.contains("fix first") && table.contains(reason),
        "{table}"
    );
    let lines = world.run(&["watch", "--queue", DLQ, "--for", "1s", "--output", "json"]);
    let lines = String::from_utf8(lines.stdout).unwrap();
    assert!(lines.contains(r#""verdict":"fix-first""#), "{lines}");
    for size in [(200, 60), (80, 24)] {
        let mut terminal = Terminal::start(world, &["--queue", DLQ], size);
        terminal.wait_until(word, |screen| {
            let text = screen.contents();
            text.contains(word) && text.contains("fix first")
        });
        terminal.keys("q");
        terminal.end();
    }
}

#[test]
fn nothing_in_the_way_leaves_the_verdict_to_the_error() {
    let world = World::new();
    letter_of_the_seed(&world);
    let (verdict, advice) = told(&world);
    assert_eq!(verdict, "redrive", "{advice}");
    assert!(!advice.contains("Fix this first"), "{advice}");
}

#[test]
fn a_connection_that_is_deauthorised_is_named_with_its_state() {
    let world = World::new();
    letter_of_the_seed(&world);
    let connections = events(&world, "ListConnections", &json!({}));
    for connection in connections["Connections"].as_array().unwrap() {
        events(
            &world,
            "DeauthorizeConnection",
            &json!({"Name": connection["Name"]}),
        );
    }
    stands_in_the_way(&world, "is DEAUTHORIZED", "DEAUTHORIZED");
}

#[test]
fn a_connection_that_the_downstream_made_lose_its_authorisation_is_named() {
    let world = World::new();
    letter_of_the_seed(&world);
    let refusal = json!({"status": 401, "body": "bad key"});
    world.control("PUT", "/_sim/downstream/api.example.com", &refusal);
    let entry = json!({"Source": "userService.tracking", "DetailType": "user_activity", "Detail": "{\"n\":1}"});
    let rule = events(&world, "DescribeRule", &json!({"Name": "ExampleEventRule"}));
    let pattern: Value = serde_json::from_str(rule["EventPattern"].as_str().unwrap()).unwrap();
    let mut entry = entry;
    entry["Source"] = pattern["source"][0].clone();
    entry["DetailType"] = pattern["detail-type"][0].clone();
    events(&world, "PutEvents", &json!({"Entries": [entry]}));
    while world.depth().0 < 2 {
        while world.sim_state()["deliveries_under_way"] != 0 {}
    }
    let (code, document) = world.json(&["causes", "--queue", DLQ, "--where", "status:429"]);
    assert_eq!(code, 0);
    let advice = document["causes"][0]["advice"].as_str().unwrap();
    assert!(advice.contains("DEAUTHORIZED"), "{advice}");
    assert_eq!(document["causes"][0]["verdict"], "fix-first");
}

#[test]
fn a_destination_that_is_gone_is_named() {
    let world = World::new();
    letter_of_the_seed(&world);
    events(
        &world,
        "DeleteApiDestination",
        &json!({"Name": "ExampleReportingAPI"}),
    );
    stands_in_the_way(
        &world,
        "the API destination ExampleReportingAPI is gone",
        "is gone",
    );
}

#[test]
fn a_disabled_rule_is_named() {
    let world = World::new();
    letter_of_the_seed(&world);
    events(&world, "DisableRule", &json!({"Name": "ExampleEventRule"}));
    stands_in_the_way(&world, "the rule ExampleEventRule is disabled", "disabled");
}

#[test]
fn a_target_that_was_removed_is_told() {
    let world = World::new();
    let target = letter_of_the_seed(&world);
    let remove = json!({"Rule": "ExampleEventRule", "Ids": [target["Id"]]});
    events(&world, "RemoveTargets", &remove);
    stands_in_the_way(
        &world,
        "the rule ExampleEventRule has this target no more",
        "no more",
    );
}

#[test]
fn a_rule_that_was_deleted_is_told() {
    let world = World::new();
    letter_of_the_seed(&world);
    let targets = events(
        &world,
        "ListTargetsByRule",
        &json!({"Rule": "ExampleEventRule"}),
    );
    let ids: Vec<&Value> = targets["Targets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| &t["Id"])
        .collect();
    events(
        &world,
        "RemoveTargets",
        &json!({"Rule": "ExampleEventRule", "Ids": ids}),
    );
    events(&world, "DeleteRule", &json!({"Name": "ExampleEventRule"}));
    stands_in_the_way(&world, "the rule ExampleEventRule is gone", "is gone");
}

#[test]
fn a_bus_that_was_deleted_is_told() {
    let world = World::new();
    events(&world, "CreateEventBus", &json!({"Name": "orders"}));
    let rule = json!({"Name": "NewOrder", "EventBusName": "orders", "EventPattern": "{\"source\":[\"s\"]}"});
    let rule = events(&world, "PutRule", &rule)["RuleArn"].clone();
    let target = json!({"Arn": "arn:aws:sqs:ap-southeast-1:123456789012:orders"});
    letter(&world, rule.as_str().unwrap(), &target);
    events(
        &world,
        "DeleteRule",
        &json!({"Name": "NewOrder", "EventBusName": "orders"}),
    );
    events(&world, "DeleteEventBus", &json!({"Name": "orders"}));
    stands_in_the_way(&world, "the bus orders is gone", "is gone");
}

#[test]
fn what_may_not_be_read_leaves_the_verdict_to_the_error() {
    let world = World::new();
    letter_of_the_seed(&world);
    for operation in [
        "ListRules",
        "DescribeEventBus",
        "DescribeApiDestination",
        "DescribeConnection",
    ] {
        let deny = json!({"operation": operation, "fault": "deny"});
        world.control("POST", "/_sim/faults", &deny);
    }
    assert_eq!(told(&world).0, "redrive");
}

#[test]
fn the_users_own_entries_win_over_the_programs() {
    let world = World::new();
    letter_of_the_seed(&world);
    let own = r#"
[[entry]]
code = ["SDK_CLIENT_ERROR"]
message = "busy"
title = "{target} has its monthly closing"
meaning = "Our partner closes its books."
verdict = "edit-first"
advice = "Set the period to the next month."
"#;
    world.config("errors.toml", own);
    let (verdict, advice) = told(&world);
    assert_eq!(
        (verdict.as_str(), advice.as_str()),
        ("edit-first", "Set the period to the next month.")
    );
    let mut terminal = Terminal::start(&world, &["--queue", DLQ], (160, 44));
    terminal.wait_for("ExampleReportingAPI has its monthly closing");
    terminal.wait_for("Our partner closes its books.");
    terminal.wait_for("Set the period to the next month.");
    terminal.keys("q");
    terminal.end();
    world.config("errors.toml", "[[entry]]\nmeaning = 1\n");
    let out = world.run(&["causes", "--queue", DLQ]);
    assert_eq!(out.status.code(), Some(2));
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(said.contains("errors.toml") && said.contains('2'), "{said}");
}
