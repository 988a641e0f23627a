//! Commands that are copied: a real shell hands on exactly the bytes that were meant, and runs nothing of them.

use std::io::Write as _;
use std::process::{Command, Stdio};

use dlq_tui::json::Doc;
use dlq_tui::letter::Redaction;
use dlq_tui::target_input::{
    Connection, Endpoint, HttpParameters, Parameter, Request, curl, request,
};
use dlq_tui::tui::Ask;
use serde_json::{Value, json};

use crate::face::{Face, event, message, now, snapshot};
use crate::tools::{knowing, world};
use crate::world::World;

/// What a shell, a terminal or curl might take for something else.
const HOSTILE: &str = r#"'; touch ran; ' " $HOME ${HOME} `touch ran` $(touch ran) \ \\ \n %s %d !! ~ * # & | > < \u0000 é 日本 @file {a,b}"#;

/// The arguments and the standard input that `program` gets when a shell runs `command`.
fn shell(command: &str, program: &str, env: &[(&str, &str)]) -> (Vec<String>, String) {
    let folder = tempfile::TempDir::new().unwrap();
    let script = format!(
        "{program}() {{ for word in \"$@\"; do printf '%s\\0' \"$word\"; done; printf '\\0'; cat; }}\n{command}\n"
    );
    let mut child = Command::new("sh")
        .current_dir(folder.path())
        .envs(env.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // as if pasted: the script is what the shell reads, so nothing is quoted once more
    let feed = std::thread::spawn(move || input.write_all(script.as_bytes()));
    let out = child.wait_with_output().unwrap();
    feed.join().unwrap().unwrap();
    assert!(out.status.success(), "{command}");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "{command} ran something");
    let text = String::from_utf8(out.stdout).unwrap();
    let (words, input) = text.split_once("\0\0").unwrap();
    (words.split('\0').map(Into::into).collect(), input.into())
}

fn after<'a>(words: &'a [String], option: &str) -> Vec<&'a str> {
    let pairs = words.windows(2).filter(|pair| pair[0] == option);
    pairs.map(|pair| pair[1].as_str()).collect()
}

/// The menu of a letter with that detail: what `y` and then `enter` on the entry of that name copies.
fn copied(detail: &str, name: &str) -> String {
    let body = event(1, detail);
    let mut face = at(&body);
    choose(&mut face, name)
}

fn at(body: &str) -> Face {
    let arn = "arn:aws:events:ap-southeast-1:123456789012:api-destination/ExampleReportingAPI/4c0a1b62-6a1e-4c3b-9a62-111111111111";
    let attributes = [
        (
            "RULE_ARN",
            "arn:aws:events:ap-southeast-1:123456789012:rule/ExampleEventRule",
        ),
        ("TARGET_ARN", arn),
        ("ERROR_CODE", "SDK_CLIENT_ERROR"),
    ];
    let letters = snapshot(vec![message(1, body, now(), &attributes)]);
    let mut face = Face::new(letters, (120, 40), "none");
    face.keys("enter");
    let known = knowing(&face, Some(world()));
    face.show(known);
    face
}

fn choose(face: &mut Face, name: &str) -> String {
    face.keys("y");
    let screen = face.screen();
    let mut rows = screen.lines().skip_while(|l| !l.contains("Copy ·")).skip(1);
    let down = rows
        .position(|row| row.trim_start_matches([' ', '▌']).starts_with(name))
        .unwrap_or_else(|| panic!("{name} is not offered:\n{screen}"));
    face.keys(&"down ".repeat(down));
    face.asked();
    face.keys("enter");
    match face.asked().pop() {
        Some(Ask::Copy(text)) => text,
        other => panic!("{other:?}\n{}", face.screen()),
    }
}

fn detail(hostile: &str) -> String {
    let text = serde_json::to_string(hostile).unwrap();
    format!(
        "{{\"event\":\"user_login\",  \"text\": {text}, \"raw\":\"\u{7f}\u{9b}201~\u{202e}\",\n\t\"n\": 1.10, \"big\": 12345678901234567890123}}"
    )
}

