//! What keys and pointer do in the editor beside typing.

use ratatui_textarea::{CursorMove, Scrolling};

use crate::json::{Doc, minify, pretty};
use crate::tui::editor::Editor;
use crate::tui::editor_ask::Told;
use crate::tui::editor_ways::jump;
use crate::tui::laid::fits;

impl Editor {
    /// What is selected, for the clipboard, taken out where `cut`.
    pub fn take(&mut self, cut: bool) -> Option<String> {
        if self.area.selection_range().is_none() {
            self.told = Some(Told::NotSelected);
            return None;
        }
        if cut {
            self.area.cut();
            self.typed(1);
        } else {
            self.area.copy();
        }
        let text = self.area.yank_text();
        self.told = Some(Told::Copied(text.len()));
        Some(text)
    }

    /// Puts in what was last cut or copied here.
    pub fn put_in(&mut self) {
        let text = self.area.yank_text();
        self.paste(&text);
    }

    /// One step back.
    pub fn undo(&mut self) {
        if let Some(entries) = self.done.pop() {
            for _ in 0..entries {
                self.area.undo();
            }
            self.undone.push(entries);
            self.renewed();
        }
    }

    /// One step forth.
    pub fn redo(&mut self) {
        if let Some(entries) = self.undone.pop() {
            for _ in 0..entries {
                self.area.redo();
            }
            self.done.push(entries);
            self.renewed();
        }
    }

    /// Lays the JSON out, one value a line, or (`compact`) all on one; says what is wrong where it is none.
    pub fn format(&mut self, compact: bool) {
        let text = self.text();
        let laid = match Doc::read(&*text) {
            Ok(doc) if compact => minify(&doc),
            Ok(doc) if fits(&doc) => pretty(&doc),
            _ => return self.check(&text),
        };
        self.put(&laid);
        self.area.move_cursor(CursorMove::Top);
        self.moved();
    }

    /// Takes another text, as one step.
    pub(super) fn put(&mut self, text: &str) {
        self.area.select_all();
        let entries = 1 + usize::from(self.area.selection_range().is_some());
        self.area.insert_str(text);
        self.typed(entries);
    }

    /// To the next place of what was searched for.
    pub fn find_next(&mut self) {
        self.area.search_forward(false);
        self.moved();
    }

    /// To the first place where something is wrong.
    pub fn go_to_wrong(&mut self) {
        if !self.checked {
            self.check(&self.text());
        }
        if let Some((line, column)) = self.wrong_at {
            self.area.move_cursor(jump(line, column));
            self.moved();
        }
    }

    /// To the other half of the bracket under the cursor.
    pub fn go_to_pair(&mut self) {
        match self.pair {
            Some((_, (row, column))) => {
                self.area.move_cursor(jump(row + 1, column + 1));
                self.moved();
            }
            None => self.told = Some(Told::NoPair),
        }
    }

    /// Puts the cursor where the pointer is: cells from the text's left and top, as far as it is scrolled; `drag`
    /// selects from where it was.
    pub fn point(&mut self, (row, column): (usize, usize), drag: bool) {
        match (drag, self.area.is_selecting()) {
            (true, false) => self.area.start_selection(),
            (false, true) => self.area.cancel_selection(),
            _ => {}
        }
        let at = self.area.screen_to_data(row, column);
        self.area.move_cursor(jump(at.0 + 1, at.1 + 1));
        self.moved();
    }

    /// Scrolls.
    pub fn scroll(&mut self, rows: i16) {
        if self.is_long() {
            let to = if rows > 0 {
                CursorMove::Down
            } else {
                CursorMove::Up
            };
            for _ in 0..rows.unsigned_abs() {
                self.area.move_cursor(to);
            }
        } else {
            self.area.scroll(Scrolling::Delta { rows, cols: 0 });
        }
        self.moved();
    }
}
