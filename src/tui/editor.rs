//! The editor in place: a text area, and what is wrong with its text.
//!
//! The text keeps every byte that came; what a terminal would obey or hide is made visible where it is drawn.

use std::cell::Cell;
use std::sync::Arc;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_textarea::{CursorMove, TextArea};

use crate::json::JsonError;
use crate::letter::{Editable, Letter, LetterId};
use crate::repair::{self, Saved};
use crate::tui::editor_ask::{Asked, Told};
use crate::tui::editor_pair::{Spot, pair};
use crate::tui::editor_ways::{area, jump, movement};
use crate::tui::theme::Theme;

/// Text longer than this is checked when nothing was typed for a while, not at every key.
const CHECKED_WHILE_TYPING: usize = 64 << 10;
/// Lines that the text area can scroll over (its offset has 16 bits), with room to spare.
pub const MOST_LINES: usize = 40_000;

/// Longer text is kept for a crash once a second, not at every key.
const KEPT_AT_EVERY_KEY: usize = 16 << 10;
/// Bytes of a line that the text area may draw itself.
const LONG_LINE: usize = 4096;

/// A text being edited.
pub struct Editor {
    letter: Arc<Letter>,
    pub(super) area: TextArea<'static>,
    start: String,
    changed: bool,
    /// What is wrong, and the first place of it.
    wrong: Vec<String>,
    pub(super) wrong_at: Option<(usize, usize)>,
    /// What the operator should know of the change.
    remarks: Vec<String>,
    pub(super) checked: bool,
    /// The bracket under the cursor and its other half.
    pub(super) pair: Option<(Spot, Spot)>,
    pub(super) asked: Option<Asked>,
    pub(super) told: Option<Told>,
    /// What was last searched for.
    pub(super) sought: String,
    /// Entries of the text area's history that one step back takes, newest last; and one step forth.
    /// What was typed is not kept for a crash yet.
    unkept: bool,
    bytes: usize,
    /// Lines that are too wide for the text area to draw, and where the screen stands then: row and cell.
    long: bool,
    view: Cell<(usize, usize)>,
    pub(super) done: Vec<usize>,
    pub(super) undone: Vec<usize>,
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
            changed: false,
            wrong: Vec::new(),
            wrong_at: None,
            remarks: Vec::new(),
            checked: false,
            pair: None,
            asked: None,
            told: None,
            sought: String::new(),
            unkept: false,
            bytes: 0,
            long: false,
            view: Cell::default(),
            done: Vec::new(),
            undone: Vec::new(),
        };
        editor.check(&editor.text());
        editor.measure();
        editor.moved();
        Some(editor)
    }

    /// An editor on text that came back from outside and may be wrong: it counts as changed.
    #[must_use]
    pub fn returned(letter: Arc<Letter>, text: &str, theme: &Theme) -> Option<Self> {
        let mut editor = Self::new(letter, text, theme)?;
        editor.start.clear();
        editor.changed = true;
        editor.unkept = true;
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

    /// Where the JSON is wrong: line and character, from 0.
    #[must_use]
    pub fn wrong_at(&self) -> Option<Spot> {
        let (line, column) = self.wrong_at?;
        Some((line.checked_sub(1)?, column.checked_sub(1)?))
    }

    /// What the operator should know of the change: fields that EventBridge assigns itself.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether it is another text than at the start.
    #[must_use]
    pub const fn changed(&self) -> bool {
        self.changed
    }

    /// Whether what is wrong is known of this very text.
    #[must_use]
    pub const fn is_checked(&self) -> bool {
        self.checked
    }

    /// Whether it has lines that are far wider than any screen.
    #[must_use]
    pub const fn is_long(&self) -> bool {
        self.long
    }

    /// The first row and the first cell that are on the screen.
    #[must_use]
    pub fn scroll_offset(&self) -> (usize, usize) {
        if self.long {
            return self.view.get();
        }
        let (top, left) = self.area.scroll_offset();
        (usize::from(top), usize::from(left))
    }

    /// The screen was drawn from there.
    pub fn scrolled_to(&self, view: (usize, usize)) {
        self.view.set(view);
    }

    /// The bracket under the cursor and its other half.
    #[must_use]
    pub const fn pair(&self) -> Option<(Spot, Spot)> {
        self.pair
    }

    /// What is being asked for.
    #[must_use]
    pub const fn asked(&self) -> Option<&Asked> {
        self.asked.as_ref()
    }

    /// What is to be told.
    #[must_use]
    pub const fn told(&self) -> Option<&Told> {
        self.told.as_ref()
    }

    /// Types a key.
    pub fn key(&mut self, key: KeyEvent) {
        self.told = None;
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let shift = key.modifiers.contains(KeyModifiers::SHIFT);
        if let Some(to) = movement(key.code, ctrl) {
            match (shift, self.area.is_selecting()) {
                (true, false) => self.area.start_selection(),
                (false, true) => self.area.cancel_selection(),
                _ => {}
            }
            self.area.move_cursor(to);
            return self.moved();
        }
        // what is selected goes out with what comes in
        let puts_in = !matches!(key.code, KeyCode::Backspace | KeyCode::Delete);
        let entries = 1 + usize::from(puts_in && self.area.selection_range().is_some());
        if self.area.input_without_shortcuts(key) {
            self.typed(entries);
        }
    }

    /// Puts text in.
    pub fn paste(&mut self, text: &str) {
        if self.asked_paste(text) {
            return;
        }
        let entries = 1 + usize::from(self.area.selection_range().is_some());
        if self
            .area
            .insert_str(text.replace("\r\n", "\n").replace('\r', "\n"))
        {
            self.typed(entries);
        }
    }

    /// Takes the text: what it is worth as an edit. `None` keeps the editor open, which then says why.
    pub fn save(&mut self) -> Option<Saved> {
        match repair::save(&self.letter, &self.text()) {
            Ok(saved) => Some(saved),
            Err(error) => {
                self.found(&error);
                self.area.move_cursor(jump(error.line, error.column));
                self.moved();
                None
            }
        }
    }

    /// Goes on with text that was typed before the session ended; a step back leads to what was there before it.
    pub fn go_on(&mut self, text: &str) {
        self.put(text);
        self.area.move_cursor(CursorMove::Top);
        self.moved();
        self.unkept = false;
        self.told = Some(Told::Kept);
    }

    /// What is to be kept for a crash: nothing (`None`) where the text is the one from the start. A long text is
    /// kept only now and then, when it is `time`.
    pub fn keep(&mut self, time: bool) -> Option<Option<Arc<str>>> {
        if !self.unkept || (self.bytes > KEPT_AT_EVERY_KEY && !time) {
            return None;
        }
        self.unkept = false;
        Some(self.changed.then(|| self.text().into()))
    }

    /// Nothing was typed for a while: a long text is looked at now.
    pub fn idle(&mut self) {
        if !self.checked {
            self.check(&self.text());
        }
    }

    /// The text was changed, by so many entries of the text area's history.
    pub(super) fn typed(&mut self, entries: usize) {
        self.done.push(entries);
        self.undone.clear();
        self.renewed();
    }

    pub(super) fn renewed(&mut self) {
        self.changed = !self.is_start();
        (self.unkept, self.bytes) = (true, self.count());
        self.told = None;
        self.measure();
        if self.bytes > CHECKED_WHILE_TYPING {
            (self.wrong, self.wrong_at, self.checked) = (Vec::new(), None, false);
        } else {
            self.check(&self.text());
        }
        self.moved();
    }

    /// Whether the text is the one from the start; at every key, so without making a copy of it.
    fn is_start(&self) -> bool {
        let lines = self.area.lines().iter().map(String::as_str);
        lines.eq(self.start.split('\n'))
    }

    fn measure(&mut self) {
        self.long = self.area.lines().iter().any(|line| line.len() > LONG_LINE);
    }

    /// Bytes of the text, line breaks with them.
    fn count(&self) -> usize {
        let lines = self.area.lines();
        lines.iter().map(String::len).sum::<usize>() + lines.len().saturating_sub(1)
    }

    /// The cursor is elsewhere.
    pub(super) fn moved(&mut self) {
        let at = self.area.cursor();
        self.pair = pair(self.area.lines(), (at.0, at.1));
    }

    pub(super) fn check(&mut self, text: &str) {
        self.checked = true;
        self.remarks.clear();
        match repair::save(&self.letter, text) {
            Err(error) => self.found(&error),
            Ok(saved) => {
                (self.wrong, self.wrong_at) = (self.refusals(&saved), None);
                if let Saved::Changed(edit) = &saved {
                    self.remarks = repair::notes(&self.letter, edit);
                }
            }
        }
    }

    fn found(&mut self, error: &JsonError) {
        self.wrong = vec![error.to_string()];
        self.wrong_at = Some((error.line, error.column));
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
