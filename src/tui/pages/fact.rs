//! A name and a value on one line, or on more where the value is long.

use ratatui::style::Style;
use ratatui::text::Line;

use crate::tui::page::Source;
use crate::tui::theme::Role;
use crate::tui::widgets::span::{fit, say};
use crate::tui::widgets::wrap::wrap;

/// Cells of the names.
const NAME: usize = 12;

/// Lines for `name` and `value`: the name muted, the value beside it.
pub fn fact(source: &Source<'_>, name: &str, value: &str) -> Vec<Line<'static>> {
    styled(source, name, (value, source.theme.style(Role::Plain)))
}

/// The same with a style of the value.
pub fn styled(source: &Source<'_>, name: &str, value: (&str, Style)) -> Vec<Line<'static>> {
    let muted = source.theme.style(Role::Muted);
    let room = source.cells.saturating_sub(NAME + 1);
    wrap(value.0, room)
        .into_iter()
        .enumerate()
        .map(|(i, piece)| {
            let name = if i == 0 { name } else { "" };
            Line::from(vec![
                say(fit(name, NAME), muted),
                say(" ", muted),
                say(piece, value.1),
            ])
        })
        .collect()
}

/// Prose in its own lines.
pub fn prose(source: &Source<'_>, text: &str, role: Role) -> Vec<Line<'static>> {
    wrap(text, source.cells)
        .into_iter()
        .map(|piece| Line::from(say(piece, source.theme.style(role))))
        .collect()
}

/// A line above a part of a page.
pub fn heading(source: &Source<'_>, text: &str) -> Vec<Line<'static>> {
    vec![
        Line::default(),
        Line::from(say(text, source.theme.style(Role::Muted))),
    ]
}
