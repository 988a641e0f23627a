//! The filter, being typed: in the footer's place, with what is wrong or what could follow above it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use crate::tui::layer::FilterLine;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::rule::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;

/// Draws it: `middle` is the room above the footer.
pub fn draw(
    model: &Model,
    filter: &FilterLine,
    (middle, footer): (Rect, Rect),
    frame: &mut Frame<'_>,
) {
    let theme = &model.theme;
    let (hint, role) = if filter.wrong.is_empty() {
        let words = if filter.offers.is_empty() {
            "enter takes it, esc leaves, ↑ recent ones, tab completes".to_owned()
        } else {
            filter.offers.join("  ")
        };
        (words, Role::Muted)
    } else {
        (format!("! {}", filter.wrong), Role::Caution)
    };
    let above = Rect {
        y: middle.bottom().saturating_sub(2).max(middle.y),
        height: middle.height.min(2),
        ..middle
    };
    frame.render_widget(Clear, above);
    let title = vec![say("Filter", theme.style(Role::Title))];
    rule(
        frame,
        Rect { height: 1, ..above },
        theme,
        (title, Vec::new()),
    );
    let hint_row = Rect {
        y: above.y + above.height - 1,
        height: above.height - 1,
        ..above
    };
    sheet::lines(
        frame,
        hint_row,
        [Line::from(say(format!("   {hint}"), theme.style(role)))],
    );
    frame.render_widget(Clear, footer);
    let (before, after) = filter.line.text().split_at(filter.line.at());
    let line = Line::from(vec![
        say(" / ", theme.style(Role::Accent)),
        say(before, theme.style(Role::Plain)),
        say("▏", theme.style(Role::Accent)),
        say(after, theme.style(Role::Plain)),
    ]);
    frame.render_widget(line, footer);
}
