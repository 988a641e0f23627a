//! A line that is being typed in the footer's place, under its title and a hint.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use crate::tui::line;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::rule::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;

/// What is being typed.
pub struct Typed<'a> {
    /// What it is.
    pub title: &'a str,
    /// The sign before the line.
    pub sign: &'a str,
    /// The line.
    pub line: &'a line::Line,
    /// What is wrong with it, or what can be done.
    pub hint: (&'a str, Role),
}

/// Draws it: `middle` is the room above the footer.
pub fn draw(
    theme: &Theme,
    typed: &Typed<'_>,
    (middle, footer): (Rect, Rect),
    frame: &mut Frame<'_>,
) {
    let above = Rect {
        y: middle.bottom().saturating_sub(2).max(middle.y),
        height: middle.height.min(2),
        ..middle
    };
    frame.render_widget(Clear, above);
    let title = vec![say(typed.title, theme.style(Role::Title))];
    let top = Rect { height: 1, ..above };
    rule(frame, top, theme, (title, Vec::new()));
    let hint_row = Rect {
        y: above.y + above.height - 1,
        height: above.height - 1,
        ..above
    };
    let (hint, role) = typed.hint;
    let hint = say(format!("   {hint}"), theme.style(role));
    sheet::lines(frame, hint_row, [Line::from(hint)]);
    frame.render_widget(Clear, footer);
    frame.render_widget(Line::from(spans(theme, typed.sign, typed.line)), footer);
}

/// The line with its cursor.
pub fn spans(theme: &Theme, sign: &str, line: &line::Line) -> Vec<Span<'static>> {
    let (before, after) = line.text().split_at(line.at());
    vec![
        say(format!(" {sign} "), theme.style(Role::Accent)),
        say(before, theme.style(Role::Plain)),
        say("▏", theme.style(Role::Accent)),
        say(after, theme.style(Role::Plain)),
    ]
}
