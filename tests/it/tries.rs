//! Trying a letter out, with the real binary: what a server of the user's gets, and what is told of its answer.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::face::{Face, event, message, now, snapshot};
use crate::tools::{knowing, world as facts};
use crate::world::{Terminal, World};
use dlq_tui::letter::Redaction;
use dlq_tui::try_it::{Answer, Call, Failed, Head};
use dlq_tui::tui::{Ask, Msg};

/// A server of the user's that answers one request after the other with `answer`; the requests come out of the
/// channel. It ends with the test.
fn server(answer: &'static str) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (to, requests) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut seen = Vec::new();
            let mut bytes = [0; 4096];
            while !is_whole(&seen) {
                match stream.read(&mut bytes) {
                    Ok(n) if n > 0 => seen.extend_from_slice(&bytes[..n]),
                    _ => break,
                }
            }
            stream.write_all(answer.as_bytes()).ok();
            if to
                .send(String::from_utf8_lossy(&seen).into_owned())
                .is_err()
            {
                return;
            }
        }
    });
    (url, requests)
}

fn is_whole(seen: &[u8]) -> bool {
    let text = String::from_utf8_lossy(seen).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    length.is_none_or(|length| body.len() >= length.parse().unwrap())
}

const REFUSES: &str = "HTTP/1.1 422 Unprocessable\r\nContent-Type: application/json\r\nContent-Length: 36\r\nConnection: close\r\n\r\n{\"error\":\"n must be positive \x1b[31m\"}";
const TAKES: &str = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

fn world(letters: u32) -> World {
    let world = World::new();
    for id in 0..letters {
        world.dead_letter(
            id,
            "ApiDestination returned HTTP status 503 with payload: {}",
        );
    }
    world
}

fn tried(world: &World, more: &[&str]) -> (i32, Value) {
    let url = world.queue_url();
    let mut args = vec!["redrive", "--queue", &url];
    args.extend(more);
    world.json(&args)
}

#[test]
fn a_letter_is_tried_without_secrets_and_nothing_is_changed() {
    let world = world(3);
    let (url, requests) = server(REFUSES);
    let (code, document) = tried(&world, &["--try", &url]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["command"], "try");
    assert_eq!(
        (
            &document["matched"],
            document["tried"].as_array().unwrap().len()
        ),
        (&json!(3), 1)
    );
    let one = &document["tried"][0];
    assert_eq!(one["status"], 422);
    assert_eq!(one["body"], "{\"error\":\"n must be positive \x1b[31m\"}");
    assert!(
        one["target_arn"]
            .as_str()
            .unwrap()
            .contains("api-destination/ExampleReportingAPI"),
        "{one:#}"
    );
    let left_out = one["left_out"].to_string();
    assert!(left_out.contains("header "), "{left_out}");
    assert!(one["seconds"].as_f64().unwrap() < 5.0);
    let sent = requests.recv().unwrap();
    assert!(
        sent.starts_with("POST /hook?projectId=abc123 HTTP/1.1\r\n"),
        "{sent}"
    );
    assert!(
        sent.to_lowercase()
            .contains("user-agent: amazon/eventbridge/apidestinations"),
        "{sent}"
    );
    assert!(sent.contains("{\"event\":\"user_login\",\"n\":"), "{sent}");
    assert!(!sent.to_lowercase().contains("authorization"), "{sent}");
    assert_eq!(world.depth(), (3, 0));
    let (_, history) = world.json(&["history"]);
    assert_eq!(history["runs"], json!([]));
    assert!(world.requests().is_empty(), "nothing went to the bus");
}

