//! THE table of keys. Footer, help, palette and the README's key table are made from it.

use std::borrow::Cow;
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
    /// In the page of a run.
    RunPage,
    /// In a question.
    Question,
    /// In what a jq program made of letters.
    Transform,
    /// In the queues of the account.
    Queues,
    /// While a queue is searched for.
    QueueSearch,
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
#[derive(Clone, Debug)]
pub struct Key {
    /// What it does.
    pub act: Act,
    /// The keys that do it.
    pub chords: Cow<'static, [Chord]>,
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
    /// Its name in the config: `mark-cause`, `editor-undo`.
    #[must_use]
    pub fn config_name(&self) -> String {
        let plain: String = self
            .name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'))
            .map(|c| {
                if c == ' ' {
                    '-'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect();
        match self.places.first() {
            Some(Place::Editor) => format!("editor-{plain}"),
            Some(Place::FilterLine) => format!("line-{plain}"),
            Some(Place::Plan) => format!("plan-{plain}"),
            Some(Place::Transform) => format!("transform-{plain}"),
            Some(Place::Queues) => format!("queues-{plain}"),
            _ => plain,
        }
    }

    /// Its keys, as footer and help write them.
    #[must_use]
    pub fn label(&self) -> String {
        let labels: Vec<String> = self.chords.iter().map(|c| c.label()).collect();
        labels.join(" ")
    }
}

/// The table as it holds in a session: the program's own, with the keys that the config gives.
#[derive(Clone, Debug)]
pub struct Keymap {
    keys: Vec<Key>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self {
            keys: KEYS.to_vec(),
        }
    }
}

impl Keymap {
    /// Out of rows; `rebind` makes them.
    pub(super) const fn of(keys: Vec<Key>) -> Self {
        Self { keys }
    }

    /// Every row, in the order of the help page.
    #[must_use]
    pub fn rows(&self) -> &[Key] {
        &self.keys
    }

    /// What `chord` does in the first of `places` that knows it.
    #[must_use]
    pub fn act(&self, places: &[Place], chord: Chord) -> Option<Act> {
        places.iter().find_map(|place| {
            self.keys
                .iter()
                .find(|key| key.places.contains(place) && key.chords.contains(&chord))
                .map(|key| key.act)
        })
    }

    /// The first key of a command as a sentence names it; of one without a key, how the palette finds it.
    #[must_use]
    pub fn key_of(&self, act: Act) -> String {
        let row = self.keys.iter().find(|key| key.act == act);
        let chord = row.and_then(|key| key.chords.first());
        match (chord, row) {
            (Some(chord), _) => chord.label(),
            (None, Some(row)) => format!(":{}", row.name),
            (None, None) => String::new(),
        }
    }

    /// A sentence whose `{name}`s are commands of `place`, with the keys that they have now: the config may have changed
    /// them.
    #[must_use]
    pub fn in_words(&self, place: Place, sentence: &str) -> String {
        let mut words = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, named)| Some((before, named.split_once('}')?)))
        {
            let named = |key: &&Key| key.name == name && key.places.contains(&place);
            let chord = self
                .keys
                .iter()
                .find(named)
                .and_then(|key| key.chords.first());
            words.push_str(before);
            words.push_str(&chord.map_or_else(|| format!(":{name}"), |chord| chord.label()));
            rest = after;
        }
        words + rest
    }

    /// The keys that matter in `places`, most important first: those of the footer. A key that does something
    /// nearer is left out.
    #[must_use]
    pub fn footer(&self, places: &[Place]) -> Vec<&Key> {
        let reached = |key: &&Key| {
            let first = key.chords.first();
            first.is_some_and(|chord| self.act(places, *chord) == Some(key.act))
        };
        let mut keys: Vec<&Key> = self
            .keys
            .iter()
            .filter(|key| key.weight > 0 && key.places.iter().any(|p| places.contains(p)))
            .filter(reached)
            .collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.weight));
        keys
    }
}

/// The table for the README.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from("| key | does | name in `[keys]` |\n| --- | --- | --- |\n");
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
        let line = writeln!(
            out,
            "| {} | {} | `{}` |",
            labels.join(" "),
            key.help,
            key.config_name()
        );
        // writing into a String can't fail
        if line.is_err() {
            break;
        }
    }
    out
}
