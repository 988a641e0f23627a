//! The editor in place: a text area, and what is wrong with its text.
//!
//! The text keeps every byte that came; what a terminal would obey or hide is made visible where it is drawn.

use std::sync::Arc;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Style;
use ratatui_textarea::{CursorMove, TextArea};

use crate::json::{Doc, pretty};
use crate::letter::{Editable, Letter, LetterId};
use crate::repair::{self, Saved};
use crate::tui::laid::fits;
use crate::tui::theme::{Role, Theme};

/// Text longer than this is checked when it is saved, not at every key.
const CHECKED_WHILE_TYPING: usize = 256 << 10;
/// Lines that the text area can scroll over (its offset has 16 bits), with room to spare.
pub const MOST_LINES: usize = 40_000;
/// Steps that can be taken back.
const HISTORY: usize = 10_000;

/// A text being edited.
pub struct Editor {
    letter: Arc<Letter>,
    area: TextArea<'static>,
    start: String,
    wrong: Vec<String>,
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

fn area(text: &str, theme: &Theme) -> TextArea<'static> {
    let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
    area.set_line_number_style(theme.style(Role::Rule));
    area.set_cursor_line_style(Style::new());
    area.set_tab_length(2);
    area.set_max_histories(HISTORY);
    area
}

/// Errors count from 1, the text area from 0 and in 16 bits.
fn jump(line: usize, column: usize) -> CursorMove {
    let from_zero = |n: usize| u16::try_from(n.saturating_sub(1)).unwrap_or(u16::MAX);
    CursorMove::Jump(from_zero(line), from_zero(column))
}

fn movement(code: KeyCode, ctrl: bool) -> Option<CursorMove> {
    Some(match (code, ctrl) {
        (KeyCode::Left, false) => CursorMove::Back,
        (KeyCode::Right, false) => CursorMove::Forward,
        (KeyCode::Left, true) => CursorMove::WordBack,
        (KeyCode::Right, true) => CursorMove::WordForward,
        (KeyCode::Up, _) => CursorMove::Up,
        (KeyCode::Down, _) => CursorMove::Down,
        (KeyCode::Home, false) => CursorMove::Head,
        (KeyCode::End, false) => CursorMove::End,
        (KeyCode::Home, true) => CursorMove::Top,
        (KeyCode::End, true) => CursorMove::Bottom,
        (KeyCode::PageUp, _) => CursorMove::ParagraphBack,
        (KeyCode::PageDown, _) => CursorMove::ParagraphForward,
        _ => return None,
    })
}
