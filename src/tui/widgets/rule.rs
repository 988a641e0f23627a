//! The thin line with a title above a pane.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::span::{fit, say, width};
use crate::tui::theme::{Role, Theme};

/// Draws the line: `─ title ───────── right ─`. What does not fit is cut, the right side first.
pub fn rule(
    frame: &mut Frame<'_>,
    area: Rect,
    theme: &Theme,
    (title, right): (Vec<Span<'static>>, Vec<Span<'static>>),
) {
    let cells = usize::from(area.width);
    let line = theme.style(Role::Rule);
    let mut spans = vec![say("─ ", line)];
    let mut used = 2;
    for span in title {
        let room = cells.saturating_sub(used + 1);
        let wide = width(std::slice::from_ref(&span));
        if wide > room {
            spans.push(say(fit(&span.content, room), span.style));
            used += room;
            break;
        }
        used += wide;
        spans.push(span);
    }
    let right_cells = width(&right);
    spans.push(say(" ", line));
    used += 1;
    if right_cells > 0 && used + right_cells + 4 <= cells {
        let dashes = cells - used - right_cells - 4;
        spans.push(say("─".repeat(dashes + 1), line));
        spans.push(say(" ", line));
        spans.extend(right);
        spans.push(say(" ─", line));
    } else {
        spans.push(say("─".repeat(cells.saturating_sub(used)), line));
    }
    frame.render_widget(Line::from(spans), area);
}

/// The title's spans: bold where the pane has the keys, a count beside it.
#[must_use]
pub fn title(theme: &Theme, name: &str, count: &str, has_keys: bool) -> Vec<Span<'static>> {
    let role = if has_keys { Role::Title } else { Role::Muted };
    let mut spans = vec![say(name, theme.style(role))];
    if !count.is_empty() {
        spans.push(say(format!(" {count}"), theme.style(Role::Muted)));
    }
    spans
}
