//! What the pieces of the face promise each other.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::filter::Filter;
use crate::tui::editor_process::edit_with;
use crate::tui::fuzzy::score;
use crate::tui::keys::{Act, Chord, Keymap, Place};
use crate::tui::keys_table::KEYS;
use crate::tui::laid::Laid;
use crate::tui::layer::Layer;
use crate::tui::line::Line;
use crate::tui::msg::Msg;
use crate::tui::theme::Theme;
use crate::tui::widgets::json::tokens;
use crate::tui::widgets::wrap::wrap;
use crate::tui::{Ask, Model, Who, update};

#[test]
fn no_place_has_a_key_twice() {
    for (i, key) in KEYS.iter().enumerate() {
        for other in &KEYS[i + 1..] {
            for place in key.places.iter().filter(|p| other.places.contains(p)) {
                let shared = key.chords.iter().find(|c| other.chords.contains(c));
                assert_eq!(shared, None, "{} and {} in {place:?}", key.name, other.name);
            }
        }
    }
}

#[test]
fn every_key_has_a_name_and_a_help() {
    for key in KEYS {
        assert!(
            !key.name.is_empty() && !key.help.is_empty(),
            "{:?}",
            key.act
        );
        let reachable = !key.chords.is_empty() || key.places.contains(&Place::Panes);
        assert!(
            reachable,
            "{} has no key and is not in the palette",
            key.name
        );
        if let (Some(chord), Some(place)) = (key.chords.first(), key.places.first()) {
            assert_eq!(
                Keymap::default().act(&[*place], *chord),
                Some(key.act),
                "{}",
                key.name
            );
        }
    }
}

#[test]
fn every_command_has_a_name_of_its_own_in_the_config() {
    let mut names: Vec<String> = KEYS
        .iter()
        .filter(|key| !key.chords.is_empty())
        .map(crate::tui::keys::Key::config_name)
        .collect();
    names.sort();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
}

fn config(line: &str) -> Result<Keymap, crate::problem::Problem> {
    let read = crate::config::Config::read(&format!("[keys]\n{line}"), "config.toml").unwrap();
    crate::tui::rebind::keymap(&read.keys)
}

#[test]
fn the_config_gives_commands_other_keys() {
    let keys = config("redrive = [\"ctrl-t\", \"f5\"]\nEditor_Undo = \"ctrl-b\"").unwrap();
    let places = [Place::Letters, Place::Panes];
    assert_eq!(keys.act(&places, Chord::of('r')), None);
    assert_eq!(keys.act(&places, Chord::ctrl('t')), Some(Act::Redrive));
    assert_eq!(
        keys.act(&places, Chord::key(KeyCode::F(5))),
        Some(Act::Redrive)
    );
    assert_eq!(
        keys.act(&[Place::Editor], Chord::ctrl('b')),
        Some(Act::EditorUndo)
    );
    assert_eq!(
        keys.act(&places, Chord::of('u')),
        Some(Act::Undo),
        "another undo"
    );
    let footer = keys.footer(&places);
    assert_eq!(
        footer.first().map(|key| key.label()),
        Some("ctrl-t f5".into())
    );
    let none = config("delete = []").unwrap();
    assert_eq!(none.act(&places, Chord::of('D')), None);
}

#[test]
fn keys_that_would_mean_two_things_are_refused_with_both_names() {
    for (line, both) in [
        ("redrive = \"D\"", ["redrive", "delete"]),
        ("redrive = \"e\"", ["redrive", "edit"]),
        ("plan-canary = \"y\"", ["plan-canary", "plan-yes"]),
        ("undo = \"ctrl-c\"", ["undo", "quit"]),
    ] {
        let said = config(line).unwrap_err().to_string();
        assert!(
            both.iter().all(|name| said.contains(&format!("`{name}`"))),
            "{said}"
        );
    }
    // while a run is going its keys lie over those of the panes, as they do without a config
    assert!(config("pause-run = \"p\"").is_ok());
}

#[test]
fn unknown_commands_and_keys_are_refused_with_a_way_out() {
    let said = config("redrvie = \"R\"").unwrap_err().to_string();
    assert!(
        said.contains("`redrvie`") && said.contains("`redrive`"),
        "{said}"
    );
    let said = config("redrive = \"hyper-r\"").unwrap_err().to_string();
    assert!(
        said.contains("`redrive`") && said.contains("`hyper-r`"),
        "{said}"
    );
    let said = config("line-next = \"x\"").unwrap_err().to_string();
    assert!(
        said.contains("`line-next`") && said.contains("typed"),
        "{said}"
    );
}

fn typed(keys: &[(KeyCode, bool)]) -> Line {
    let mut line = Line::default();
    for (code, ctrl) in keys {
        let modifiers = if *ctrl {
            KeyModifiers::CONTROL
        } else {
            KeyModifiers::NONE
        };
        line.key(KeyEvent::new(*code, modifiers));
    }
    line
}

