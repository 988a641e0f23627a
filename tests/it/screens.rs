//! What the screen shows: every view, in three sizes and all themes, and whatever the letters hold.

use std::sync::Arc;
use std::time::Duration;

use dlq_tui::engine::{Closing, Letters, Phase, Row, Scan, Snapshot, View, Weight};
use dlq_tui::letter::LetterId;
use dlq_tui::problem::Problem;
use dlq_tui::run::{Fate, State};
use dlq_tui::time::Time;
use dlq_tui::tui::{Model, Msg, THEMES, key_table};
use proptest::prelude::*;

use crate::face::{DETAIL, Face, event, message, now, outage, queue, snapshot};
use crate::sessions::progress;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// Keys that lead into every view.
const VIEWS: [(&str, &str); 19] = [
    ("causes", ""),
    ("letters", "enter"),
    ("failure", "enter enter"),
    ("event", "enter enter l"),
    ("target", "enter enter l l"),
    ("diff", "enter enter l l l"),
    ("raw", "enter enter l l l l"),
    ("lineage", "enter enter l l l l l"),
    ("help", "?"),
    ("palette", ":"),
    ("copy", "enter y"),
    ("history", "H"),
    ("tree", "enter enter w"),
    ("charts", "c"),
    ("console", "o"),
    ("search", "enter enter /"),
    ("jump", "enter enter J"),
    ("editor", "enter e"),
    ("filter", "/"),
];

fn changed(mut snapshot: Snapshot, id: u32, change: impl FnOnce(&mut Row)) -> Snapshot {
    let mut row = (**snapshot.letters.get(LetterId(id)).unwrap()).clone();
    change(&mut row);
    snapshot.letters.put(Arc::new(row));
    snapshot
}

#[test]
fn a_wide_screen_shows_a_sample_of_each_cause_and_a_narrow_one_below_them() {
    let face = Face::new(outage(), (200, 60), "none");
    let screen = face.screen();
    let line = screen.lines().find(|l| l.contains("503 from")).unwrap();
    assert!(
        line.contains("1+1") && line.contains("user_login · US"),
        "{line}"
    );
    let face = Face::new(outage(), (80, 24), "none");
    let screen = face.screen();
    assert!(screen.contains("one of them: user_login · US"), "{screen}");
}

#[test]
fn every_view_at_three_sizes() {
    for size in SIZES {
        for (name, keys) in VIEWS {
            let mut face = Face::new(outage(), size, "none");
            face.keys(keys);
            let name = format!("{}x{}_{name}", size.0, size.1);
            insta::assert_snapshot!(name, face.screen());
        }
    }
}

#[test]
fn every_view_in_true_colour_sixteen_colours_and_none() {
    for theme in ["dark", "sixteen", "none"] {
        for (name, keys) in VIEWS {
            let mut face = Face::new(outage(), (80, 24), theme);
            face.keys(keys);
            insta::assert_snapshot!(format!("{theme}_{name}"), face.styles());
        }
    }
}

#[test]
fn each_theme_styles_by_meaning() {
    for theme in &THEMES {
        let mut face = Face::new(outage(), (80, 24), theme.name);
        face.keys("enter enter");
        insta::assert_snapshot!(format!("styles_{}", theme.name), face.styles());
    }
}

#[test]
fn without_colour_no_colour_is_used() {
    for (_, keys) in VIEWS {
        let mut face = Face::new(outage(), (120, 40), "none");
        face.keys(keys);
        let styles = face.styles();
        let colours = ["#", "Red", "Green", "Yellow", "Cyan", "Blue", "Magenta"];
        let coloured = styles
            .lines()
            .filter_map(|line| line.rsplit_once('"'))
            .any(|(_, style)| colours.iter().any(|colour| style.contains(colour)));
        assert!(!coloured, "{styles}");
    }
}

#[test]
fn an_empty_queue_teaches() {
    let face = Face::new(snapshot(Vec::new()), (80, 24), "none");
    insta::assert_snapshot!("80x24_empty", face.screen());
}

#[test]
fn a_queue_that_is_being_read_counts() {
    let mut loading = snapshot(Vec::new());
    loading.queues[0].phase = Phase::Scanning;
    loading.queues[0].visible = 3_900;
    loading.queues[0].in_flight = 310;
    loading.queues[0].scan = Scan {
        read: 310,
        approximate: 4_210,
        ..Scan::default()
    };
    let face = Face::new(loading, (80, 24), "none");
    insta::assert_snapshot!("80x24_loading", face.screen());
}

