//! The editor: replace, brackets, places, clipboard, pointer, long texts.

use std::time::{Duration, Instant};

use dlq_tui::engine::Command;
use dlq_tui::tui::{Ask, Msg};
use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::face::{Face, event, message, now, snapshot};
use crate::world::{Terminal, World};

/// The editor on a letter with that detail.
fn editing(detail: &str) -> Face {
    let attributes = [
        (
            "RULE_ARN",
            "arn:aws:events:ap-southeast-1:123456789012:rule/ExampleEventRule",
        ),
        (
            "TARGET_ARN",
            "arn:aws:lambda:ap-southeast-1:123456789012:function:f",
        ),
        ("ERROR_CODE", "X"),
    ];
    let letters = snapshot(vec![message(1, &event(1, detail), now(), &attributes)]);
    let mut face = Face::new(letters, (100, 40), "none");
    face.keys("enter e");
    face.asked();
    face
}

fn saved(face: &mut Face) -> Option<String> {
    face.keys("ctrl-s");
    face.asked().into_iter().find_map(|ask| match ask {
        Ask::Command(Command::Edit { edit, .. }) => Some(edit?.text.to_string()),
        _ => None,
    })
}

#[track_caller]
fn sees(face: &Face, text: &str) {
    let screen = face.screen();
    assert!(screen.contains(text), "{text} is missing in\n{screen}");
}