#[test]
fn a_line_is_typed_by_characters_and_not_by_bytes() {
    let c = |c| (KeyCode::Char(c), false);
    let line = typed(&[
        c('ä'),
        c('日'),
        c('x'),
        (KeyCode::Left, false),
        (KeyCode::Backspace, false),
        c('é'),
        (KeyCode::Home, false),
        (KeyCode::Delete, false),
    ]);
    assert_eq!(line.text(), "éx");
    assert_eq!(line.at(), 0);
    let line = typed(&[c('a'), c(' '), c('b'), (KeyCode::Char('w'), true)]);
    assert_eq!(line.text(), "a ");
}

#[test]
fn a_line_holds_no_control_character_and_has_an_end() {
    let mut line = Line::new("a");
    line.insert("b\nc\u{1b}");
    assert_eq!(line.text(), "ab c ");
    line.insert(&"x".repeat(100_000));
    assert_eq!(line.text().chars().count(), 4096);
}

#[test]
fn fuzzy_search_prefers_beginnings_of_words_and_rows_of_letters() {
    assert_eq!(score("redrive", "xyz"), None);
    assert_eq!(score("redrive", ""), score("delete", ""));
    assert!(score("mark cause", "mc") > score("last commit", "mc"));
    assert!(score("history", "hist") > score("the first", "hist"));
    assert!(score("Heal the downstream", "HEAL") > Some(0));
}

#[test]
fn the_pieces_of_a_line_of_json_are_the_whole_line() {
    for line in [
        r#"  "näme": "日本 \" x", "q": -1.5e3, "b": true, "n": null }"#,
        r#""open"#,
        "\\",
        r#""ends in a backslash \"#,
        "ä ö",
        "-",
        "",
    ] {
        let total: usize = tokens(line).map(|token| token.len).sum();
        assert_eq!(total, line.len(), "{line}");
        assert!(tokens(line).all(|token| token.len > 0), "{line}");
        let mut at = 0;
        for token in tokens(line) {
            at += token.len;
            assert!(line.is_char_boundary(at), "{line}");
        }
    }
}

#[test]
fn a_long_text_is_laid_out_in_rows_that_fit() {
    let theme = Theme::named("none").unwrap();
    let text = format!(
        r#"{{"long":"{}","wide":"{}"}}"#,
        "x".repeat(95),
        "日".repeat(30)
    );
    let laid = Laid::json(&text, 40);
    let rows: Vec<String> = (0..laid.len())
        .map(|at| laid.line(at, &theme).to_string())
        .collect();
    assert!(
        rows.iter().all(|row| crate::text::width(row) <= 40),
        "{rows:#?}"
    );
    let joined: String = rows.concat();
    assert!(joined.contains(&"x".repeat(95)) && joined.contains(&"日".repeat(30)));
}

#[test]
fn a_document_of_any_depth_is_laid_out_in_bounded_room() {
    let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    let laid = Laid::json(&deep, 100);
    assert_eq!(laid.len(), 4001);
}

#[test]
fn prose_is_broken_between_words_and_long_words_anywhere() {
    assert_eq!(wrap("one two three", 8), ["one two", "three"]);
    assert_eq!(wrap("abcdefghijkl", 8), ["abcdefgh", "ijkl"]);
    assert_eq!(wrap("", 8), [""]);
}

#[test]
fn text_becomes_a_span_through_one_door_only() {
    const DOORS: [&str; 9] = [
        "Span::raw",
        "Span::styled",
        "Span::from",
        "Line::raw",
        "Line::styled",
        "Text::raw",
        "Text::from",
        "set_string",
        "set_line(",
    ];
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.ends_with("widgets/span.rs") || path.ends_with("tui/tests.rs") {
                continue;
            }
            let code = std::fs::read_to_string(&path).unwrap();
            let door = DOORS.iter().find(|door| code.contains(**door));
            assert_eq!(door, None, "{}", path.display());
        }
    }
}

/// The options of `sed` and `stat` are those of GNU.
#[cfg(target_os = "linux")]
mod editor {
    use super::edit_with;

    #[test]
    fn what_the_editor_leaves_comes_back() {
        let left = edit_with(("{\"a\": 1}\n", "a.json"), "sed -i s/1/2/").unwrap();
        assert_eq!(left, "{\"a\": 2}\n");
    }

    #[test]
    fn the_file_is_the_owners_alone_and_gone_afterwards() {
        let look = r#"f() { stat -c '%a %n' "$1" > "$1.seen"; mv "$1.seen" "$1"; }; f"#;
        let seen = edit_with(("x", "a.json"), look).unwrap();
        let (mode, path) = seen.trim().split_once(' ').unwrap();
        assert_eq!(mode, "600");
        let folder = std::path::Path::new(path).parent().unwrap();
        assert!(!folder.exists(), "{}", folder.display());
    }