#[test]
fn the_aws_command_puts_the_very_event_whatever_it_holds() {
    let detail = detail(HOSTILE).replace(", \"big\": 12345678901234567890123", "");
    let command = copied(&detail, "aws command");
    assert!(
        command.starts_with("aws events put-events --entries '[{"),
        "{command}"
    );
    assert!(
        !command.chars().any(|c| c.is_control() && c != '\n'),
        "{command:?}"
    );
    let (words, _) = shell(&command, "aws", &[]);
    assert_eq!(words[..3], ["events", "put-events", "--entries"]);
    assert_eq!(after(&words, "--region"), ["ap-southeast-1"]);
    let entries: Value = serde_json::from_str(&words[3]).unwrap();
    assert_eq!(entries[0]["Detail"], detail.as_str());
    assert_eq!(entries[0]["EventBusName"], "default");

    let world = World::new();
    let mut entries = entries;
    entries[0]["Source"] = json!("userService.tracking");
    world.aws("AWSEvents.PutEvents", &json!({ "Entries": entries }));
    while world.sim_state()["deliveries_under_way"] != 0 {}
    let bodies: Vec<Value> = world
        .requests()
        .iter()
        .map(|request| serde_json::from_str(request["body"].as_str().unwrap()).unwrap())
        .collect();
    let whole = |body: &Value| body["text"] == HOSTILE || body["detail"]["text"] == HOSTILE;
    assert!(
        !bodies.is_empty() && bodies.iter().all(whole),
        "{bodies:#?}"
    );
}

#[test]
fn a_command_that_is_too_long_for_a_word_goes_in_by_standard_input() {
    let detail = detail(&HOSTILE.repeat(2_000));
    let detail = detail.replace(", \"big\": 12345678901234567890123", "");
    let command = copied(&detail, "aws command");
    let (words, input) = shell(&command, "aws", &[]);
    assert_eq!(words[2..4], ["--entries", "file:///dev/stdin"]);
    let entries: Value = serde_json::from_str(&input).unwrap();
    assert_eq!(entries[0]["Detail"], detail.as_str());
}

#[test]
fn curl_sends_what_the_target_gets_with_secrets_as_variables() {
    let detail = detail(HOSTILE);
    let command = copied(&detail, "as curl");
    for secret in ["$SECRET_X_API_KEY", "$SECRET_TOKEN"] {
        assert!(command.contains(&format!("\"{secret}\"")), "{command}");
    }
    let secrets = [("SECRET_X_API_KEY", "k'1 $x"), ("SECRET_TOKEN", "t2")];
    let (words, _) = shell(&command, "curl", &secrets);
    assert_eq!(after(&words, "--request"), ["POST"]);
    assert_eq!(
        after(&words, "--url"),
        ["https://api.example.com/report?team=blue"]
    );
    let headers = after(&words, "--header");
    for header in [
        "x-api-key: k'1 $x",
        "Content-Type: application/json; charset=utf-8",
        "User-Agent: Amazon/EventBridge/ApiDestinations",
    ] {
        assert!(headers.contains(&header), "{headers:?}");
    }
    let body = after(&words, "--data-raw")[0];
    assert!(
        body.contains(r#""n":1.10,"big":12345678901234567890123,"token":"t2"}"#),
        "{body}"
    );
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["text"], HOSTILE);
    assert_eq!(body["raw"], "\u{7f}\u{9b}201~\u{202e}");
}

fn to(target: &HttpParameters, connection: &Connection, body: &str, method: &str) -> Request {
    let event = event(1, body);
    let endpoint = Endpoint {
        method,
        url: "https://api.example.com/a/../[1-3]/*?x=1",
        connection,
        target,
    };
    request(&endpoint, &Doc::read(&event).unwrap(), body)
}

