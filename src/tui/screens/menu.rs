//! Something to choose from: what to copy, which repair.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::text;
use crate::tui::keys::Place;
use crate::tui::layer::Menu;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::{fit, say};

/// Cells of the column of names, at least.
const LEAST: usize = 28;

/// Draws the panel.
pub fn draw(model: &Model, menu: &Menu, area: Rect, frame: &mut Frame<'_>) {
    let keys = "· {open} takes it, {back} leaves";
    let keys = model.keys.in_words(Place::List, keys);
    let title = rule::title(&model.theme, menu.title, &keys, true);
    let room = sheet::open(frame, area, &model.theme, (title, menu.entries.len()));
    let widest = menu.entries.iter().map(|e| text::width(&e.name)).max();
    let most = usize::from(area.width) * 2 / 3;
    let column = (widest.unwrap_or(0) + 2).clamp(LEAST, most.max(LEAST));
    let lines = menu.entries.iter().enumerate().map(|(i, entry)| {
        let under = i == menu.at;
        let role = if under { Role::Title } else { Role::Plain };
        Line::from(vec![
            say(
                if under { " ▌ " } else { "   " },
                model.theme.style(Role::Accent),
            ),
            say(fit(&entry.name, column), model.theme.style(role)),
            say(&entry.shown, model.theme.style(Role::Muted)),
        ])
    });
    sheet::lines(frame, room, lines);
}
