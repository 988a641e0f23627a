//! The real binary in a real pseudo-terminal.

use rustix::process::Signal;

use crate::world::{Terminal, World};

const WIDE: (u16, u16) = (160, 44);
const NARROW: (u16, u16) = (80, 24);

fn world(letters: u32) -> World {
    let world = World::new();
    for id in 0..letters {
        world.dead_letter(
            id,
            "ApiDestination returned HTTP status 503 with payload: {\"error\":\"overloaded\"}",
        );
    }
    world
}

fn start(world: &World, size: (u16, u16)) -> Terminal {
    let terminal = Terminal::start(world, &["--queue", &world.queue_url()], size);
    terminal.wait_for("503 from ExampleReportingAPI");
    terminal
}

#[test]
fn letters_are_shown_and_given_back_on_q() {
    let world = world(7);
    for size in [NARROW, WIDE] {
        let mut terminal = start(&world, size);
        terminal.keys("q");
        assert_eq!(terminal.end(), 0);
        assert!(terminal.is_restored());
        assert_eq!(world.depth(), (7, 0), "everything is visible again");
    }
}

#[test]
fn a_signal_gives_everything_back_and_restores_the_terminal() {
    let world = world(5);
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut terminal = start(&world, WIDE);
        terminal.signal(signal);
        assert_eq!(terminal.end(), 130, "{signal:?}");
        assert!(terminal.is_restored(), "{signal:?}");
        assert_eq!(world.depth(), (5, 0), "{signal:?}");
    }
}

#[test]
fn ctrl_c_is_a_way_out() {
    let world = world(3);
    let mut terminal = start(&world, NARROW);
    terminal.keys("\u{3}");
    terminal.end();
    assert!(terminal.is_restored());
    assert_eq!(world.depth(), (3, 0));
}

#[test]
fn a_terminal_that_is_gone_gives_everything_back() {
    let world = world(3);
    let mut terminal = start(&world, WIDE);
    terminal.hang_up();
    terminal.end();
    assert_eq!(world.depth(), (3, 0));
}

#[test]
fn a_terminal_that_is_gone_without_a_signal_gives_everything_back() {
    let world = world(3);
    let mut terminal = Terminal::without_signal(&world, &["--queue", &world.queue_url()], WIDE);
    terminal.wait_for("503 from ExampleReportingAPI");
    terminal.hang_up();
    terminal.end();
    assert_eq!(world.depth(), (3, 0));
}

#[test]
fn a_terminal_that_is_gone_ends_the_program_when_nobody_answers_any_more() {
    let mut world = world(3);
    let mut terminal = start(&world, WIDE);
    world.stop();
    terminal.hang_up();
    assert_eq!(terminal.end(), 130);
}

#[test]
fn it_survives_any_size() {
    let world = world(3);
    let mut terminal = start(&world, WIDE);
    for (columns, rows) in [(20, 5), (1, 1), (80, 24), (200, 60)] {
        terminal.resize(columns, rows);
    }
    terminal.wait_for("503 from ExampleReportingAPI");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn new_dead_letters_appear_while_one_looks() {
    let world = world(2);
    let mut terminal = start(&world, WIDE);
    world.dead_letter(
        50,
        "ApiDestination returned HTTP status 404 with payload: gone",
    );
    terminal.wait_for("404 from ExampleReportingAPI");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn one_letter_is_redriven_after_one_question() {
    let world = world(1);
    let mut terminal = start(&world, WIDE);
    terminal.wait_for("user_activity");
    terminal.keys("2r");
    terminal.wait_for("event bus default");
    terminal.keys("y");
    terminal.wait_for("No dead letters");
    terminal.wait_for("watching for bounces");
    terminal.keys("q");
    terminal.wait_for("y stops it and quits");
    terminal.keys("y");
    assert_eq!(terminal.end(), 0);
    assert_eq!(world.depth(), (0, 0));
    assert_eq!(
        world
            .requests()
            .iter()
            .filter(|r| r["host"] == "api.example.com")
            .count(),
        1
    );
}

#[test]
fn letters_are_changed_with_jq_after_a_look_and_exported() {
    let world = world(3);
    let mut terminal = start(&world, WIDE);
    terminal.wait_for("user_activity");
    terminal.keys("t");
    terminal.wait_for("Transform 3 letters");
    terminal.keys(".detail.fixed = ");
    terminal.wait_for("the jq program:");
    terminal.keys("true");
    terminal.wait_for("detail.fixed");
    terminal.wait_for("+ true");
    terminal.keys("\r");
    terminal.wait_for("3 would change");
    terminal.keys("y");
    terminal.wait_for("3 letters edited");
    terminal.wait_for("✎");
    terminal.keys("@");
    terminal.wait_for("ReceiveMessage");
    terminal.keys("\x1b");
    terminal.wait_for("Causes");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    terminal.keys(&format!("x\x15{}\r", path.display()));
    terminal.wait_for("3 letters exported to");
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3);
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(world.depth(), (3, 0));
}

#[test]
fn a_hostile_body_never_reaches_the_terminal_raw() {
    let world = world(1);
    world.aws(
        "AmazonSQS.SendMessage",
        &serde_json::json!({"QueueUrl": world.queue_url(), "MessageBody": "evil \u{9b}31m\u{202e} \u{9d}0;title\u{9c} body"}),
    );
    let mut terminal = start(&world, WIDE);
    terminal.wait_for("2 dead");
    terminal.keys("jG\t\t");
    terminal.keys("q");
    terminal.end();
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    for bad in ['\u{9b}', '\u{9d}', '\u{202e}'] {
        assert!(!raw.contains(bad), "{bad:?} came through");
    }
}

#[test]
fn the_first_rows_of_the_demo_are_there_and_the_terminal_comes_back() {
    let world = World::new();
    let mut terminal = Terminal::start(&world, &["demo", "--messages", "40"], NARROW);
    terminal.wait_for("ExampleReportingAPI");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    assert!(terminal.is_restored());
}
