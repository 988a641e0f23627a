//! A panel that rises from the bottom, or takes the whole room, for what lies on top of the panes.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::rule::rule;
use crate::tui::theme::Theme;

/// Clears the lowest rows of `area` for `lines` lines under a title, and gives the room for them.
pub fn open(
    frame: &mut Frame<'_>,
    area: Rect,
    theme: &Theme,
    (title, lines): (Vec<Span<'static>>, usize),
) -> Rect {
    let wanted = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(1);
    let height = wanted.min(area.height);
    let panel = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    page(frame, panel, theme, (title, Vec::new()))
}

/// Clears all of `area` for a page under a title with keys at its right, and gives the room below it.
pub fn page(
    frame: &mut Frame<'_>,
    area: Rect,
    theme: &Theme,
    (title, keys): (Vec<Span<'static>>, Vec<Span<'static>>),
) -> Rect {
    frame.render_widget(Clear, area);
    let head = area.height.min(1);
    let top = Rect {
        height: head,
        ..area
    };
    rule(frame, top, theme, (title, keys));
    Rect {
        y: area.y + head,
        height: area.height - head,
        ..area
    }
}

/// Draws lines from the top of `area`; what does not fit is left out.
pub fn lines(frame: &mut Frame<'_>, area: Rect, lines: impl IntoIterator<Item = Line<'static>>) {
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        frame.render_widget(line, row);
    }
}
