//! A text with lines that are far wider than the screen: only what is seen of them goes through the text area, which
//! measures every character of a line that it draws.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui_textarea::{CursorMove, TextArea};

use crate::text;
use crate::tui::editor::Editor;
use crate::tui::editor_ways::{area, jump};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::{fit_right, say};

/// Draws it, line numbers in the first `gutter` cells.
pub fn draw(editor: &Editor, (room, gutter): (Rect, u16), theme: &Theme, frame: &mut Frame<'_>) {
    let gutter = gutter.min(room.width);
    let inner = Rect {
        x: room.x + gutter,
        width: room.width - gutter,
        ..room
    };
    let view = scrolled(
        editor,
        (usize::from(inner.height), usize::from(inner.width)),
    );
    editor.scrolled_to(view);
    let (top, left) = view;
    let last = (top + usize::from(inner.height)).min(editor.area().lines().len());
    let numbers = (top..last).map(|row| {
        let number = fit_right(
            &(row + 1).to_string(),
            usize::from(gutter.saturating_sub(1)),
        );
        Line::from(say(number, theme.style(Role::Rule)))
    });
    sheet::lines(
        frame,
        Rect {
            width: gutter,
            ..room
        },
        numbers,
    );
    let seen = window(
        editor,
        (top..last, left..left + usize::from(inner.width)),
        theme,
    );
    frame.render_widget(&seen, inner);
}

/// The first row and cell on the screen, so that the cursor is seen.
fn scrolled(editor: &Editor, (height, width): (usize, usize)) -> (usize, usize) {
    let at = editor.area().cursor();
    let line = editor.area().lines().get(at.0).map_or("", String::as_str);
    let cell = cells_before(line, at.1);
    let follow = |first: usize, at: usize, room: usize| {
        if at < first {
            at
        } else if at >= first + 2 * room.max(1) {
            // far away: with what stands around it
            at - room / 2
        } else if at >= first + room.max(1) {
            at + 1 - room.max(1)
        } else {
            first
        }
    };
    let (top, left) = editor.scroll_offset();
    (follow(top, at.0, height), follow(left, cell, width))
}

/// Cells that the first `chars` characters of a line take.
fn cells_before(line: &str, chars: usize) -> usize {
    if line.is_ascii() {
        return chars.min(line.len());
    }
    let end = line
        .char_indices()
        .nth(chars)
        .map_or(line.len(), |(i, _)| i);
    text::width(&line[..end])
}

/// A text area of what is seen.
fn window(
    editor: &Editor,
    (rows, cells): (std::ops::Range<usize>, std::ops::Range<usize>),
    theme: &Theme,
) -> TextArea<'static> {
    let whole = editor.area();
    let lines = whole.lines();
    let pieces: Vec<(usize, &str)> = rows.clone().map(|row| piece(&lines[row], &cells)).collect();
    let text: Vec<&str> = pieces.iter().map(|(_, piece)| *piece).collect();
    let mut seen = area(&text.join("\n"), theme);
    seen.remove_line_number();
    if let Some(pattern) = whole.search_pattern() {
        seen.set_search_pattern(pattern.as_str())
            .unwrap_or_default();
    }
    // a place, as the window counts it
    let inside = |(row, column): (usize, usize)| {
        let row = row.clamp(rows.start, rows.end.saturating_sub(1)) - rows.start;
        let column = column.saturating_sub(pieces.get(row).map_or(0, |(first, _)| *first));
        jump(row + 1, column + 1)
    };
    let at = whole.cursor();
    let cursor = (at.0, at.1);
    if let Some((from, to)) = whole.selection_range() {
        seen.move_cursor(inside(if from == cursor { to } else { from }));
        seen.start_selection();
    } else {
        seen.move_cursor(CursorMove::Top);
    }
    seen.move_cursor(inside(cursor));
    seen
}

/// What of a line stands in these cells, and how many characters stand before it.
fn piece<'l>(line: &'l str, cells: &std::ops::Range<usize>) -> (usize, &'l str) {
    if line.is_ascii() {
        let end = cells.end.min(line.len());
        let start = cells.start.min(end);
        return (start, &line[start..end]);
    }
    let (mut start, mut before, mut cell) = (None, 0, 0);
    for (nth, (at, c)) in line.char_indices().enumerate() {
        if cell >= cells.start && start.is_none() {
            (start, before) = (Some(at), nth);
        }
        if cell >= cells.end {
            return (before, &line[start.unwrap_or(at)..at]);
        }
        cell += text::width(c.encode_utf8(&mut [0; 4]));
    }
    match start {
        Some(start) => (before, &line[start..]),
        None => (line.chars().count(), ""),
    }
}
