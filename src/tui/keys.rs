//! THE table of keys. Footer, help, palette and the README's key table are made from it.

use std::fmt::Write as _;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::tui::keys_table::KEYS;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// One down; one up.
    Down,
    /// See `Down`.
    Up,
    /// A page down; a page up.
    PageDown,
    /// See `PageDown`.
    PageUp,
    /// To the first; to the last.
    Top,
    /// See `Top`.
    Bottom,
    /// To the next pane, round about.
    NextPane,
    /// To the previous pane, round about.
    PreviousPane,
    /// To the pane of that number, from 0.
    Pane(u8),
    /// To the tab, or pane, on the left.
    Left,
    /// To the tab, or pane, on the right.
    Right,
    /// Into what is under the cursor; also agrees where something is asked.
    Into,
    /// Out of it.
    Back,
    /// All that is known of it.
    Details,
    /// Mark or unmark the letter.
    Mark,
    /// Mark or unmark all letters of the cause.
    MarkCause,
    /// Mark or unmark all letters that are shown.
    MarkShown,
    /// Type a filter.
    Filter,
    /// The next order.
    Sort,
    /// The other way round.
    Reverse,
    /// Plan a redrive.
    Redrive,
    /// Plan a delete.
    Delete,
    /// Edit here.
    Edit,
    /// Choose a repair that needs no typing.
    Fix,
    /// Go back to the original.
    Revert,
    /// Edit in `$EDITOR`.
    EditOutside,
    /// Take the last edit or delete back.
    Undo,
    /// Do it again.
    Redo,
    /// Choose what to copy.
    Copy,
    /// Runs and what came of them.
    History,
    /// Stop or go on polling.
    Poll,
    /// From now on change nothing.
    ReadOnly,
    /// This pane alone, or all.
    Zoom,
    /// All commands, by name.
    Palette,
    /// What the keys do.
    Help,
    /// Draw the screen anew.
    Redraw,
    /// Back to the shell until `fg`.
    Suspend,
    /// End.
    Quit,
    /// Pause the run, or go on.
    RunPause,
    /// Faster: the run, or the plan.
    Faster,
    /// Slower: the run, or the plan.
    Slower,
    /// Stop the run.
    RunAbort,
    /// Agree.
    Agree,
    /// The plan's next destination.
    Destination,
    /// A destination by name.
    NameDestination,
    /// The plan's canary.
    Canary,
    /// Take the edit over.
    Save,
    /// One step back in the editor.
    EditorUndo,
    /// One step forth in the editor.
    EditorRedo,
    /// Lay the JSON out.
    Format,
    /// Complete the word.
    Complete,
}

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
        let labels: Vec<String> = key
            .chords
            .iter()
            .map(|c| format!("`{}`", c.label()))
            .collect();
        // writing into a String can't fail
        if writeln!(out, "| {} | {} |", labels.join(" "), key.help).is_err() {
            break;
        }
    }
    out
}
