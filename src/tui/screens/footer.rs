//! The keys that matter here, the most important first, cut to the width; the one that explains all is never cut.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::plan::wants_number;
use crate::tui::keys::{Act, Key};
use crate::tui::layer::Layer;
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Role;
use crate::tui::widgets::span::{say, width};

/// Draws it.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    // the two spaces after the last are not missed
    let cells = usize::from(area.width) + 2;
    let mut keys = model.keys.footer(&model.places());
    keys.retain(|key| takes(model, key.act));
    let mut help = keys.iter().find(|key| key.act == Act::Help);
    let mut spans = vec![say(" ", model.theme.style(Role::Plain))];
    for key in &keys {
        let next = hint(model, key);
        let kept = help.filter(|help| help.act != key.act);
        let kept = kept.map_or(0, |help| width(&hint(model, help)));
        if width(&spans) + width(&next) + kept > cells {
            break;
        }
        if key.act == Act::Help {
            help = None;
        }
        spans.extend(next);
    }
    spans.extend(help.into_iter().flat_map(|help| hint(model, help)));
    frame.render_widget(Line::from(spans), area);
}

fn hint(model: &Model, key: &Key) -> [Span<'static>; 2] {
    let chord = key.chords.first().map(|chord| chord.label());
    [
        say(chord.unwrap_or_default(), model.theme.style(Role::Accent)),
        say(format!(" {}  ", key.name), model.theme.style(Role::Muted)),
    ]
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