#[test]
fn several_letters_are_tried_as_a_program_changes_them() {
    let world = world(3);
    let (url, requests) = server(TAKES);
    let (code, document) = tried(
        &world,
        &[
            "--try",
            &url,
            "--limit",
            "2",
            "--jq",
            ".detail.fixed = true",
        ],
    );
    assert_eq!(
        (code, document["tried"].as_array().unwrap().len()),
        (0, 2),
        "{document:#}"
    );
    for _ in 0..2 {
        assert!(requests.recv().unwrap().contains("\"fixed\":true"));
    }
    let out = world.run(&[
        "redrive",
        "--queue",
        &world.queue_url(),
        "--where",
        "status:503",
        "--try",
        &url,
    ]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(
        text.contains("HTTP 202") && !text.contains("fixed"),
        "{text}"
    );
    assert!(
        !requests.recv().unwrap().contains("fixed"),
        "nothing of the program is kept"
    );
}

#[test]
fn what_is_told_to_people_holds_nothing_that_a_terminal_obeys() {
    let world = world(1);
    let (url, _requests) = server(REFUSES);
    let out = world.run(&["redrive", "--queue", &world.queue_url(), "--try", &url]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(1));
    for part in [
        "HTTP 422",
        "n must be positive",
        "which is secret",
        "POST http://127.0.0.1",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    assert!(!text.contains('\x1b'), "{text:?}");
}

#[test]
fn another_machine_wants_leave_and_a_wrong_url_is_a_usage_error() {
    let world = world(1);
    let (code, document) = tried(&world, &["--try", "https://api.example.com/report"]);
    assert_eq!(
        (code, &document["error"]["kind"]),
        (3, &json!("refused")),
        "{document:#}"
    );
    let said = document["error"].to_string();
    assert!(
        said.contains("api.example.com") && said.contains("--yes"),
        "{said}"
    );
    for wrong in [
        "localhost:80",
        "http://user:pw@localhost/",
        "ftp://localhost/",
    ] {
        let (code, _) = tried(&world, &["--try", wrong]);
        assert_eq!(code, 2, "{wrong}");
    }
    let (code, _) = tried(&world, &["--try", "http://localhost/", "--rate", "5"]);
    assert_eq!(code, 2);
    assert_eq!(world.depth(), (1, 0));
}

#[test]
fn nobody_there_is_told_whatever_proxy_the_environment_names() {
    let world = world(1);
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (code, document) = tried(&world, &["--try", &format!("http://{free}/")]);
    assert_eq!(code, 1);
    let error = document["tried"][0]["error"].as_str().unwrap();
    assert!(error.contains("onnection refused"), "{error}");

    let (url, requests) = server(TAKES);
    let mut command = world.command(&["redrive", "--queue", &world.queue_url(), "--try", &url]);
    for name in ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"] {
        command.env(name, format!("http://{free}"));
    }
    assert!(command.output().unwrap().status.success());
    assert!(requests.recv_timeout(Duration::from_secs(30)).is_ok());
}

#[test]
fn a_letter_is_tried_from_the_palette_and_its_answer_is_seen() {
    let world = world(1);
    let (url, requests) = server(REFUSES);
    let mut terminal = Terminal::start(
        &world,
        &["--queue", &world.queue_url(), "--read-only"],
        (80, 24),
    );
    terminal.wait_for("503 from ExampleReportingAPI");
    terminal.keys(":try\r");
    terminal.wait_for("Nothing is sent to AWS");
    terminal.keys("nonsense\r");
    terminal.wait_for("a URL begins with http:// or https://");
    terminal.keys("\x15");
    terminal.keys(&url);
    terminal.keys("\r");
    terminal.wait_for("HTTP 422");
    terminal.wait_for("n must be positive");
    terminal.wait_for("Left out, as AWS does not tell secrets");
    assert!(requests.recv().unwrap().starts_with("POST /hook"));
    terminal.keys("\x1b");
    terminal.wait_until("the panes", |screen| {
        !screen.contents().contains("HTTP 422")
    });
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(world.depth(), (1, 0));
}

fn at_letter() -> Face {
    let attributes = [
        (
            "RULE_ARN",
            "arn:aws:events:ap-southeast-1:123456789012:rule/ExampleEventRule",
        ),
        (
            "TARGET_ARN",
            "arn:aws:events:ap-southeast-1:123456789012:api-destination/ExampleReportingAPI/4c0a1b62-6a1e-4c3b-9a62-111111111111",
        ),
    ];
    let body = event(1, r#"{"event":"user_login","secret":"s3cr3t"}"#);
    let mut face = Face::new(
        snapshot(vec![message(1, &body, now(), &attributes)]),
        (100, 30),
        "none",
    );
    face.keys("enter");
    face
}

fn sent(face: &mut Face) -> Option<(u64, Call)> {
    face.asked().into_iter().find_map(|ask| match ask {
        Ask::Try(revision, call) => Some((revision, call)),
        _ => None,
    })
}

#[test]
fn a_url_on_another_machine_is_asked_about_and_hidden_fields_are_named() {
    let mut face = at_letter();
    face.model.redaction = std::sync::Arc::new(Redaction::new(&["detail.secret".into()]));
    let known = knowing(&face, Some(facts()));
    face.show(known);
    face.keys("T")
        .text("https://staging.example.com/x")
        .keys("enter");
    assert!(sent(&mut face).is_none());
    let screen = face.screen();
    for part in [
        "staging.example.com is another machine",
        "hidden",
        "hides (redact)",
    ] {
        assert!(part == "hidden" || screen.contains(part), "{screen}");
    }
    face.keys("esc");
    assert!(sent(&mut face).is_none());
    face.keys("enter y");
    let (_, call) = sent(&mut face).unwrap();
    assert_eq!(call.url, "https://staging.example.com/x?team=blue");
    assert!(call.body.contains("s3cr3t"), "what the target gets");
}

#[test]
fn the_rule_is_waited_for_and_an_answer_after_esc_is_not_shown() {
    let mut face = at_letter();
    face.keys(":")
        .text("try http://localhost:1/x")
        .keys("enter");
    assert!(
        face.screen().contains("Reading the rule"),
        "{}",
        face.screen()
    );
    assert!(sent(&mut face).is_none());
    let known = knowing(&face, Some(facts()));
    face.show(known);
    let (revision, _) = sent(&mut face).unwrap();
    assert!(
        face.screen().contains("Waiting for the answer"),
        "{}",
        face.screen()
    );
    face.keys("esc");
    assert!(face.asked().iter().any(|ask| matches!(ask, Ask::StopTry)));
    let answer = Answer {
        head: Head {
            status: 200,
            headers: Vec::new(),
        },
        body: b"{\"a\":[1,2]}".to_vec(),
        ..Answer::default()
    };
    face.tell(Msg::Tried(revision, Ok(answer.clone())));
    assert!(!face.screen().contains("HTTP 200"), "{}", face.screen());
    face.keys("enter");
    let (again, _) = sent(&mut face).unwrap();
    face.tell(Msg::Tried(revision, Ok(answer.clone())));
    assert!(face.screen().contains("Waiting for the answer"));
    face.tell(Msg::Tried(again, Ok(answer)));
    let screen = face.screen();
    assert!(
        screen.contains("HTTP 200") && screen.contains("EventBridge would take it for delivered"),
        "{screen}"
    );
    face.keys("enter enter");
    let (last, _) = sent(&mut face).unwrap();
    let failed = Failed {
        why: "no answer: Connection refused".into(),
        head: None,
        took: Duration::from_millis(3),
    };
    face.tell(Msg::Tried(last, Err(failed)));
    assert!(face.screen().contains("✕ After"), "{}", face.screen());
}

#[test]
fn a_hostile_answer_is_shown_harmless_and_can_be_scrolled() {
    let mut face = at_letter();
    let known = knowing(&face, Some(facts()));
    face.show(known);
    face.keys("T").text("http://localhost:1/").keys("enter");
    let (revision, _) = sent(&mut face).unwrap();
    let lines: Vec<String> = (0..200)
        .map(|n| format!("line {n} \u{1b}[2J\u{202e}"))
        .collect();
    let answer = Answer {
        head: Head {
            status: 500,
            headers: vec![("x-\u{7}".into(), "\u{9b}2J".into())],
        },
        body: lines.join("\n").into_bytes(),
        ..Answer::default()
    };
    face.tell(Msg::Tried(revision, Ok(answer)));
    assert!(face.screen().contains("line 0"), "{}", face.screen());
    face.keys("G");
    let screen = face.screen();
    assert!(
        screen.contains("line 199") && !screen.contains("line 0 "),
        "{screen}"
    );
    assert!(!screen.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7}']));
}
