//! Several letters in the operator's editor at once; sentences that name the keys of the config.

use std::sync::Arc;

use dlq_tui::config::Config;
use dlq_tui::engine::Command;
use dlq_tui::letter::LetterId;
use dlq_tui::letter::Redaction;
use dlq_tui::repair::Edit;
use dlq_tui::tui::{Ask, EditorFailed, Msg, keymap};

use crate::face::Face;
use crate::sessions::{edited, face};
use crate::world::{Terminal, World};

fn text(face: &mut Face) -> Option<String> {
    face.asked().into_iter().find_map(|ask| match ask {
        Ask::EditBundle(text) => Some(text),
        _ => None,
    })
}

type Taken = Vec<(LetterId, Option<Arc<Edit>>)>;

fn taken(face: &mut Face) -> Option<Taken> {
    face.asked().into_iter().find_map(|ask| match ask {
        Ask::Command(Command::Edits(edits)) => Some(edits),
        _ => None,
    })
}

/// Three marked letters in the editor.
fn three() -> (Face, String) {
    let mut face = face();
    face.keys("enter space space space E");
    let text = text(&mut face).expect("the editor was not asked for");
    (face, text)
}

#[test]
fn marked_letters_are_edited_together_and_taken_back_as_one() {
    let (mut face, text) = three();
    let names: Vec<&str> = text.lines().filter(|l| l.contains(" of 3: ")).collect();
    assert_eq!(names.len(), 3, "{text}");
    assert!(
        names[1].contains("document 2 of 3: user_activity · 0000000"),
        "{names:?}"
    );
    let token = names[0].split(' ').nth(1).unwrap();
    assert_eq!(token.len(), 32);
    let changed = text.replacen("\"amount\": 12", "\"amount\": 13", 2);
    face.tell(Msg::BundleEdited(Ok(changed)));
    let edits = taken(&mut face).unwrap();
    assert_eq!(edits.len(), 2, "{edits:?}");
    assert!(
        edits
            .iter()
            .all(|(_, e)| e.as_ref().unwrap().text.contains("\"amount\":13"))
    );
    assert!(
        face.screen()
            .contains("2 letters edited · u takes all of it back"),
        "{}",
        face.screen()
    );
    for (id, edit) in &edits {
        edited(&mut face, *id, edit.as_ref().map(|e| &*e.text));
    }
    face.keys("u");
    let back = taken(&mut face).unwrap();
    assert_eq!(back.len(), 2);
    assert!(back.iter().all(|(_, edit)| edit.is_none()));
}

#[test]
fn a_broken_document_takes_nothing_over_and_leads_back_with_the_text() {
    let (mut face, text) = three();
    let first = text.find("\"amount\": 12").unwrap();
    let mut broken = text.replacen("\"amount\": 12", "\"amount\": 99", 1);
    let second = broken[first + 1..].find("\"amount\": 12").unwrap() + first + 1;
    broken.replace_range(second..second + 12, "\"amount\": 12,,");
    face.tell(Msg::BundleEdited(Ok(broken)));
    assert!(taken(&mut face).is_none());
    let screen = face.screen();
    assert!(
        screen.contains("document 2, line ") && screen.contains(", column "),
        "{screen}"
    );
    face.keys("y");
    let again = self::text(&mut face).unwrap();
    assert!(
        again.contains("\"amount\": 99") && again.contains("12,,"),
        "{again}"
    );
    assert!(again.contains(" ! document 2, line "), "{again}");
    face.tell(Msg::BundleEdited(Ok(again.replace("12,,", "98"))));
    assert_eq!(taken(&mut face).unwrap().len(), 2);
}

#[test]
fn a_text_that_was_left_is_gone_on_with_and_an_editor_that_fails_loses_nothing() {
    let (mut face, text) = three();
    let failed = EditorFailed {
        why: "`vi` failed (exit status: 1); nothing was changed".into(),
        left: Some(text.replace("\"amount\": 12", "\"amount\": 77")),
    };
    face.tell(Msg::BundleEdited(Err(failed)));
    assert!(face.screen().contains("`vi` failed"), "{}", face.screen());
    face.keys("esc E");
    assert!(self::text(&mut face).unwrap().contains("\"amount\": 77"));
    face.tell(Msg::BundleEdited(Ok(text)));
    assert!(
        face.screen().contains("Nothing was changed"),
        "{}",
        face.screen()
    );
    face.keys("E");
    assert!(!self::text(&mut face).unwrap().contains("\"amount\": 77"));
}

#[test]
fn one_letter_whose_editor_fails_is_kept_in_the_editor_here() {
    let mut face = face();
    face.keys("enter E");
    let (id, text) = face
        .asked()
        .into_iter()
        .find_map(|ask| match ask {
            Ask::EditOutside(id, text) => Some((id, text)),
            _ => None,
        })
        .unwrap();
    let failed = EditorFailed {
        why: "`vi` failed".into(),
        left: Some(text.replace("12", "77")),
    };
    face.tell(Msg::Edited(id, Err(failed)));
    let screen = face.screen();
    assert!(
        screen.contains("Not taken over: `vi` failed") && screen.contains("\"amount\": 77"),
        "{screen}"
    );
}

#[test]
fn letters_that_can_t_all_be_edited_say_why() {
    let mut face = face();
    face.model.redaction = Arc::new(Redaction::new(&["detail.data.id".to_owned()]));
    face.model.keys = Arc::new(keys("transform = \"ctrl-b\"\nundo = \"U\""));
    face.keys("enter space space E");
    assert!(self::text(&mut face).is_none());
    let screen = face.screen();
    assert!(
        screen.contains("hidden by the config (redact); ctrl-b changes them"),
        "{screen}"
    );
    face.keys("esc e");
    assert!(
        face.screen().contains("ctrl-b changes it with jq"),
        "{}",
        face.screen()
    );
}

fn keys(lines: &str) -> dlq_tui::tui::Keymap {
    let config = Config::read(&format!("[keys]\n{lines}"), "config.toml").unwrap();
    keymap(&config.keys).unwrap()
}

#[test]
fn sentences_name_the_keys_that_the_config_gives() {
    let (mut face, text) = three();
    face.model.keys = Arc::new(keys(
        "undo = \"U\"\nedit = \"ctrl-e\"\nedit-in-editor = \"ctrl-o\"",
    ));
    face.tell(Msg::BundleEdited(Ok(text.replacen(
        "\"amount\": 12",
        "\"amount\": 13",
        2,
    ))));
    assert!(
        face.screen().contains("U takes all of it back"),
        "{}",
        face.screen()
    );
    face.keys("enter l l l");
    assert!(
        face.screen()
            .contains("ctrl-e edits it here, ctrl-o in your editor"),
        "{}",
        face.screen()
    );
}

#[test]
fn a_script_as_editor_changes_two_marked_letters() {
    let world = World::new();
    for id in 0..2 {
        world.dead_letter(
            id,
            "ApiDestination returned HTTP status 503 with payload: {}",
        );
    }
    let queue = world.queue_url();
    let editor = "sed -i s/user_login/user_logout/";
    let mut terminal = Terminal::with(
        &world,
        &["--queue", &queue],
        (120, 40),
        &[("VISUAL", editor)],
    );
    terminal.wait_for("503 from ExampleReportingAPI");
    terminal.wait_for("user_activity");
    terminal.keys("aE");
    // only where the letters have the keys
    terminal.keys("\rE");
    terminal.wait_for("2 letters edited");
    terminal.keys("u");
    terminal.wait_for("Edits of 2 letters taken back");
    terminal.keys("q");
    assert_eq!(terminal.end(), 0);
}
