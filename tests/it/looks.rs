//! What can be changed of how it looks, trees and charts, and whether the documentation's pictures show it.

use dlq_tui::engine::Snapshot;
use dlq_tui::tui::Msg;
use ratatui::crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::face::{Face, event, message, now, outage, snapshot};
use crate::sessions::answer;

fn mouse(face: &mut Face, kind: MouseEventKind, (column, row): (u16, u16)) {
    face.tell(Msg::Mouse(MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    }));
}

/// The first row and the first column at which the screen shows `text`.
fn place(face: &Face, text: &str) -> (u16, u16) {
    let screen = face.screen();
    let found = screen.lines().zip(0..).find_map(|(line, row)| {
        let at = line.find(text)?;
        let column = dlq_tui::text::width(&line[..at]);
        Some((u16::try_from(column).unwrap(), row))
    });
    found.unwrap_or_else(|| panic!("no {text} in\n{screen}"))
}

#[test]
fn panes_grow_and_shrink_by_keys() {
    let mut face = Face::new(outage(), (200, 60), "none");
    let border = |face: &Face| place(face, "┬").0;
    let before = border(&face);
    face.keys("2 > >");
    assert!(border(&face) > before);
    face.keys("< < <");
    assert!(border(&face) < before);
    face.keys("3 >");
    let narrow = border(&face);
    for _ in 0..60 {
        face.keys(">");
    }
    assert!(narrow > border(&face) && border(&face) >= 30, "never gone");
    let letters = place(&face, "Letters of this cause").1;
    face.keys("1 > > >");
    assert_eq!(place(&face, "Letters of this cause").1, letters + 3);
    for _ in 0..90 {
        face.keys("<");
    }
    assert!(face.screen().contains("Causes 4"));
    for _ in 0..90 {
        face.keys(">");
    }
    assert!(face.screen().contains("Letters of this cause"));
}

#[test]
fn borders_are_drawn_with_the_mouse() {
    let left = MouseButton::Left;
    let mut face = Face::new(outage(), (200, 60), "none");
    let (column, row) = place(&face, "┬");
    mouse(&mut face, MouseEventKind::Down(left), (column, row + 9));
    mouse(&mut face, MouseEventKind::Drag(left), (80, row + 9));
    assert_eq!(place(&face, "┬").0, 80);
    mouse(&mut face, MouseEventKind::Up(left), (80, row + 9));
    mouse(&mut face, MouseEventKind::Down(left), (10, row));
    mouse(&mut face, MouseEventKind::Drag(left), (10, row + 6));
    assert_eq!(place(&face, "Letters of this cause").1, row + 6);
    mouse(&mut face, MouseEventKind::Up(left), (10, row + 6));
    mouse(&mut face, MouseEventKind::Drag(left), (10, row + 9));
    assert_eq!(place(&face, "Letters of this cause").1, row + 6);
    assert!(face.model.marks.len() < 3, "a border is no letter");
}

#[test]
fn borders_lie_one_above_the_other_where_the_panes_do() {
    let left = MouseButton::Left;
    let mut face = Face::new(outage(), (120, 40), "none");
    let row = place(&face, "[failure]").1;
    mouse(&mut face, MouseEventKind::Down(left), (50, row));
    mouse(&mut face, MouseEventKind::Drag(left), (50, row + 4));
    assert_eq!(place(&face, "[failure]").1, row + 4);
    mouse(&mut face, MouseEventKind::Up(left), (50, row + 4));
    face.keys("2 <");
    assert!(place(&face, "[failure]").1 < row + 4);
}

#[test]
fn a_pane_alone_keeps_all_its_room() {
    let mut face = Face::new(outage(), (80, 24), "none");
    let before = face.screen();
    face.keys("> > < >");
    assert_eq!(face.screen(), before);
}

fn nested() -> Snapshot {
    let detail = r#"{"user":{"name":"Ada","tags":["a","b"]},"items":[{"n":1},{"n":2}]}"#;
    snapshot(vec![message(1, &event(1, detail), now(), &[])])
}

