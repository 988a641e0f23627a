//! The worst letters through the real binary: whatever they hold, the terminal obeys none of it, and nothing gets slow.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::world::{DLQ, Terminal, World};

/// Text that a terminal would obey, as JSON says it.
const ESCAPED: &str = "\\u001b]0;PWNED\\u0007 \\u001b[31337m \\u009b31337m \\u0000 \\ud800 \\udc00\\ud800 \\r\\u0008 a\\u202eb";
/// What SQS lets through as it is, and people don't see.
const RAW: &str = "\u{9b}31337m\u{85}\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}\u{200d}\u{ad}\u{7f} e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} ﷽ 🧾";

fn event(detail: &str) -> String {
    format!(
        r#"{{"version":"0","id":"{RAW}","detail-type":"{ESCAPED}","source":"{RAW}{ESCAPED}","account":"{RAW}","time":"{ESCAPED}","region":"{RAW}","resources":["{ESCAPED}"],"detail":{detail}}}"#
    )
}

/// A gzip stream of zeros, a thousandth of what it blows up to.
fn bomb(blown_up: usize) -> String {
    let mut bits: Vec<bool> = vec![true, true, false];
    let mut put = |code: u32, n: u32| bits.extend((0..n).rev().map(|at| code >> at & 1 == 1));
    put(0b0011_0000, 8); // a zero
    for _ in 0..blown_up / 258 {
        put(0b1100_0101, 8); // 258 of what is
        put(0, 5); // one before
    }
    put(0, 7);
    let byte = |bits: &[bool]| {
        bits.iter()
            .rev()
            .fold(0, |byte, bit| byte << 1 | u8::from(*bit))
    };
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    out.extend(bits.chunks(8).map(byte));
    out.extend([0; 8]);
    STANDARD.encode(out)
}