#[test]
fn a_run_that_is_going_is_seen_with_what_became_of_the_letters() {
    let mut going = outage();
    going.runs = vec![progress(State::Canary)];
    let fates = [
        Fate::Planned,
        Fate::InFlight,
        Fate::Sent("9d4f7a30".into()),
        Fate::Deleted,
        Fate::Failed("the source is aws.s3".into()),
        Fate::InDoubt,
    ];
    for (id, fate) in (0..).zip(fates) {
        going = changed(going, id, |row| row.fate = Some(fate));
    }
    going = changed(going, 7, |row| {
        row.lineage = "redriven once, came back".into()
    });
    let mut face = Face::new(going, (80, 24), "none");
    face.keys("enter");
    insta::assert_snapshot!("80x24_run", face.screen());
}

#[test]
fn what_is_wrong_is_told_under_the_header() {
    let mut offline = outage();
    offline.queues[0].phase = Phase::Offline {
        since: now().minus(Duration::from_secs(40)),
        problem: Problem::internal("the credentials have expired").remedy("log in again"),
    };
    offline.queues[0].expiring_soon = 12;
    offline.queues[0].oldest_expires = Some(now().plus(Duration::from_secs(1800)));
    let mut face = Face::new(offline, (120, 40), "none");
    face.model.say(Weight::Warning, "polling stopped");
    let lines: Vec<String> = face.screen().lines().take(4).map(str::to_owned).collect();
    insta::assert_snapshot!("120x40_offline", lines.join("\n"));
}

#[test]
fn giving_back_is_shown() {
    let mut closing = outage();
    closing.closing = Some(Closing {
        given_back: 41,
        left: 12,
        hidden: 2,
        hidden_until: Time::parse("2024-01-04T03:03:41Z"),
        done: false,
    });
    let mut face = Face::new(closing, (80, 24), "none");
    face.keys("q");
    let lines: Vec<String> = face.screen().lines().take(4).map(str::to_owned).collect();
    insta::assert_snapshot!("80x24_closing", lines.join("\n"));
}

#[test]
fn any_size_is_drawn() {
    let going = Snapshot {
        runs: vec![progress(State::Running)],
        ..outage()
    };
    for (_, keys) in VIEWS.iter().chain([&("plan", "r"), &("question", "x")]) {
        let mut face = Face::new(going.clone(), (80, 24), "none");
        face.keys(keys);
        face.model.say(Weight::Note, "a word");
        for columns in [0, 1, 2, 3, 7, 20, 39, 99, 141] {
            for rows in [0, 1, 2, 3, 5, 8, 13, 29] {
                face.tell(Msg::Resize(columns, rows));
                assert_eq!(face.screen().lines().count(), usize::from(rows));
            }
        }
    }
}

#[test]
fn a_hundred_thousand_letters_are_walked_from_end_to_end() {
    let mut many = outage();
    let one = Arc::clone(many.letters.get(LetterId(0)).unwrap());
    let mut letters = Letters::default();
    for number in 0..100_000 {
        let mut row = (*one).clone();
        let mut letter = (*row.letter).clone();
        letter.id = LetterId(number);
        row.letter = Arc::new(letter);
        letters.put(Arc::new(row));
    }
    many.letters = letters;
    many.view = View {
        ids: (0..100_000).map(LetterId).collect(),
        ..View::default()
    };
    let mut face = Face::new(many, (200, 60), "dark");
    face.keys("G enter G");
    assert_eq!(face.model.letters.at, 99_999);
    assert!(
        face.screen().contains("Letters 100,000"),
        "{}",
        face.screen()
    );
    face.keys("pgup g");
    assert_eq!(face.model.letters.at, 0);
    face.keys("A");
    assert!(face.screen().contains("● 100,000 marked"));
}

