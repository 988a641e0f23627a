//! The editor in place: a text area, and what is wrong with its text.
//!
//! The text keeps every byte that came; what a terminal would obey or hide is made visible where it is drawn.

use std::sync::Arc;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};

use crate::json::{Doc, pretty};
use crate::letter::{Editable, Letter, LetterId};
use crate::repair::{self, Saved};
use crate::tui::editor_ways::{area, jump, literally, movement};
use crate::tui::laid::fits;
use crate::tui::line::Line;
use crate::tui::theme::Theme;

/// Text longer than this is checked when it is saved, not at every key.
const CHECKED_WHILE_TYPING: usize = 256 << 10;
/// Lines that the text area can scroll over (its offset has 16 bits), with room to spare.
pub const MOST_LINES: usize = 40_000;

/// A text being edited.
pub struct Editor {
    letter: Arc<Letter>,
    area: TextArea<'static>,
    start: String,
    wrong: Vec<String>,
    finding: Option<Line>,
}

impl Editor {
    /// An editor on `text`; `None` when it has too many lines for this editor.
    #[must_use]
    pub fn new(letter: Arc<Letter>, text: &str, theme: &Theme) -> Option<Self> {
        let start = text.to_owned();
        if start.lines().count() > MOST_LINES {
            return None;
        }
        let mut editor = Self {
            area: area(&start, theme),
            letter,
            start,
            wrong: Vec::new(),
            finding: None,
        };
        editor.check();
        Some(editor)
    }

    /// An editor on text that came back from outside and may be wrong: it counts as changed.
    #[must_use]
    pub fn returned(letter: Arc<Letter>, text: &str, theme: &Theme) -> Option<Self> {
        let mut editor = Self::new(letter, text, theme)?;
        editor.start.clear();
        Some(editor)
    }

    /// Whose text it is.
    #[must_use]
    pub fn letter(&self) -> LetterId {
        self.letter.id
    }

    /// What is edited, for the title.
    #[must_use]
    pub fn name(&self) -> String {
        let event = self.letter.event.as_ref();
        match event.and_then(|event| event.detail_type()) {
            Some(kind) => format!("{kind} · {}", self.letter.message.id),
            None => self.letter.message.id.to_string(),
        }
    }

    /// The text area.
    #[must_use]
    pub const fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// What is wrong with the text; empty when it can be sent.
    #[must_use]
    pub fn wrong(&self) -> &[String] {
        &self.wrong
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether it is another text than at the start.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.text() != self.start
    }

    /// Types a key.
    pub fn key(&mut self, key: KeyEvent) {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let shift = key.modifiers.contains(KeyModifiers::SHIFT);
        if let Some(to) = movement(key.code, ctrl) {
            match (shift, self.area.is_selecting()) {
                (true, false) => self.area.start_selection(),
                (false, true) => self.area.cancel_selection(),
                _ => {}
            }
            self.area.move_cursor(to);
        } else if self.area.input_without_shortcuts(key) {
            self.check();
        }
    }

    /// Puts text in.
    pub fn paste(&mut self, text: &str) {
        if let Some(line) = &mut self.finding {
            return line.insert(text);
        }
        self.area
            .insert_str(text.replace("\r\n", "\n").replace('\r', "\n"));
        self.check();
    }

    /// One step back.
    pub fn undo(&mut self) {
        self.area.undo();
        self.check();
    }

    /// One step forth.
    pub fn redo(&mut self) {
        self.area.redo();
        self.check();
    }

    /// Lays the JSON out, one value a line; says what is wrong where it is none.
    pub fn format(&mut self) {
        let doc = Doc::read(self.text()).ok().filter(fits);
        let Some(laid) = doc.map(|doc| pretty(&doc)) else {
            return self.check();
        };
        self.area.select_all();
        self.area.insert_str(laid);
        self.area.move_cursor(CursorMove::Top);
        self.check();
    }

    /// What is being searched for, while it is typed.
    #[must_use]
    pub const fn finding(&self) -> Option<&Line> {
        self.finding.as_ref()
    }

    /// Begins to search.
    pub fn find(&mut self) {
        self.finding = Some(Line::default());
    }

    /// Types a key of what is searched for; enter goes to the next place, esc leaves.
    pub fn find_key(&mut self, key: KeyEvent) {
        let Some(line) = &mut self.finding else {
            return;
        };
        match key.code {
            KeyCode::Esc | KeyCode::Enter => self.finding = None,
            _ => {
                line.key(key);
                let pattern = literally(line.text());
                // a literal is always a pattern
                if self.area.set_search_pattern(pattern).is_ok() {
                    self.area.search_forward(true);
                }
            }
        }
    }

    /// To the next place of what was searched for.
    pub fn find_next(&mut self) {
        self.area.search_forward(false);
    }

    /// Takes the text: what it is worth as an edit. `None` keeps the editor open, which then says why.
    pub fn save(&mut self) -> Option<Saved> {
        match repair::save(&self.letter, &self.text()) {
            Ok(saved) => Some(saved),
            Err(error) => {
                let (line, column) = (error.line, error.column);
                self.wrong = vec![error.to_string()];
                self.area.move_cursor(jump(line, column));
                None
            }
        }
    }

    fn check(&mut self) {
        let text = self.text();
        if text.len() > CHECKED_WHILE_TYPING {
            self.wrong.clear();
            return;
        }
        self.wrong = match repair::save(&self.letter, &text) {
            Err(error) => vec![error.to_string()],
            Ok(saved) => self.refusals(&saved),
        };
    }

    /// What PutEvents would refuse, of letters that go to a bus.
    fn refusals(&self, saved: &Saved) -> Vec<String> {
        if self.letter.origin.0.editable != Editable::Event {
            return Vec::new();
        }
        let edit = match saved {
            Saved::Unchanged => None,
            Saved::Changed(edit) => Some(edit),
        };
        let refused = repair::outgoing(&self.letter, edit)
            .err()
            .unwrap_or_default();
        refused
            .iter()
            .map(|refusal| format!("PutEvents would refuse it: {refusal}"))
            .collect()
    }
}
