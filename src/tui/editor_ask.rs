//! What the editor asks for in its line: a text to find, one to replace and by what, a line to go to.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use crate::tui::editor::Editor;
use crate::tui::editor_ways::{jump, literally};
use crate::tui::line::Line;

/// A line that is being typed.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What for.
    pub what: Wanted,
    /// What is typed.
    pub line: Line,
}

/// What a line is typed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// To find.
    Find,
    /// To be replaced.
    Replace,
    /// To stand in the place of this.
    With(String),
    /// A line, or line:column.
    Place,
}

/// What is told until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// So many places have another text now.
    Replaced(usize),
    /// That is not in the text.
    NotThere(String),
    /// There is no such place.
    NoPlace(String),
    /// The text is that of a session that ended before it was taken over.
    Kept,
    /// There is no bracket at the cursor, or it has no other half.
    NoPair,
    /// Nothing is selected.
    NotSelected,
    /// So many bytes went to the clipboard.
    Copied(usize),
}

impl Wanted {
    /// What stands before the line.
    #[must_use]
    pub const fn sign(&self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::Replace => "replace",
            Self::With(_) => "with",
            Self::Place => "line",
        }
    }
}

impl Editor {
    /// Begins to ask.
    pub fn ask(&mut self, what: Wanted) {
        let line = match what {
            Wanted::Replace => Line::new(self.sought.clone()),
            _ => Line::default(),
        };
        self.told = None;
        self.asked = Some(Asked { what, line });
    }

    /// Types a key of what is asked for; enter takes it, esc leaves.
    pub fn asked_key(&mut self, key: KeyEvent) {
        let Some(asked) = &mut self.asked else {
            return;
        };
        match key.code {
            KeyCode::Esc => self.asked = None,
            KeyCode::Enter => {
                let Asked { what, line } = asked.clone();
                self.asked = None;
                self.answered(what, line.text());
            }
            _ => {
                asked.line.key(key);
                if asked.what == Wanted::Find {
                    let text = asked.line.text().to_owned();
                    self.seek(&text, true);
                }
            }
        }
    }

    /// Takes pasted text where something is asked for; whether it was.
    pub fn asked_paste(&mut self, text: &str) -> bool {
        let Some(asked) = &mut self.asked else {
            return false;
        };
        asked.line.insert(text);
        if asked.what == Wanted::Find {
            let text = asked.line.text().to_owned();
            self.seek(&text, true);
        }
        true
    }

    fn answered(&mut self, what: Wanted, text: &str) {
        match what {
            Wanted::Find => {}
            Wanted::Replace if text.is_empty() => {}
            Wanted::Replace if !self.text().contains(text) => {
                self.told = Some(Told::NotThere(text.to_owned()));
            }
            Wanted::Replace => {
                self.seek(text, true);
                self.asked = Some(Asked {
                    what: Wanted::With(text.to_owned()),
                    line: Line::default(),
                });
            }
            Wanted::With(old) => self.replace(&old, text),
            Wanted::Place => self.go_to(text),
        }
    }

    /// Shows where the text is and goes to the next place of it, or stays on one under the cursor.
    pub fn seek(&mut self, text: &str, stay: bool) {
        text.clone_into(&mut self.sought);
        // a literal is always a pattern
        if self.area.set_search_pattern(literally(text)).is_ok() {
            self.area.search_forward(stay);
            self.moved();
        }
    }

    /// Replaces every place of a text; one step back takes all of it back.
    fn replace(&mut self, old: &str, new: &str) {
        let text = self.text();
        let places = text.matches(old).count();
        let at = self.area.cursor();
        self.put(&text.replace(old, new));
        self.area.move_cursor(jump(at.0 + 1, at.1 + 1));
        // what stood there was found until now
        self.area.set_search_pattern("").unwrap_or_default();
        self.moved();
        self.told = Some(Told::Replaced(places));
    }

    /// To a line, or line:column, from 1.
    fn go_to(&mut self, place: &str) {
        let (line, column) = place.trim().split_once(':').unwrap_or((place.trim(), "1"));
        match (line.parse::<usize>(), column.parse::<usize>()) {
            (Ok(line), Ok(column)) if (1..=self.area.lines().len()).contains(&line) => {
                self.area.move_cursor(jump(line, column));
                self.moved();
            }
            _ => self.told = Some(Told::NoPlace(place.trim().to_owned())),
        }
    }
}
