//! What the config's `redact` names comes out of the real binary nowhere.

use std::process::Stdio;

use serde_json::Value;

use crate::world::{DLQ, Terminal, World};

const SECRET: &str = "jane.doe-77";
const CONFIG: &str = "redact = [\"detail.customer\", \"**.email\", \"Trace\"]\n";
const NO_STATUS: &str = "Unable to invoke ApiDestination endpoint: ";

/// A queue of letters whose events and errors hold the secret, each in a way of its own.
fn world() -> World {
    let world = World::new();
    world.config("config.toml", CONFIG);
    let event = |n: usize| {
        format!(
            r#"{{"version":"0","id":"61b23e11-93d3-e9ee-9d85-b545a7bb00{n:02}","detail-type":"User activity","source":"userService.tracking","account":"123456789012","time":"2024-01-02T05:24:21Z","region":"ap-southeast-1","resources":[],"detail":{{"customer":{{"login":"{SECRET}"}},"n":{n}}}}}"#
        )
    };
    let answered = "ApiDestination returned HTTP status 422 with payload: ";
    let messages = [
        format!("{NO_STATUS}no account {SECRET}."),
        format!(r#"{NO_STATUS}{{"code":"E1","email":"{SECRET}"}}"#),
        format!(r#"{NO_STATUS}{{"code":"E1","email":"{SECRET}"#),
        format!(r#"{answered}{{"message":"unknown","email":"{SECRET}"}} x-more: 1"#),
        format!(r#"{answered}{{"message":"{SECRET} is unknown"}}"#),
        format!(r#"{answered}{{"why":"{{\"email\":\"{SECRET}\"}} twice"}}"#),
    ];
    for (n, message) in messages.iter().enumerate() {
        world.dead_letter_of(&event(n), ("UNKNOWN", message));
    }
    // a body that is cut, and one with an attribute that is hidden by its name
    let cut = format!(r#"{{"detail":{{"email":"{SECRET}"#);
    world.dead_letter_of(&cut, ("UNKNOWN", "no"));
    world.send(&event(9), &[("Trace", SECRET)]);
    world
}

fn without_the_secret(what: &str, out: &[u8]) -> String {
    let text = String::from_utf8_lossy(out).into_owned();
    assert!(!text.contains(SECRET), "{what}: {text}");
    text
}

fn said(world: &World, args: &[&str]) -> String {
    let out = world.run(args);
    without_the_secret(&format!("{args:?}"), &out.stderr);
    without_the_secret(&format!("{args:?}"), &out.stdout)
}

#[test]
fn hidden_values_are_in_no_output_of_a_subcommand() {
    let world = world();
    let log = world.state().with_file_name("log.txt");
    let log = log.to_str().unwrap();
    let queue = ["--queue", DLQ, "--log-file", log, "-vv"];
    for output in ["text", "json"] {
        for command in [
            &["causes"][..],
            &["doctor"],
            &["export", "--to", "-"],
            &["check"],
        ] {
            said(&world, &[command, &queue, &["--output", output]].concat());
        }
        let jq = [
            &[
                "redrive",
                "--jq",
                ".detail.customer.login | error",
                "--dry-run",
            ],
            &queue[..],
            &["--output", output],
        ];
        let told = said(&world, &jq.concat());
        assert!(output == "text" || told.contains("•••"), "{told}");
    }
    let text = said(&world, &["causes", "--queue", DLQ]);
    assert!(text.contains("•••"), "{text}");
    let plan = world.state().with_file_name("plan.json");
    let plan = plan.to_str().unwrap();
    said(&world, &["redrive", "--queue", DLQ, "--plan-out", plan]);
    without_the_secret("the plan", &std::fs::read(plan).unwrap());

    let mut watch = world.command(&["watch", "--queue", DLQ, "--output", "json"]);
    let mut watch = watch.stdout(Stdio::piped()).spawn().unwrap();
    let lines = std::io::BufReader::new(watch.stdout.take().unwrap());
    for line in std::io::BufRead::lines(lines).take(3) {
        without_the_secret("watch", line.unwrap().as_bytes());
    }
    let id = rustix::process::Pid::from_child(&watch);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
    watch.wait().unwrap();

    let (code, document) = world.json(&["delete", "--queue", DLQ, "--where", "*", "--yes"]);
    assert_eq!(code, 0, "{document}");
    let run = document["run"].as_str().unwrap();
    for args in [
        &["history"][..],
        &["history", run],
        &["history", "--export", "-"],
    ] {
        said(&world, args);
    }
    let all = world.run(&["history", "--export", "-", "--unredacted"]);
    assert!(String::from_utf8_lossy(&all.stdout).contains(SECRET));
    without_the_secret("the log", &std::fs::read(log).unwrap());
}

#[test]
fn hidden_values_reach_no_screen() {
    let world = world();
    let mut terminal = Terminal::start(&world, &["--queue", DLQ], (160, 44));
    terminal.wait_for("read all 8");
    // through the causes, and in each through the tabs of its letter
    for _ in 0..8 {
        for tab in ["failure", "event", "target gets", "diff", "raw", "lineage"] {
            terminal.wait_for(&format!("[{tab}]"));
            terminal.keys("3l");
        }
        terminal.keys("3hhhhh1j");
    }
    terminal.keys("y");
    terminal.wait_for("message id");
    terminal.keys("\u{1b}");
    terminal.wait_until("no menu", |screen| {
        !screen.contents().contains("message id")
    });
    terminal.keys("q");
    terminal.end();
    without_the_secret("the screen", &terminal.raw());
}

#[test]
fn without_redact_it_is_there_to_be_seen() {
    let world = world();
    world.config("config.toml", "");
    let (_, document) = world.json(&["causes", "--queue", DLQ]);
    let Value::Array(causes) = &document["causes"] else {
        panic!("{document}");
    };
    assert!(causes.iter().any(|c| c.to_string().contains("jane")));
}
