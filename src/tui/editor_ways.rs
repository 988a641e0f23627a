//! How the text area is set up, moved in and searched.

use ratatui::crossterm::event::KeyCode;
use ratatui::style::Style;
use ratatui_textarea::{CursorMove, TextArea};

use crate::tui::theme::{Role, Theme};

/// Steps that can be taken back.
const HISTORY: usize = 10_000;

/// A pattern that finds exactly this text.
pub fn literally(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        // `\<` and `\>` are the edges of words
        if c.is_ascii_punctuation() && !matches!(c, '<' | '>') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// A text area that looks as the theme says.
pub fn area(text: &str, theme: &Theme) -> TextArea<'static> {
    let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
    area.set_line_number_style(theme.style(Role::Rule));
    area.set_cursor_line_style(Style::new());
    area.set_search_style(theme.style(Role::Title).reversed());
    area.set_tab_length(2);
    area.set_max_histories(HISTORY);
    area
}

/// Errors count from 1, the text area from 0 and in 16 bits.
pub fn jump(line: usize, column: usize) -> CursorMove {
    let from_zero = |n: usize| u16::try_from(n.saturating_sub(1)).unwrap_or(u16::MAX);
    CursorMove::Jump(from_zero(line), from_zero(column))
}

/// Where a key moves the cursor; `None` for keys that do not.
pub fn movement(code: KeyCode, ctrl: bool) -> Option<CursorMove> {
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
