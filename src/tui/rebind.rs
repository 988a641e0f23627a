//! Keys that the config gives: `[keys]`, a command's name and its keys.

use std::collections::BTreeMap;

use ratatui::crossterm::event::KeyCode;

use crate::config::{Keys, suggest};
use crate::problem::Problem;
use crate::tui::keys::{Chord, Key, Keymap, Place};
use crate::tui::keys_table::KEYS;

/// Places whose keys count together.
const PANES: [Place; 4] = [Place::Causes, Place::Letters, Place::Letter, Place::Panes];
/// Places in which text is typed: a plain character can't be a command there.
const TYPED: [Place; 3] = [Place::Editor, Place::FilterLine, Place::Palette];

/// The table with the config's keys in it. An empty list takes a command's keys away; the palette still has it.
///
/// # Errors
/// An unknown command or key, or a key that would do two things, named with both.
pub fn keymap(config: &BTreeMap<String, Keys>) -> Result<Keymap, Problem> {
    let mut rows = KEYS.to_vec();
    let mut bound = vec![false; rows.len()];
    for (name, keys) in config {
        let plain = name.trim().to_ascii_lowercase().replace(['_', ' '], "-");
        let mut known = false;
        for (at, row) in rows.iter_mut().enumerate() {
            if row.config_name() == plain {
                (known, bound[at]) = (true, true);
                row.chords = chords(row, keys)?.into();
            }
        }
        if !known {
            return Err(unknown(name, &plain));
        }
    }
    for (at, row) in rows.iter().enumerate().filter(|(at, _)| bound[*at]) {
        for (_, other) in rows.iter().enumerate().filter(|(i, _)| *i != at) {
            conflict(row, other)?;
        }
    }
    Ok(Keymap::of(rows))
}

fn unknown(name: &str, plain: &str) -> Problem {
    let names: Vec<String> = KEYS.iter().map(Key::config_name).collect();
    let problem = Problem::usage(format!("[keys] names an unknown command `{name}`"));
    match suggest(plain, names.iter().map(String::as_str)) {
        Some(near) => problem.remedy(format!("did you mean `{near}`?")),
        None => problem.remedy("`?` in the program shows the commands; the README has their names"),
    }
}

fn chords(row: &Key, keys: &Keys) -> Result<Vec<Chord>, Problem> {
    let all = match keys {
        Keys::One(key) => std::slice::from_ref(key),
        Keys::Many(keys) => keys,
    };
    all.iter().map(|key| chord(row, key)).collect()
}

fn chord(row: &Key, key: &str) -> Result<Chord, Problem> {
    let name = row.config_name();
    let chord = read(key).ok_or_else(|| {
        Problem::usage(format!("[keys] gives `{name}` an unknown key `{key}`"))
            .remedy("write a character, enter, esc, tab, shift-tab, space, up, down, left, right, pgup, pgdn, home, end, delete, insert, backspace or f1 to f12, with ctrl- before it or not")
    })?;
    let plain = matches!(chord.code, KeyCode::Char(_)) && !chord.ctrl;
    if plain && row.places.iter().any(|place| TYPED.contains(place)) {
        let words = format!("[keys] gives `{name}` the key `{key}`, which is typed there as text");
        return Err(Problem::usage(words).remedy("put ctrl- before it"));
    }
    Ok(chord)
}

/// A key as help and config write it.
fn read(text: &str) -> Option<Chord> {
    let (ctrl, name) = match text.strip_prefix("ctrl-").or(text.strip_prefix("C-")) {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, text),
    };
    let mut chars = name.chars();
    let code = match (chars.next(), chars.next()) {
        (Some(c), None) if !c.is_control() => KeyCode::Char(c),
        _ => named(&name.to_ascii_lowercase())?,
    };
    Some(Chord { code, ctrl })
}

fn named(name: &str) -> Option<KeyCode> {
    Some(match name {
        "enter" | "return" => KeyCode::Enter,
        "esc" | "escape" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "shift-tab" | "backtab" => KeyCode::BackTab,
        "space" => KeyCode::Char(' '),
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "pgup" | "pageup" => KeyCode::PageUp,
        "pgdn" | "pagedown" => KeyCode::PageDown,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "delete" | "del" => KeyCode::Delete,
        "insert" | "ins" => KeyCode::Insert,
        "backspace" => KeyCode::Backspace,
        _ => {
            let number = name.strip_prefix('f')?.parse().ok()?;
            KeyCode::F((1..=12).contains(&number).then_some(number)?)
        }
    })
}

/// A key may do one thing in a place; what holds while a run is going lies over the panes on purpose.
fn conflict(row: &Key, other: &Key) -> Result<(), Problem> {
    let in_panes = |key: &Key| key.places.iter().any(|place| PANES.contains(place));
    let apart = |a: &Key, b: &Key| {
        // a key of one list and a key of another never meet
        !a.places.contains(&Place::Panes)
            && !b.places.contains(&Place::Panes)
            && !a.places.iter().any(|place| b.places.contains(place))
    };
    let meet = row.places.iter().any(|place| other.places.contains(place))
        || (in_panes(row) && in_panes(other) && !apart(row, other));
    let shared = row.chords.iter().find(|chord| other.chords.contains(chord));
    match shared {
        Some(chord) if meet => Err(Problem::usage(format!(
            "[keys] the key `{}` would mean both `{}` and `{}`",
            chord.label(),
            row.config_name(),
            other.config_name()
        ))
        .remedy("give one of them another key, or none: []")),
        _ => Ok(()),
    }
}
