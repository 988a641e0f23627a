//! THE table of keys. Footer, help, palette and the README's key table are made from it.

use std::fmt::Write as _;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use crate::tui::act::Act;
use crate::tui::keys_table::KEYS;

/// Where a key counts. The first place that knows a key has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In every pane.
    Panes,
    /// In the list of causes.
    Causes,
    /// In the list of letters.
    Letters,
    /// In the letter.
    Letter,
    /// While a run is going.
    Run,
    /// In a plan.
    Plan,
    /// In the editor.
    Editor,
    /// In the filter line.
    FilterLine,
    /// In the palette.
    Palette,
    /// In a list on top: help, a menu.
    List,
    /// In the runs.
    History,
    /// In a question.
    Question,
}

/// One key, as it comes from the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// The key; upper case implies shift.
    pub code: KeyCode,
    /// With control.
    pub ctrl: bool,
}

/// A row of the table.
#[derive(Debug)]
pub struct Key {
    /// What it does.
    pub act: Act,
    /// The keys that do it.
    pub chords: &'static [Chord],
    /// Its name in the footer and the palette.
    pub name: &'static str,
    /// Where it counts.
    pub places: &'static [Place],
    /// One sentence for help and README.
    pub help: &'static str,
    /// How much it matters in the footer; 0 keeps it out.
    pub weight: u8,
}

impl Chord {
    /// The key of a letter or sign.
    #[must_use]
    pub const fn of(c: char) -> Self {
        Self {
            code: KeyCode::Char(c),
            ctrl: false,
        }
    }

    /// The same with control.
    #[must_use]
    pub const fn ctrl(c: char) -> Self {
        Self {
            code: KeyCode::Char(c),
            ctrl: true,
        }
    }

    /// A key that has a name.
    #[must_use]
    pub const fn key(code: KeyCode) -> Self {
        Self { code, ctrl: false }
    }

    /// What the terminal says was pressed; `None` for keys with alt or others that no table has.
    #[must_use]
    pub fn read(event: KeyEvent) -> Option<Self> {
        let known = KeyModifiers::SHIFT | KeyModifiers::CONTROL;
        if !known.contains(event.modifiers) {
            return None;
        }
        Some(Self {
            code: event.code,
            ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        })
    }

    /// As footer and help write it.
    #[must_use]
    pub fn label(self) -> String {
        let name = match self.code {
            KeyCode::Char(' ') => "space".into(),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::Up => "↑".into(),
            KeyCode::Down => "↓".into(),
            KeyCode::Left => "←".into(),
            KeyCode::Right => "→".into(),
            KeyCode::PageUp => "PgUp".into(),
            KeyCode::PageDown => "PgDn".into(),
            KeyCode::BackTab => "shift-tab".into(),
            other => other.to_string().to_lowercase(),
        };
        if self.ctrl {
            format!("ctrl-{name}")
        } else {
            name
        }
    }
}

impl Key {
    /// Its keys, as footer and help write them.
    #[must_use]
    pub fn label(&self) -> String {
        let labels: Vec<String> = self.chords.iter().map(|c| c.label()).collect();
        labels.join(" ")
    }
}

/// What `chord` does in the first of `places` that knows it.
#[must_use]
pub fn act(places: &[Place], chord: Chord) -> Option<Act> {
    places.iter().find_map(|place| {
        KEYS.iter()
            .find(|key| key.places.contains(place) && key.chords.contains(&chord))
            .map(|key| key.act)
    })
}

/// The keys that matter in `places`, most important first: those of the footer.
#[must_use]
pub fn footer(places: &[Place]) -> Vec<&'static Key> {
    let mut keys: Vec<&Key> = KEYS
        .iter()
        .filter(|key| key.weight > 0 && key.places.iter().any(|p| places.contains(p)))
        .collect();
    keys.sort_by_key(|key| std::cmp::Reverse(key.weight));
    keys
}

/// The table for the README.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from("| key | does |\n| --- | --- |\n");
    for key in KEYS {
        let mut labels: Vec<String> = key
            .chords
            .iter()
            .map(|c| format!("`{}`", c.label()))
            .collect();
        if labels.is_empty() {
            // only the palette has it
            labels.push(format!("`:` {}", key.name));
        }
        // writing into a String can't fail
        if writeln!(out, "| {} | {} |", labels.join(" "), key.help).is_err() {
            break;
        }
    }
    out
}
