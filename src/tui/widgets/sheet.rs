//! A panel that rises from the bottom, for what lies on top of the panes.

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
    frame.render_widget(Clear, panel);
    rule(
        frame,
        Rect {
            height: height.min(1),
            ..panel
        },
        theme,
        (title, Vec::new()),
    );
    Rect {
        y: panel.y + height.min(1),
        height: height.saturating_sub(1),
        ..panel
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
