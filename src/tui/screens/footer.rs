//! The keys that matter here, the most important first, cut to the width.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::keys;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::span::{say, width};

/// Draws it.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let cells = usize::from(area.width);
    let mut spans = vec![say(" ", model.theme.style(Role::Plain))];
    for key in keys::footer(&model.places()) {
        let Some(chord) = key.chords.first() else {
            continue;
        };
        let next = [
            say(chord.label(), model.theme.style(Role::Accent)),
            say(format!(" {}  ", key.name), model.theme.style(Role::Muted)),
        ];
        if width(&spans) + width(&next) > cells + 2 {
            break;
        }
        spans.extend(next);
    }
    frame.render_widget(Line::from(spans), area);
}
