//! The palette: every command by name.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::keys::Place;
use crate::tui::layer::Palette;
use crate::tui::model::Model;
use crate::tui::offers::{Offer, offers};
use crate::tui::theme::Role;
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::{fit, fit_right, say};

/// Entries that are shown at a time.
const SHOWN: usize = 12;

/// Draws the panel.
pub fn draw(model: &Model, palette: &Palette, area: Rect, frame: &mut Frame<'_>) {
    let all = offers(model, palette.line.text());
    let title = rule::title(&model.theme, "Commands", "", true);
    let room = sheet::open(frame, area, &model.theme, (title, SHOWN + 2));
    let accent = model.theme.style(Role::Accent);
    let mut lines = vec![Line::from(vec![
        say(" : ", accent),
        say(palette.line.text(), model.theme.style(Role::Plain)),
        say("▏", accent),
    ])];
    if all.is_empty() {
        let words = "   No command is called that. {back} leaves";
        let words = model.keys.in_words(Place::Palette, words);
        lines.push(Line::from(say(words, model.theme.style(Role::Muted))));
    }
    let shown = usize::from(room.height).saturating_sub(1).clamp(1, SHOWN);
    let from = palette.at.saturating_sub(shown - 1);
    for (i, offer) in all.iter().enumerate().skip(from).take(shown) {
        lines.push(entry(model, offer, i == palette.at));
    }
    sheet::lines(frame, room, lines);
}

fn entry(model: &Model, offer: &Offer, under: bool) -> Line<'static> {
    let theme = &model.theme;
    let name = if under { Role::Title } else { Role::Plain };
    Line::from(vec![
        say(if under { " ▌ " } else { "   " }, theme.style(Role::Accent)),
        say(fit_right(&offer.key, 9), theme.style(Role::Accent)),
        say(format!("  {}", fit(&offer.name, 26)), theme.style(name)),
        say(&offer.help, theme.style(Role::Muted)),
    ])
}