#[test]
fn an_event_is_a_tree_that_folds() {
    let mut face = Face::new(nested(), (100, 50), "none");
    face.keys("3 w");
    let screen = face.screen();
    assert!(screen.contains("▾ \"user\": {2}"), "{screen}");
    face.text("Jdetail.items[1].n").keys("enter");
    assert!(face.screen().contains("detail.items[1].n"));
    face.keys("enter");
    let screen = face.screen();
    assert!(screen.contains("▸ {1}"), "{screen}");
    face.keys("F");
    assert!(face.screen().contains("▾ \"user\""), "unfolds all");
    face.keys("F");
    let screen = face.screen();
    assert!(screen.contains("▸ \"detail\": {2}"), "{screen}");
    assert!(!screen.contains("\"name\""), "{screen}");
    face.text("/ada").keys("enter");
    let screen = face.screen();
    assert!(screen.contains("detail.user.name"), "{screen}");
    face.keys("w");
    assert!(face.screen().contains("\"name\": \"Ada\","), "text again");
    face.text("Jdetail.nothing").keys("enter");
    assert!(face.screen().contains("There is nothing at detail.nothing"));
}

#[test]
fn charts_tell_the_cause_under_the_cursor_from_the_others() {
    let mut face = Face::new(outage(), (160, 50), "none");
    face.keys("c");
    let screen = face.screen();
    for words in [
        "Arrivals in the last",
        "Tried",
        "Age",
        "Expires",
        "1+1",
        "53",
        "░",
    ] {
        assert!(screen.contains(words), "no {words} in\n{screen}");
    }
    face.keys("esc");
    assert!(!face.screen().contains("Arrivals in the last"));
    let mut empty = Face::new(snapshot(Vec::new()), (160, 50), "none");
    empty.keys("c");
    assert!(empty.screen().contains("no letters to make charts of"));
}

/// The texts of a picture, a row a line, without blanks.
fn rows_of(svg: &str) -> String {
    let mut rows: Vec<(String, String)> = Vec::new();
    for piece in svg.split("<text ").skip(1) {
        let y = piece
            .split(" y=\"")
            .nth(1)
            .and_then(|r| r.split('"').next());
        let text = piece.split('>').nth(1).and_then(|r| r.split('<').next());
        let (y, text) = (y.unwrap().to_owned(), text.unwrap());
        let text = text
            .replace("&lt;", "<")
            .replace("&amp;", "&")
            .replace(' ', "");
        match rows.iter_mut().find(|row| row.0 == y) {
            Some(row) => row.1 += &text,
            None => rows.push((y, text)),
        }
    }
    rows.into_iter().map(|row| row.1 + "\n").collect()
}

/// The keys, the heads and the tabs of a picture are made from tables: where those change, it is made anew by
/// `cargo run --example shots`.
#[test]
fn the_pictures_show_the_keys_heads_and_tabs_of_today() {
    let picture = |name: &str| {
        let path = format!("{}/docs/{name}.svg", env!("CARGO_MANIFEST_DIR"));
        rows_of(&std::fs::read_to_string(path).unwrap())
    };
    let pictures = [
        (
            "screen",
            (160, 44),
            "",
            &["sent UTC", "[failure]", "count"][..],
        ),
        ("narrow", (80, 24), "", &["count"]),
        ("letter", (80, 24), "enter enter", &["[failure]"]),
        ("plan", (160, 44), "a r", &["count"]),
        ("session", (100, 30), "", &["count"]),
        ("session", (100, 30), "enter enter", &["[failure]"]),
    ];
    for (name, size, keys, marks) in pictures {
        let svg = picture(name);
        let mut face = Face::new(outage(), size, "none");
        face.keys(keys);
        if name == "plan" {
            answer(&mut face, |_| {});
        }
        let screen = face.screen();
        let footer = screen.lines().last().unwrap();
        let lines = marks.iter().map(|mark| {
            let line = screen.lines().find(|line| line.contains(mark));
            let line = line.unwrap_or_else(|| panic!("no {mark} in\n{screen}"));
            // from the mark on: what stands before it may be a letter's
            let at = line.find(mark).unwrap();
            line[at..]
                // behind the rule stands where it is scrolled to
                .split(['│', '─'])
                .next()
                .unwrap()
                .trim_end()
        });
        for line in lines.chain([footer]) {
            // how long the arrivals go back, and whether a sample has room, is no table's
            let line = line.trim_end_matches("sample");
            for piece in line.split("16 min").flat_map(|p| p.split("arrivals, ")) {
                let wanted: String = piece.chars().filter(|c| *c != ' ').collect();
                assert!(
                    svg.contains(&wanted),
                    "docs/{name}.svg does not show {wanted}: make the pictures anew"
                );
            }
        }
    }
    let session =
        std::fs::read_to_string(format!("{}/docs/session.svg", env!("CARGO_MANIFEST_DIR")))
            .unwrap();
    assert!(session.contains("<animate"), "it plays by itself");
}
