//! The command line as scripts use it: documents, exit codes, what is left in the queue.

use serde_json::{Value, json};

use crate::world::World;

const REPORTING: &str = "api.example.com";

fn counts(document: &Value) -> (i64, i64, i64) {
    let of = |name: &str| document["result"][name].as_i64().unwrap_or(-1);
    (of("sent"), of("deleted"), of("failed"))
}

fn dead_letters(world: &World, n: u32) {
    for id in 0..n {
        world.dead_letter(
            id,
            "ApiDestination returned HTTP status 503 with payload: {\"error\":\"overloaded\"}",
        );
    }
}

#[test]
fn causes_are_counted_and_everything_is_given_back() {
    let world = World::new();
    dead_letters(&world, 12);
    world.dead_letter(
        99,
        "ApiDestination returned HTTP status 400 with payload: bad amount",
    );
    let (code, document) = world.json(&["causes", "--queue", &world.queue_url()]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(document["scan"]["read"], 13);
    assert_eq!(document["scan"]["complete"], true);
    let causes = document["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 2, "{document}");
    assert_eq!(causes[0]["count"], 12);
    assert_eq!(causes[0]["status"], 503);
    assert_eq!(causes[0]["origin"], "eventbridge-rule");
    assert_eq!(causes[0]["rule"], "ExampleEventRule");
    assert_eq!(causes[1]["status"], 400);
    assert_eq!(world.depth(), (13, 0), "all is visible again");
}

#[test]
fn a_redrive_reaches_the_endpoint_and_empties_the_queue() {
    let world = World::new();
    dead_letters(&world, 25);
    let (code, document) = world.json(&[
        "redrive",
        "--queue",
        &world.queue_url(),
        "--where",
        "status:503",
        "--yes",
    ]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(counts(&document), (25, 25, 0), "{document}");
    assert_eq!(document["result"]["stopped_by"], Value::Null);
    assert_eq!(document["plan"]["destination"], "event bus default");
    assert_eq!(world.depth(), (0, 0));
    let mut got = delivered(&world);
    got.sort_unstable();
    assert_eq!(got, (0..25).collect::<Vec<_>>(), "each event once");
}

/// The numbers of the events that the reporting endpoint received, once all deliveries are over.
fn delivered(world: &World) -> Vec<u64> {
    loop {
        let state = world.sim_state();
        if state["deliveries_under_way"] == 0 {
            break;
        }
    }
    let numbers = world
        .requests()
        .into_iter()
        .filter(|r| r["host"] == REPORTING)
        .map(|r| {
            let body: Value = serde_json::from_str(r["body"].as_str().unwrap()).unwrap();
            body["n"].as_u64().unwrap()
        });
    numbers.collect()
}

#[test]
fn without_yes_the_plan_is_shown_and_nothing_is_done() {
    let world = World::new();
    dead_letters(&world, 3);
    for deed in ["redrive", "delete"] {
        let (code, document) =
            world.json(&[deed, "--queue", &world.queue_url(), "--where", "status:503"]);
        assert_eq!(code, 3, "{document}");
        assert_eq!(document["plan"]["selected"], 3, "{document}");
        let (code, document) = world.json(&[
            deed,
            "--queue",
            &world.queue_url(),
            "--where",
            "status:503",
            "--dry-run",
        ]);
        assert_eq!(code, 0, "{document}");
        assert_eq!(document["dry_run"], true);
        let (code, _) = world.json(&[
            deed,
            "--queue",
            &world.queue_url(),
            "--where",
            "status:503",
            "--yes",
            "--read-only",
        ]);
        assert_eq!(code, 3, "read-only refuses");
    }
    assert_eq!(world.depth(), (3, 0));
    assert!(world.requests().is_empty());
}

#[test]
fn the_plan_names_the_healthy_target_that_would_fire_again() {
    let world = World::new();
    dead_letters(&world, 2);
    let (_, document) = world.json(&["redrive", "--queue", &world.queue_url(), "--dry-run"]);
    let fires = document["plan"]["fires"].as_array().unwrap();
    let of = |name: &str| {
        fires
            .iter()
            .find(|f| f["target_arn"].as_str().unwrap().contains(name))
            .unwrap_or_else(|| panic!("{document}"))
    };
    assert_eq!(of("AuditAPI")["failed"], false);
    assert_eq!(
        document["plan"]["rate_per_second"], 100,
        "the destination's own limit"
    );
}

#[test]
fn a_deleted_letter_comes_back_with_undo() {
    let world = World::new();
    dead_letters(&world, 4);
    let (code, document) = world.json(&[
        "delete",
        "--queue",
        &world.queue_url(),
        "--where",
        "status:503",
        "--yes",
    ]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(world.depth(), (0, 0));
    let run = document["run"].as_str().unwrap();
    let (code, document) = world.json(&["undo", run, "--queue", &world.queue_url(), "--yes"]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(world.depth(), (4, 0));
    let (_, document) = world.json(&["causes", "--queue", &world.queue_url()]);
    assert_eq!(
        document["causes"][0]["rule"], "ExampleEventRule",
        "attributes came back: {document}"
    );
}

#[test]
fn what_is_exported_can_be_imported() {
    let world = World::new();
    dead_letters(&world, 3);
    let file = world.state().with_file_name("letters.jsonl");
    let file = file.to_str().unwrap();
    let out = world.run(&["export", "--queue", &world.queue_url(), "--to", file]);
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let lines = std::fs::read_to_string(file).unwrap();
    assert_eq!(lines.lines().count(), 3);
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(
        first["message_attributes"]["ERROR_CODE"]["StringValue"],
        "SDK_CLIENT_ERROR"
    );
    let out = world.run(&["import", "--queue", &world.queue_url(), file]);
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    assert_eq!(world.depth(), (6, 0));
}

#[test]
fn attributes_of_every_type_survive_export_and_import() {
    let world = World::new();
    let url = world.queue_url();
    world.aws(
        "AmazonSQS.SendMessage",
        &json!({
            "QueueUrl": url,
            "MessageBody": "{}",
            "MessageAttributes": {
                "text": {"DataType": "String", "StringValue": "ä\u{1F600}"},
                "typed": {"DataType": "String.json", "StringValue": "{}"},
                "number": {"DataType": "Number", "StringValue": "12345678901234567890.5"},
                "bytes": {"DataType": "Binary", "BinaryValue": "AJ//"},
            },
        }),
    );
    let file = world.state().with_file_name("letters.jsonl");
    let file = file.to_str().unwrap();
    for line in [
        &["export", "--queue", &url, "--to", file][..],
        &["import", "--queue", &url, file],
    ] {
        let out = world.run(line);
        let told = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{line:?}: {told}");
    }
    let received = world.aws(
        "AmazonSQS.ReceiveMessage",
        &json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"]}),
    );
    let attributes: Vec<&Value> = received["Messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["MessageAttributes"])
        .collect();
    assert_eq!(attributes.len(), 2, "{received}");
    assert_eq!(attributes[0], attributes[1]);
    assert_eq!(attributes[0].as_object().unwrap().len(), 4);
}

#[test]
fn mistakes_get_one_sentence_and_their_exit_code() {
    let world = World::new();
    let nowhere = world
        .queue_url()
        .replace("ExampleEventDeadLetterQueue", "nope");
    let says = |args: &[&str], code: i32, kind: &str, text: &str| {
        let (got, document) = world.json(args);
        assert_eq!(got, code, "{args:?}: {document}");
        assert_eq!(document["error"]["kind"], kind, "{args:?}: {document}");
        let message = document["error"]["message"].as_str().unwrap();
        assert!(message.contains(text), "{args:?}: {message}");
    };
    says(&["causes", "--queue", &nowhere], 4, "not-found", "nope");
    says(
        &["causes", "--queue", "not a queue"],
        2,
        "usage",
        "not a queue",
    );
    says(
        &[
            "causes",
            "--queue",
            &world.queue_url(),
            "--where",
            "status:>",
        ],
        2,
        "usage",
        "column",
    );
    says(
        &[
            "causes",
            "--queue",
            "http://127.0.0.1:9/123456789012/q",
            "--endpoint-url",
            "http://127.0.0.1:9",
        ],
        4,
        "unreachable",
        "127.0.0.1:9",
    );
    let queue = world.queue_url();
    let shared = [
        "redrive",
        "--queue",
        &queue,
        "--yes",
        "--journal",
        "dynamodb://runs",
    ];
    says(&shared, 2, "usage", "dynamodb://runs");
    let empty = ["causes", "--queue", &queue, "--max-messages", "0"];
    says(&empty, 2, "usage", "give 1 or more");
    let out = world.run(&["cuases"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(!String::from_utf8_lossy(&out.stderr).contains("panicked"));
}

#[test]
fn hostile_messages_are_counted_not_fatal_and_never_reach_the_terminal_raw() {
    let world = World::new();
    let send = |body: String| {
        world.aws(
            "AmazonSQS.SendMessage",
            &serde_json::json!({"QueueUrl": world.queue_url(), "MessageBody": body}),
        );
    };
    send("no json \u{9b}31m \u{202e}evil".into());
    send("[".repeat(10_000));
    send(format!("{{\"x\":\"{}\"}}", "y".repeat(1_000_000)));
    world.dead_letter(
        1,
        "ApiDestination returned HTTP status 500 with payload: \u{9d}0;evil \u{202e}",
    );
    let (code, document) = world.json(&["causes", "--queue", &world.queue_url()]);
    assert_eq!(
        (code, &document["scan"]["read"]),
        (0, &4.into()),
        "{document}"
    );
    let out = world.run(&["causes", "--queue", &world.queue_url()]);
    let text = String::from_utf8(out.stdout).unwrap();
    let hostile = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!text.contains(hostile), "{text:?}");
    assert_eq!(world.depth(), (4, 0));
}

#[test]
fn one_poisonous_entry_stays_behind_and_the_rest_goes() {
    let world = World::new();
    dead_letters(&world, 9);
    let sample = include_str!("../corpus/eventbridge-rule/14-aws-s3-source-apidest-404.json");
    let sample: Value = serde_json::from_str(sample).unwrap();
    world.aws(
        "AmazonSQS.SendMessage",
        &serde_json::json!({
            "QueueUrl": world.queue_url(),
            "MessageBody": sample["Body"],
            "MessageAttributes": sample["MessageAttributes"],
        }),
    );
    let (code, document) = world.json(&["redrive", "--queue", &world.queue_url(), "--yes"]);
    assert_eq!(code, 1, "finished, but one stayed behind: {document}");
    assert_eq!(counts(&document).0, 9, "{document}");
    assert_eq!(document["plan"]["skipped"][0]["count"], 1, "{document}");
    assert_eq!(world.depth(), (1, 0));
}

#[test]
fn the_demo_tells_its_story_without_a_terminal() {
    let world = World::new();
    let out = world.run(&["demo", "--headless", "--messages", "40"]);
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(
        out.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&out.stderr)
    );
    assert!(text.contains("503"), "{text}");
}

#[test]
fn missing_credentials_are_said_before_anything_is_sent() {
    let world = World::new();
    let run = |args: &[&str]| {
        let mut command = world.command(args);
        for name in [
            "AWS_ENDPOINT_URL",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
        ] {
            command.env_remove(name);
        }
        let out = command.output().unwrap();
        let document: Value = serde_json::from_slice(&out.stdout).unwrap();
        (out.status.code(), document)
    };
    let queue = "https://sqs.eu-west-1.amazonaws.com/123456789012/dlq";
    for profile in [&[][..], &["--profile", "nobody"]] {
        let args = [&["causes", "--queue", queue, "--output", "json"], profile].concat();
        let (code, document) = run(&args);
        assert_eq!(code, Some(4), "{document}");
        assert_eq!(document["error"]["kind"], "denied", "{document}");
        let message = document["error"]["message"].as_str().unwrap();
        let whose = profile.last().unwrap_or(&"no usable AWS credentials");
        assert!(message.contains(whose), "{message}");
        assert!(message.contains("usable"), "{message}");
        assert!(!message.contains('\n'), "one sentence: {message}");
    }
}