#[test]
fn a_body_of_a_mebibyte_and_one_ten_thousand_levels_deep_are_shown() {
    let wide = format!(r#"{{"blob":"{}"}}"#, "x".repeat(1 << 20));
    let deep = format!(r#"{{"a":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    for detail in [wide, deep] {
        let letters = vec![message(1, &event(1, &detail), now(), &[])];
        for (_, keys) in VIEWS {
            let mut face = Face::new(snapshot(letters.clone()), (80, 24), "none");
            face.keys(keys).keys("G k");
            assert!(
                face.screen().contains("ExampleEventDeadLetterQueue"),
                "{keys}"
            );
        }
    }
}

/// Every cell of every view holds only what may be shown.
fn assert_nothing_hostile(face: &mut Face) {
    for (name, keys) in VIEWS {
        face.keys("esc esc esc 1").keys(keys);
        let terminal = face.terminal();
        for cell in terminal.backend().buffer().content() {
            let symbol = cell.symbol();
            // a mark that goes before its letter stands at the beginning of its cell
            let carried = format!("a{symbol}");
            assert_eq!(
                dlq_tui::text::safe(&carried),
                carried,
                "{name} holds {:?}",
                symbol.escape_unicode().to_string()
            );
        }
    }
}

#[test]
fn nothing_hostile_reaches_a_cell() {
    let bad = "a\u{1b}[31mred\u{7}\u{202e}drawkcab\u{200b}\u{feff}\u{9b}2J e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} 日本";
    let json = bad.replace('\u{1b}', "\\u001b").replace('\u{7}', "\\u0007");
    let body = event(1, &format!(r#"{{"x\u202ey":"{json}","{json}":[1]}}"#));
    let attributes = [
        ("RULE_ARN", bad),
        ("TARGET_ARN", bad),
        ("ERROR_CODE", bad),
        ("ERROR_MESSAGE", bad),
        ("RETRY_ATTEMPTS", bad),
        (bad, bad),
    ];
    let letters = vec![
        message(1, &body, now(), &attributes),
        message(2, bad, now(), &attributes),
    ];
    let mut hostile = snapshot(letters);
    hostile.queues[0].name = bad.into();
    hostile.queues[0].region = bad.into();
    hostile = changed(hostile, 0, |row| row.lineage = bad.into());
    for size in SIZES {
        let mut face = Face::new(hostile.clone(), size, "dark");
        face.model.say(Weight::Warning, bad);
        assert_nothing_hostile(&mut face);
    }
    let mut face = Face::new(hostile, (80, 24), "none");
    face.keys("enter enter l");
    insta::assert_snapshot!("80x24_hostile", face.screen());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_message_holds_no_cell_holds_a_control(
        body in "\\PC{0,40}|(?s).{0,60}|[\u{200b}-\u{202e}\u{7f}-\u{9f}a{}\":]{0,40}",
        said in "(?s).{0,80}",
        name in "(?s).{1,20}",
    ) {
        let attributes = [("ERROR_MESSAGE", said.as_str()), ("RULE_ARN", name.as_str())];
        let mut face = Face::new(
            snapshot(vec![message(1, &body, now(), &attributes)]),
            (100, 30),
            "dark",
        );
        assert_nothing_hostile(&mut face);
    }
}

#[test]
fn the_key_table_names_every_key_once_a_place() {
    let table = key_table();
    for words in [
        "| `r` | redrive what is marked",
        "| `ctrl-c`",
        "| `?` | this page |",
    ] {
        let found = table.contains(words) || table.contains(words.trim_start_matches("| "));
        assert!(found, "no {words:?} in\n{table}");
    }
}

#[test]
fn first_time_hints_go_with_the_first_key() {
    let mut face = Face::new(outage(), (80, 24), "none");
    face.model.first_time = true;
    face.tell(Msg::Clock(now()));
    assert!(face.screen().contains("First time here?"));
    face.keys("j");
    assert!(!face.screen().contains("First time here?"));
}

#[test]
fn several_queues_are_counted_together() {
    let mut two = outage();
    let mut other = queue();
    other.id = dlq_tui::engine::QueueId(1);
    other.visible = 1_000;
    two.queues.push(other);
    let face = Face::new(two, (120, 40), "none");
    let screen = face.screen();
    assert!(screen.contains("and 1 more"), "{screen}");
    assert!(screen.contains("1,053 dead"), "{screen}");
    assert!(screen.contains("53 held by us"), "{screen}");
}

#[test]
fn drawing_changes_nothing_and_gives_the_same_again() {
    let mut face = Face::new(outage(), (120, 40), "dark");
    face.keys("enter j j space enter l");
    let model: &Model = &face.model;
    assert!(model.row().unwrap().letter.message.body.contains(DETAIL));
    assert_eq!(face.screen(), face.screen());
}
