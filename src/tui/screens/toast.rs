//! What was said last, and on a first visit what the first keys are.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::engine::Weight;
use crate::tui::keys::Place;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::toast::Toast;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;
use crate::tui::widgets::wrap::wrap;

const HINTS: [&str; 3] = [
    " First time here? The causes say why events died; {open} goes into one.",
    " {redrive} shows what a redrive would do; nothing changes without your consent.",
    " {help} explains the keys, {commands} finds any command, {quit} gives every letter back.",
];
/// Rows that one sentence may take.
const MOST_ROWS: usize = 3;

/// Rows that it needs; none when there is nothing to say.
#[must_use]
pub fn rows(model: &Model) -> usize {
    match &model.toast {
        Some(toast) => told(model, toast).len(),
        None if model.first_time => HINTS.len(),
        None => 0,
    }
}

/// Draws it.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    match &model.toast {
        Some(toast) => sheet::lines(frame, area, told(model, toast)),
        None => {
            let style = model.theme.style(Role::Accent);
            sheet::lines(
                frame,
                area,
                HINTS.map(|hint| Line::from(say(model.keys.in_words(Place::Panes, hint), style))),
            );
        }
    }
}

fn told(model: &Model, toast: &Toast) -> Vec<Line<'static>> {
    let (sign, role) = match toast.weight {
        Weight::Done => ("✓", Role::Good),
        Weight::Note => ("·", Role::Plain),
        Weight::Warning => ("!", Role::Caution),
    };
    let style = model.theme.style(role);
    let cells = usize::from(model.size.0).saturating_sub(4);
    wrap(&toast.text, cells)
        .into_iter()
        .take(MOST_ROWS)
        .enumerate()
        .map(|(i, words)| {
            let sign = if i == 0 { sign } else { " " };
            Line::from(say(format!(" {sign} {words}"), style))
        })
        .collect()
}