fn layers(n: usize) -> String {
    (0..n).fold(r#"{"a":1}"#.to_owned(), |inside, _| STANDARD.encode(inside))
}

fn worst() -> Vec<String> {
    let deep = 10_000;
    let digits = "9".repeat(400);
    vec![
        event("{}"),
        event(&format!(
            r#"{{"a":"{ESCAPED}{RAW}","{ESCAPED}{RAW}":{{"b":1}}}}"#
        )),
        event(&format!(
            r#"{{"deep":{}{}}}"#,
            "[".repeat(deep),
            "]".repeat(deep)
        )),
        event(&format!(r#"{{"line":"{}"}}"#, "x".repeat(900_000))),
        event(&format!(
            r#"{{"n":{digits},"m":-{digits}.{digits}e{digits}}}"#
        )),
        event(r#"{"a":1,"a":2,"a":{"a":3}}"#),
        event(&format!(r#"{{"gz":"{}"}}"#, bomb(100_000_000))),
        event(&format!(r#"{{"b64":"{}"}}"#, layers(16))),
        bomb(50_000_000),
        layers(20),
        format!("{RAW} is no JSON {{\"a\":"),
        format!("{}1", "{\"a\":".repeat(deep)),
        format!("\"{ESCAPED}\""),
        event(&format!("\"{ESCAPED}\"")),
    ]
}

fn world() -> World {
    let world = World::new();
    let answers = [
        format!(
            r#"ApiDestination returned HTTP status 500 with payload: {{"error":"{ESCAPED}{RAW}"}}"#
        ),
        format!("ApiDestination returned HTTP status 502 with payload: <h1>{RAW}</h1>"),
        format!("Unable to invoke ApiDestination endpoint: {RAW}"),
    ];
    for (n, body) in worst().iter().enumerate() {
        let code = if n % 2 == 0 { "SDK_CLIENT_ERROR" } else { RAW };
        world.dead_letter_of(body, (code, &answers[n % answers.len()]));
    }
    world
}

/// Nothing that a terminal obeys or that hides, but what `own` allows.
fn harmless(what: &str, text: &str, own: &[char]) {
    let hides = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let bad = text
        .char_indices()
        .find(|(_, c)| (c.is_control() || hides(*c)) && !own.contains(c));
    if let Some((at, c)) = bad {
        let from = text.floor_char_boundary(at.saturating_sub(80));
        let to = text.ceil_char_boundary((at + 80).min(text.len()));
        panic!("{what}: {c:?} in {:?}", &text[from..to]);
    }
}

#[test]
fn no_output_of_a_subcommand_holds_what_a_terminal_obeys() {
    let world = world();
    let say = |args: &[&str]| {
        let out = world.run(args);
        let text = String::from_utf8(out.stdout).unwrap();
        harmless(
            &format!("{args:?}"),
            &String::from_utf8(out.stderr).unwrap(),
            &['\n', '\r'],
        );
        harmless(&format!("{args:?}"), &text, &['\n']);
        text
    };
    assert!(say(&["causes", "--queue", DLQ]).contains("500 from ExampleReportingAPI"));
    say(&["watch", "--queue", DLQ, "--for", "1s"]);
    say(&["check", "--queue", DLQ]);
    say(&["doctor", "--queue", DLQ]);
    say(&["redrive", "--queue", DLQ, "--dry-run"]);
    say(&[
        "redrive",
        "--queue",
        DLQ,
        "--dry-run",
        "--jq",
        ".detail.a | error",
    ]);
    let (code, document) = world.json(&["delete", "--queue", DLQ, "--where", "*", "--yes"]);
    assert_eq!(code, 0, "{document}");
    say(&["history"]);
    say(&["history", document["run"].as_str().unwrap()]);
    say(&["undo", document["run"].as_str().unwrap()]);
}

#[test]
fn what_is_exported_is_what_came() {
    let world = world();
    let out = world.run(&["export", "--queue", DLQ, "--to", "-"]);
    let text = String::from_utf8(out.stdout).unwrap();
    let bodies: Vec<String> = text
        .lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            line["body"].as_str().unwrap().to_owned()
        })
        .collect();
    for body in worst() {
        assert!(bodies.contains(&body), "{}", &body[..body.len().min(200)]);
    }
}

#[test]
fn no_screen_holds_what_a_terminal_obeys() {
    let world = world();
    for size in [(80, 24), (200, 60)] {
        let mut terminal = Terminal::start(&world, &["--queue", DLQ], size);
        terminal.wait_for("14 dead");
        terminal.wait_for("500 from");
        // all of them together, then each letter with all its tabs, the event as a tree and zoomed
        terminal.keys("Gg1G2");
        for _ in 0..14 {
            terminal.keys("3");
            for tab in ["failure", "event", "target gets", "diff", "raw", "lineage"] {
                terminal.wait_for(&format!("[{tab}]"));
                terminal.keys(if tab == "event" { "wGgwl" } else { "Ggl" });
            }
            terminal.keys("hhhhh2j");
        }
        let layers = [
            ("y", "message as JSON"),
            ("b", "By detail-type"),
            ("c", "Charts"),
            ("@", "ReceiveMessage"),
            ("D", "Delete"),
        ];
        for (keys, title) in layers {
            terminal.keys(keys);
            terminal.wait_for(title);
            // another key too soon would be read as one with it
            terminal.keys("\u{1b}");
            terminal.wait_until("no layer", |screen| !screen.contents().contains(title));
        }
        terminal.keys("q");
        assert_eq!(terminal.end(), 0);
        let raw = terminal.raw();
        let text = String::from_utf8_lossy(&raw);
        for obeyed in ["\u{1b}[31337", "\u{1b}]0;PWNED", "PWNED\u{7}"] {
            assert!(!text.contains(obeyed), "{size:?}: {obeyed:?}");
        }
        harmless(
            &format!("{size:?}"),
            &text,
            &['\u{1b}', '\n', '\r', '\u{7}', '\u{8}'],
        );
    }
}
