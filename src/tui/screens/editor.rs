//! The editor: the text, coloured as JSON, and below it what is wrong with it.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;
use ratatui_textarea::TextArea;

use crate::text;
use crate::tui::editor::Editor;
use crate::tui::model::Model;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::json::tokens;
use crate::tui::widgets::rule::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;

/// Draws it.
pub fn draw(model: &Model, editor: &Editor, area: Rect, frame: &mut Frame<'_>) {
    frame.render_widget(Clear, area);
    let theme = &model.theme;
    let notes = notes(editor, theme);
    let title = vec![
        say("Edit", theme.style(Role::Title)),
        say(format!(" {}", editor.name()), theme.style(Role::Muted)),
    ];
    let at = editor.area().cursor();
    let place = vec![say(
        format!("line {}, column {}", at.0 + 1, at.1 + 1),
        theme.style(Role::Muted),
    )];
    rule(
        frame,
        Rect {
            height: area.height.min(1),
            ..area
        },
        theme,
        (title, place),
    );
    let below = u16::try_from(notes.len()).unwrap_or(u16::MAX);
    let height = area.height.saturating_sub(1 + below);
    let text = Rect {
        y: area.y + area.height.min(1),
        height,
        ..area
    };
    if !text.is_empty() {
        frame.render_widget(editor.area(), text);
        colour(editor.area(), text, theme, frame.buffer_mut());
        make_safe(text, theme, frame.buffer_mut());
    }
    let foot = Rect {
        y: text.bottom(),
        height: area.bottom().saturating_sub(text.bottom()),
        ..area
    };
    sheet::lines(frame, foot, notes);
}

fn notes(editor: &Editor, theme: &Theme) -> Vec<Line<'static>> {
    if let Some(line) = editor.finding() {
        let accent = theme.style(Role::Accent);
        return vec![Line::from(vec![
            say(" find: ", accent),
            say(line.text(), theme.style(Role::Plain)),
            say("▏", accent),
        ])];
    }
    let mut lines: Vec<Line<'static>> = editor
        .wrong()
        .iter()
        .take(3)
        .map(|words| Line::from(say(format!(" ! {words}"), theme.style(Role::Caution))))
        .collect();
    if lines.is_empty() {
        let words = if editor.changed() {
            " ✓ can be saved"
        } else {
            " not changed"
        };
        lines.push(Line::from(say(words, theme.style(Role::Muted))));
    }
    lines
}

/// JSON colours over the drawn text: only the foreground, so that cursor and selection stay.
fn colour(area: &TextArea<'_>, room: Rect, theme: &Theme, buffer: &mut Buffer) {
    let (top, left) = area.scroll_offset();
    let gutter = if area.line_number_style().is_some() {
        area.line_number_width()
    } else {
        0
    };
    let first = room.x.saturating_add(gutter);
    for (y, line) in (room.y..room.bottom()).zip(area.lines().iter().skip(usize::from(top))) {
        // what lies beyond the right edge is not read: a line may have a mebibyte
        let seen = (usize::from(left) + usize::from(room.width)) * 4;
        let line = &line[..line.floor_char_boundary(seen)];
        let (mut column, mut at) = (0_usize, 0);
        for token in tokens(line) {
            let wide = text::width(&line[at..at + token.len]);
            let cells = column.saturating_sub(usize::from(left))
                ..(column + wide).saturating_sub(usize::from(left));
            column += wide;
            at += token.len;
            let Some(colour) = token.role.and_then(|role| theme.style(role).fg) else {
                continue;
            };
            for x in cells.take_while(|x| *x < usize::from(room.right().saturating_sub(first))) {
                let x = first + u16::try_from(x).unwrap_or(u16::MAX);
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    cell.set_fg(colour);
                }
            }
        }
    }
}

/// The text area draws its lines itself, so the door stands behind it: what a terminal would obey or hide
/// becomes a sign.
fn make_safe(room: Rect, theme: &Theme, buffer: &mut Buffer) {
    for position in room.positions() {
        let Some(cell) = buffer.cell_mut(position) else {
            continue;
        };
        let symbol = cell.symbol();
        // a mark that goes before its letter stands at the beginning of its cell
        let carried = format!("a{symbol}");
        if !symbol.is_ascii() && text::safe(&carried) != carried {
            cell.set_symbol("¿").set_style(theme.style(Role::Bad));
        }
    }
}