#[test]
fn every_place_of_a_text_is_replaced_and_taken_back_in_one_step() {
    let mut face = editing(r#"{"a":"x.y","b":"x.y x.y","c":"xzy"}"#);
    face.keys("ctrl-t").text("x.y").keys("enter");
    sees(&face, " with: ");
    face.text("$1").keys("enter");
    sees(&face, "3 places replaced · ctrl-z takes that back");
    sees(&face, r#""b": "$1 $1""#);
    sees(&face, r#""c": "xzy""#);
    face.keys("ctrl-z");
    sees(&face, r#""b": "x.y x.y""#);
    sees(&face, "not changed");
    face.keys("ctrl-y");
    let text = saved(&mut face).unwrap();
    assert!(
        text.contains(r#""detail":{"a":"$1","b":"$1 $1","c":"xzy"}"#),
        "{text}"
    );
}

#[test]
fn a_text_that_is_not_there_is_not_replaced_and_esc_leaves_the_line() {
    let mut face = editing(r#"{"a":1}"#);
    face.keys("ctrl-t").text("nowhere").keys("enter");
    sees(&face, "“nowhere” is not in the text");
    face.keys("ctrl-t esc");
    sees(&face, "not changed");
    // a text that is replaced by nothing is taken out
    face.keys("ctrl-t").text("\"region\"").keys("enter enter");
    sees(&face, "1 place replaced");
}

#[test]
fn formatting_is_one_step_and_never_happens_unasked() {
    let mut face = editing(r#"{"a":[1,{"b":2.50}]}"#);
    face.keys("ctrl-k");
    sees(&face, r#""detail":{"a":[1,{"b":2.50}]}}"#);
    face.keys("ctrl-l");
    sees(&face, "        \"b\": 2.50");
    face.keys("ctrl-z");
    sees(&face, r#""detail":{"a":[1,{"b":2.50}]}}"#);
    face.keys("ctrl-z");
    sees(&face, "not changed");
    assert_eq!(saved(&mut face), None, "white space alone is no edit");
}

#[test]
fn typing_over_what_is_selected_is_one_step() {
    let mut face = editing(r#"{"a":1}"#);
    for _ in 0..3 {
        face.tell(Msg::Key(KeyEvent::new(KeyCode::Down, KeyModifiers::SHIFT)));
    }
    face.text("{");
    face.keys("ctrl-z");
    sees(&face, "not changed");
}

#[test]
fn a_bracket_and_its_other_half_stand_out_and_are_gone_to() {
    let mut face = editing(r#"{"a":["}]",{"b":[]}]}"#);
    // the first brace of all
    assert!(
        face.styles().contains("BOLD | UNDERLINED"),
        "{}",
        face.styles()
    );
    face.keys("ctrl-p");
    let screen = face.screen();
    // the last row of the text is the last that begins with a number
    let numbered = screen.lines().rev().map(str::trim_start);
    let last = numbered
        .filter_map(|line| line.split(' ').next()?.parse::<usize>().ok())
        .next()
        .unwrap();
    sees(&face, &format!("line {last}, column 1"));
    face.keys("ctrl-p");
    sees(&face, "line 1, column 1");
    // inside of a text a bracket is none
    face.keys("ctrl-f").text("}]\"").keys("enter ctrl-p");
    sees(&face, "there is no bracket under the cursor");
}

#[test]
fn a_line_and_the_error_are_gone_to() {
    let mut face = editing(r#"{"a":1}"#);
    face.keys("ctrl-n").text("5:4").keys("enter");
    sees(&face, "line 5, column 4");
    face.keys("ctrl-n").text("500").keys("enter");
    sees(&face, "there is no line “500”");
    face.keys("ctrl-n").text("11").keys("enter end backspace");
    face.keys("ctrl-home ctrl-e");
    let screen = face.screen();
    let wrong = screen.lines().find(|line| line.contains(" ! ")).unwrap();
    let place = wrong.split(" at ").nth(1).unwrap().trim();
    assert!(
        screen
            .lines()
            .any(|l| l.contains("─ ") && l.contains(place)),
        "{place}\n{screen}"
    );
}

#[test]
fn what_is_selected_goes_to_the_clipboard_and_comes_back() {
    let mut face = editing(r#"{"a":1}"#);
    face.keys("ctrl-c");
    sees(&face, "nothing is selected");
    face.tell(Msg::Key(KeyEvent::new(KeyCode::Down, KeyModifiers::SHIFT)));
    face.keys("ctrl-x");
    let asked = face.asked();
    assert!(
        matches!(&asked[..], [Ask::Copy(text), _] if text == "{\n"),
        "{asked:?}"
    );
    sees(&face, " ! ");
    face.keys("ctrl-v");
    sees(&face, "not changed");
}

#[test]
fn the_pointer_puts_the_cursor_scrolls_and_selects() {
    let items: Vec<String> = (0..200).map(|n| n.to_string()).collect();
    let mut face = editing(&format!("[{}]", items.join(",")));
    let rows: Vec<String> = face.screen().lines().map(str::to_owned).collect();
    let y = rows
        .iter()
        .position(|row| row.contains("\"source\""))
        .unwrap();
    let x = rows[y].find("\"source\"").unwrap();
    let mut mouse = |kind, x: usize, y: usize| {
        face.tell(Msg::Mouse(MouseEvent {
            kind,
            column: u16::try_from(x).unwrap(),
            row: u16::try_from(y).unwrap(),
            modifiers: KeyModifiers::NONE,
        }));
        face.screen()
    };
    let screen = mouse(MouseEventKind::Down(MouseButton::Left), x, y);
    assert!(screen.contains("line 5, column 3"), "{screen}");
    let screen = mouse(MouseEventKind::Drag(MouseButton::Left), x + 8, y);
    assert!(screen.contains("line 5, column 11"), "{screen}");
    for _ in 0..5 {
        mouse(MouseEventKind::ScrollDown, x, y);
    }
    let screen = mouse(MouseEventKind::ScrollDown, x, y);
    assert!(!screen.contains("\"version\""), "{screen}");
    face.tell(Msg::Key(KeyEvent::new(
        KeyCode::Char('c'),
        KeyModifiers::CONTROL,
    )));
    let copied = face.asked();
    assert!(matches!(&copied[..], [Ask::Copy(_)]), "{copied:?}");
}

#[test]
fn a_long_text_is_looked_at_once_nothing_is_typed() {
    let items: Vec<String> = (0..20_000).map(|n| format!("\"item {n}\"")).collect();
    let mut face = editing(&format!("{{\"items\":[{}]}}", items.join(",")));
    sees(&face, "not changed");
    face.keys("x");
    sees(&face, " …");
    face.tell(Msg::Clock(now().plus(Duration::from_secs(1))));
    sees(&face, " ! ");
    sees(&face, "at line 1, column 1");
}

#[test]
fn a_line_of_a_mebibyte_is_edited_where_the_cursor_is() {
    let long = format!("日本{}END", "0123456789".repeat(100_000));
    let mut face = editing(&format!("{{\"text\":\"{long}\",\"n\":1}}"));
    let number = "11";
    face.keys("ctrl-n").text(number).keys("enter");
    sees(&face, " 11     \"text\": \"日本0123456789");
    face.keys("end");
    sees(&face, "456789END\",");
    face.keys("left left").text("!");
    sees(&face, "456789END!\",");
    face.keys("home");
    sees(&face, " 11     \"text\": \"日本0123456789");
    face.keys(&"right ".repeat(13)).text("é語");
    sees(&face, "\"é語日本0123456789");
    face.keys("ctrl-f").text("9END!").keys("enter");
    sees(&face, "9END!\",");
    face.keys("ctrl-z ctrl-z ctrl-z");
    face.tell(Msg::Clock(now().plus(Duration::from_secs(1))));
    sees(&face, "PutEvents would refuse it: the event has 1000");
}

/// What the engine was asked to keep last.
fn kept(face: &mut Face) -> Option<Option<String>> {
    let asked = face.asked().into_iter().rev();
    asked.into_iter().find_map(|ask| match ask {
        Ask::Command(Command::Typed { text, .. }) => Some(text.map(|text| text.to_string())),
        _ => None,
    })
}

#[test]
fn what_is_typed_is_kept_until_it_is_taken_over_or_dropped() {
    let mut face = editing(r#"{"a":1}"#);
    assert_eq!(kept(&mut face), None);
    face.text("x");
    assert!(kept(&mut face).unwrap().unwrap().starts_with("x{\n"));
    face.keys("ctrl-z");
    assert_eq!(kept(&mut face), Some(None), "it is the text from the start");
    face.text("x").keys("esc y");
    assert_eq!(kept(&mut face), Some(None), "dropped");
    face.keys("e down down end left left").text("7");
    face.tell(Msg::Stop);
    let asked = face.asked();
    let order: Vec<&str> = asked
        .iter()
        .filter_map(|ask| match ask {
            Ask::Command(Command::Typed { text: Some(_), .. }) => Some("kept"),
            Ask::Command(Command::Close) => Some("closed"),
            _ => None,
        })
        .collect();
    assert_eq!(order, ["kept", "closed"], "{asked:?}");
}

#[test]
fn what_an_ended_session_was_typing_is_in_the_editor_again() {
    let mut face = editing(r#"{"a":1}"#);
    face.keys("esc");
    let mut snapshot = (*face.model.snapshot).clone();
    let row = face.model.row().unwrap();
    let id = row.letter.message.id.clone();
    let text = format!("{} typed", row.letter.event.as_ref().unwrap().text());
    snapshot.typed = std::sync::Arc::new([(id, text.into())].into());
    face.show(snapshot);
    face.keys("e");
    sees(
        &face,
        "this was typed and not saved before the last session ended · ctrl-z goes back",
    );
    sees(&face, "} typed");
    face.keys("ctrl-z");
    sees(&face, "\"a\": 1");
    sees(&face, "not changed");
    face.keys("ctrl-y esc");
    sees(&face, "The text was changed and not saved");
}

#[test]
fn text_that_was_being_typed_survives_a_kill() {
    let world = World::new();
    world.dead_letter(
        0,
        "ApiDestination returned HTTP status 503 with payload: {}",
    );
    let queue = world.queue_url();
    let start = || {
        let terminal = Terminal::start(&world, &["--queue", &queue], (120, 40));
        terminal.wait_for("user_activity");
        terminal
    };
    let mut terminal = start();
    terminal.keys("\re");
    terminal.wait_for("ctrl-s save");
    terminal.keys("half done");
    terminal.wait_for("half done{");
    let end = Instant::now() + Duration::from_secs(30);
    while !in_journal(&world) {
        assert!(Instant::now() < end, "it never came into the journal");
        std::thread::yield_now();
    }
    terminal.signal(rustix::process::Signal::KILL);
    terminal.end();
    world.lapse();
    let mut terminal = start();
    terminal.keys("\re");
    terminal.wait_for("half done{");
    terminal.wait_for("this was typed and not saved");
    terminal.keys("\x1b");
    terminal.wait_for("The text was changed");
    terminal.keys("y");
    terminal.wait_until("the panes", |screen| {
        !screen.contents().contains("half done")
    });
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
    assert!(!in_journal(&world));
}

fn in_journal(world: &World) -> bool {
    let path = world.state().join("journal.db");
    let count = |c: rusqlite::Connection| {
        c.query_row(
            "SELECT count(*) FROM draft WHERE text LIKE 'half done{%'",
            [],
            |row| row.get(0),
        )
    };
    let found: Result<i64, _> = rusqlite::Connection::open(path).and_then(count);
    found.is_ok_and(|n| n > 0)
}

#[test]
fn what_is_wrong_is_marked_and_what_eventbridge_assigns_is_said() {
    let mut face = editing(r#"{"a":1}"#);
    face.keys("ctrl-n")
        .text("3")
        .keys("enter end left left")
        .text("9");
    sees(&face, "id is changed, but EventBridge assigns it anew");
    face.keys("ctrl-z end backspace");
    sees(&face, " ! ");
    let marked = face.styles();
    assert!(marked.contains("UNDERLINED | REVERSED"), "{marked}");
}

#[test]
fn a_letter_that_left_keeps_its_text_in_the_editor() {
    let mut face = editing(r#"{"a":1}"#);
    face.keys("ctrl-n").text("11").keys("enter end").text("2");
    let mut without = snapshot(Vec::new());
    without.view = face.model.snapshot.view.clone();
    face.show(without);
    face.keys("ctrl-s");
    sees(&face, "The letter left the queue while it was edited");
    sees(&face, "\"a\": 12");
}

#[test]
fn a_difference_stands_side_by_side_where_there_is_room() {
    let mut face = editing(r#"{"a":"the quick brown fox","b":1}"#);
    face.keys("esc");
    let id = face.model.row().unwrap().letter.id;
    let text = event(1, r#"{"a":"the slow brown fox","b":1}"#);
    crate::sessions::edited(&mut face, id, Some(&text));
    face.tell(Msg::Resize(130, 30));
    face.keys("enter z l l l");
    sees(&face, "- \"the quick brown fox\"");
    let screen = face.screen();
    let row = screen.lines().find(|l| l.contains("quick")).unwrap();
    assert!(row.contains(" │ + \"the slow brown fox\""), "{screen}");
    let marked = face.styles();
    assert!(
        marked.contains("\"quick\"") && marked.contains("REVERSED"),
        "{marked}"
    );
    face.tell(Msg::Resize(80, 30));
    let screen = face.screen();
    let row = screen.lines().find(|l| l.contains("quick")).unwrap();
    assert!(!row.contains("slow"), "{screen}");
}
