//! What was said last, and on a first visit what the first keys are.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::engine::Weight;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;

const HINTS: [&str; 3] = [
    " First time here? The causes say why events died; enter goes into one, and into a letter of it.",
    " r shows what a redrive would do before anything is sent. Nothing changes without your consent.",
    " ? explains the keys of the pane that you are in, : finds any command. q gives every letter back.",
];

/// Draws it.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let Some(toast) = &model.toast else {
        let style = model.theme.style(Role::Accent);
        return sheet::lines(frame, area, HINTS.map(|hint| Line::from(say(hint, style))));
    };
    let (sign, role) = match toast.weight {
        Weight::Done => ("✓", Role::Good),
        Weight::Note => ("·", Role::Plain),
        Weight::Warning => ("!", Role::Caution),
    };
    let line = Line::from(say(
        format!(" {sign} {}", toast.text),
        model.theme.style(role),
    ));
    sheet::lines(frame, area, [line]);
}
