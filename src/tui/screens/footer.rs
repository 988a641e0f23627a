//! The keys that matter here, the most important first, cut to the width.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::plan::wants_number;
use crate::tui::keys::Act;
use crate::tui::layer::Layer;
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Role;
use crate::tui::widgets::span::{say, width};

/// Draws it.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let cells = usize::from(area.width);
    let mut spans = vec![say(" ", model.theme.style(Role::Plain))];
    for key in model.keys.footer(&model.places()) {
        let Some(chord) = key.chords.first().filter(|_| takes(model, key.act)) else {
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

/// Whether the key does something now: a plan is started by its number, or for one letter by `y`, and there is
/// nothing to go into in a letter or below a call.
fn takes(model: &Model, act: Act) -> bool {
    match (model.layer(), act) {
        (Some(Layer::Plan(dialog)), Act::Agree) => wants_number(model, dialog) == Some(false),
        (Some(Layer::Plan(dialog)), Act::Into) => {
            dialog.naming.is_some() || wants_number(model, dialog) == Some(true)
        }
        (Some(Layer::Calls(_) | Layer::Help(_) | Layer::Charts(_)), Act::Into) => false,
        (
            Some(Layer::History(history)),
            Act::RunPause | Act::RunAbort | Act::Faster | Act::Slower,
        ) => history.is_of_the_going(model),
        (Some(Layer::History(history)), Act::Into | Act::Copy) => match &history.open {
            Some(page) => !page.shown().is_empty(),
            None => true,
        },
        (None, Act::Into) => {
            let tree = model.sheet.page.as_ref().and_then(|page| page.tree());
            model.pane != Pane::Letter || tree.is_some()
        }
        _ => true,
    }
}
