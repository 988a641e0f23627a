//! A list of any length: only the rows on the screen are made.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::span::say;

/// A list and where it stands.
pub struct List {
    /// The heads of its columns.
    pub heads: Line<'static>,
    /// How many rows it has.
    pub rows: usize,
    /// The first row on the screen.
    pub top: usize,
    /// The row under the cursor.
    pub at: usize,
    /// Whether it has the keys.
    pub has_keys: bool,
}

/// Draws the heads and the rows that fit; `row` makes one.
pub fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    model: &Model,
    list: List,
    row: impl Fn(usize) -> Line<'static>,
) {
    if area.height == 0 || area.width == 0 {
        return;
    }
    let line_at = |y: u16| Rect {
        y,
        height: 1,
        ..area
    };
    frame.render_widget(list.heads, line_at(area.y));
    let last = list.rows.min(list.top + usize::from(area.height - 1));
    for (y, at) in (area.y + 1..area.bottom()).zip(list.top..last) {
        let mut line = row(at);
        let under = at == list.at;
        let sign = if under { "▌" } else { " " };
        line.spans
            .insert(0, say(sign, model.theme.style(Role::Accent)));
        if under {
            let role = if list.has_keys {
                Role::Cursor
            } else {
                Role::Resting
            };
            frame
                .buffer_mut()
                .set_style(line_at(y), model.theme.style(role));
        }
        frame.render_widget(line, line_at(y));
    }
}