    #[test]
    fn an_editor_that_fails_changes_nothing_and_says_so() {
        let failed = edit_with(("x", "a.json"), "false").unwrap_err();
        assert!(failed.why.contains("nothing was changed"), "{failed:?}");
        assert_eq!(failed.left, None, "it is what it got");
        let missing = edit_with(("x", "a.json"), "no-such-editor-here").unwrap_err();
        assert!(missing.why.contains("failed"), "{missing:?}");
    }

    #[test]
    fn what_an_editor_left_before_it_failed_is_not_lost() {
        let fails = r#"f() { echo typed > "$1"; false; }; f"#;
        let failed = edit_with(("x", "a.json"), fails).unwrap_err();
        assert_eq!(failed.left.as_deref(), Some("typed\n"));
    }
}

/// A face without letters whose filter line holds this text, taken.
fn took(text: &str) -> (Model, Vec<Ask>) {
    let who = Who::default();
    let catalogue = std::sync::Arc::new(crate::cause::Catalogue::own().unwrap());
    let look = (Theme::named("dark").unwrap(), who);
    let mut model = Model::new(std::sync::Arc::default(), look, catalogue);
    drop(press(&mut model, KeyCode::Char('/')));
    drop(tell(&mut model, Msg::Paste(text.to_owned())));
    let asks = press(&mut model, KeyCode::Enter);
    (model, asks)
}

fn press(model: &mut Model, code: KeyCode) -> Vec<Ask> {
    let key = KeyEvent::new(code, KeyModifiers::NONE);
    tell(model, Msg::Key(key))
}

fn tell(model: &mut Model, msg: Msg) -> Vec<Ask> {
    update(model, msg)
}

fn check_of(asks: Vec<Ask>) -> (u64, Filter) {
    let check = asks.into_iter().find_map(|ask| match ask {
        Ask::Check(revision, filter) => Some((revision, filter)),
        _ => None,
    });
    check.expect("the program is to be checked elsewhere")
}

#[test]
fn a_jq_filter_is_shown_once_its_program_was_checked_elsewhere() {
    let (mut model, asks) = took("jq: .message.body");
    let (revision, filter) = check_of(asks);
    assert_eq!(model.wanted.filter.text(), "", "not before the answer");
    let answer = Msg::Checked(revision, filter, Ok(()));
    drop(tell(&mut model, answer));
    assert_eq!(model.wanted.filter.text(), "jq: .message.body");
    assert!(model.layers.is_empty(), "the line has gone");
}

#[test]
fn a_jq_filter_that_is_wrong_stays_in_its_line_with_the_reason() {
    let (mut model, asks) = took("jq: .message |");
    let (revision, filter) = check_of(asks);
    let wrong = crate::engine::check_program(&filter).unwrap_err().what;
    assert!(wrong.contains("column"), "{wrong}");
    let answer = Msg::Checked(revision, filter, Err(wrong.clone()));
    drop(tell(&mut model, answer));
    let Some(Layer::Filter(line)) = model.layers.last() else {
        panic!("the line stays");
    };
    assert_eq!(line.wrong, wrong);
    assert_eq!(line.line.text(), "jq: .message |");
    assert_eq!(model.wanted.filter.text(), "");
}

#[test]
fn an_answer_about_a_filter_that_was_changed_or_left_is_nothing() {
    for then in [KeyCode::Char('x'), KeyCode::Esc] {
        let (mut model, asks) = took("jq: .message.body");
        let (revision, filter) = check_of(asks);
        drop(press(&mut model, then));
        let open = model.layers.len();
        let answer = Msg::Checked(revision, filter, Ok(()));
        drop(tell(&mut model, answer));
        assert_eq!(model.wanted.filter.text(), "", "{then:?}");
        assert_eq!(model.layers.len(), open, "{then:?}");
    }
}

#[test]
fn an_answer_about_a_filter_that_was_chosen_is_nothing_once_the_filter_was_dropped() {
    let (mut model, _) = took("status:503");
    assert_eq!(model.wanted.filter.text(), "status:503");
    model.filters.push_front("jq: .message.body".to_owned());
    drop(press(&mut model, KeyCode::Char(':')));
    drop(tell(&mut model, Msg::Paste("jq: .message.body".to_owned())));
    let (revision, filter) = check_of(press(&mut model, KeyCode::Enter));
    drop(press(&mut model, KeyCode::Esc));
    assert_eq!(model.wanted.filter.text(), "", "it was dropped");
    let answer = Msg::Checked(revision, filter, Ok(()));
    drop(tell(&mut model, answer));
    assert_eq!(model.wanted.filter.text(), "", "and stays so");
}