#[test]
fn every_part_of_a_request_comes_out_of_the_shell_unchanged() {
    let target = HttpParameters {
        path: vec![HOSTILE.into()],
        headers: vec![
            ("x-hostile".into(), HOSTILE.into()),
            ("x-empty".into(), String::new()),
        ],
        query: vec![("q".into(), HOSTILE.into())],
    };
    let connection = Connection {
        authorization: Some(Parameter::secret("Authorization", "")),
        query: vec![Parameter::secret("to'ken", "")],
        body: vec![
            Parameter::secret("to'ken", ""),
            Parameter::open("site", HOSTILE),
        ],
        ..Connection::default()
    };
    let request = to(&target, &connection, "{\"a\":\"\\u0000'\"}", "PUT");
    let secrets = [
        ("SECRET_AUTHORIZATION", "Bearer x"),
        ("SECRET_TO_KEN", "q"),
        ("SECRET_TO_KEN_BODY", "b"),
    ];
    let (words, _) = shell(&curl(&request).unwrap(), "curl", &secrets);
    assert!(
        after(&words, "--url")[0].starts_with("https://api.example.com/a/../[1-3]/'"),
        "{words:?}"
    );
    assert_eq!(after(&words, "--url-query"), ["to%27ken=q"]);
    let headers = after(&words, "--header");
    let hostile = format!("x-hostile: {HOSTILE}");
    for header in [
        hostile.as_str(),
        "x-empty;",
        "Authorization: Bearer x",
        "Accept:",
    ] {
        assert!(headers.contains(&header), "{headers:?}");
    }
    assert!(
        !headers
            .iter()
            .any(|h| h.to_ascii_lowercase().starts_with("content-length"))
    );
    let body: Value = serde_json::from_str(after(&words, "--data-raw")[0]).unwrap();
    assert_eq!(body, json!({"a": "\0'", "to'ken": "b", "site": HOSTILE}));
}

#[test]
fn a_long_body_is_printed_into_curl_byte_for_byte_and_head_has_none() {
    let connection = Connection {
        body: vec![Parameter::secret("token", "")],
        ..Connection::default()
    };
    let target = HttpParameters::default();
    let long = format!(
        "{{\"a\":{}}}",
        serde_json::to_string(&HOSTILE.repeat(2_000)).unwrap()
    );
    let request = to(&target, &connection, &long, "POST");
    let (words, input) = shell(
        &curl(&request).unwrap(),
        "curl",
        &[("SECRET_TOKEN", "t%s\\")],
    );
    assert_eq!(after(&words, "--data-binary"), ["@-"]);
    let before = long.strip_suffix('}').unwrap();
    assert_eq!(input, format!("{before},\"token\":\"t%s\\\"}}"));

    let request = to(&target, &connection, "{\"a\":1}", "HEAD");
    let (words, _) = shell(&curl(&request).unwrap(), "curl", &[]);
    assert!(words.contains(&"--head".to_owned()));
    assert!(after(&words, "--data-raw").is_empty());
}

#[test]
fn what_http_does_not_take_is_not_made_into_a_command() {
    let target = HttpParameters {
        headers: vec![("x-line".into(), "$.detail.a".into())],
        ..HttpParameters::default()
    };
    let request = to(
        &target,
        &Connection::default(),
        r#"{"a":"x\r\nInjected: 1"}"#,
        "POST",
    );
    let why = curl(&request).unwrap_err();
    assert!(
        why.contains("x-line") && why.contains("control character"),
        "{why}"
    );
}

#[test]
fn curl_waits_for_the_rule_and_hidden_fields_are_no_part_of_a_command() {
    let mut face = at(&event(1, "{\"event\":\"user_login\"}"));
    let unknown = knowing(&face, None);
    face.show(unknown);
    face.keys("y");
    assert!(
        face.screen()
            .contains("as curl                     reading the rule …"),
        "{}",
        face.screen()
    );
    let known = knowing(&face, Some(world()));
    face.show(known);
    assert!(
        face.screen()
            .contains("as curl: ExampleReportingAPI  curl "),
        "{}",
        face.screen()
    );
    face.keys("esc");

    face.model.redaction = std::sync::Arc::new(Redaction::new(&["detail.event".into()]));
    face.keys("y");
    let screen = face.screen();
    for name in ["as curl", "aws command"] {
        let row = screen.lines().find(|line| line.contains(name)).unwrap();
        assert!(row.contains("Not copied: fields of it are hidden"), "{row}");
    }
}

#[test]
fn a_message_is_copied_as_an_export_writes_it() {
    let mut face = at(&event(1, "{}"));
    face.keys("y");
    face.keys(&"down ".repeat(30));
    face.asked();
    face.keys("enter");
    let asked = face.asked();
    assert!(
        matches!(&asked[..], [Ask::CopyMessage(row)] if row.letter.message.id.starts_with("00000001")),
        "{asked:?}"
    );
}
