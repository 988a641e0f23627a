//! What the keys do: those of this pane first, then the rest. Made from the table of keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::keys::Place;
use crate::tui::layer::Layer;
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Role;
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::{fit_right, say};
use crate::tui::widgets::wrap::wrap;

/// Cells of the keys.
const LEFT: usize = 16;

/// The signs of the letters' list.
const SIGNS: &[(&str, &str)] = &[
    ("●", "marked"),
    ("✎", "edited"),
    ("↺", "redriven before, and back again"),
    (
        "!",
        "something is wrong with the message: its failure tab says what",
    ),
    ("·", "waits for its turn in the run"),
    ("›", "under way"),
    ("→", "sent, not deleted yet"),
    ("✓", "gone from the queue"),
    ("✕", "refused; it stays in the queue"),
    ("?", "in doubt: sent, and no answer was seen"),
    ("◌", "our lease ran out; it is received again"),
];

/// Draws the panel from line `top` on.
pub fn draw(model: &Model, top: usize, area: Rect, frame: &mut Frame<'_>) {
    let lines = lines(model);
    let keys = "· {back} leaves, {down} and {up} move";
    let keys = model.keys.in_words(Place::List, keys);
    let title = rule::title(&model.theme, "Help", &keys, true);
    let room = sheet::open(frame, area, &model.theme, (title, lines.len()));
    let last = lines.len().saturating_sub(usize::from(room.height));
    sheet::lines(frame, room, lines.into_iter().skip(top.min(last)));
}

/// The farthest that help can be moved.
#[must_use]
pub fn last_top(model: &Model) -> usize {
    lines(model).len().saturating_sub(1)
}

fn lines(model: &Model) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (name, place) in chapters(model) {
        lines.push(Line::from(say(
            format!(" {name}"),
            model.theme.style(Role::Title),
        )));
        let keys = model
            .keys
            .rows()
            .iter()
            .filter(|k| k.places.contains(&place) && !k.chords.is_empty());
        lines.extend(keys.flat_map(|key| pair(model, &key.label(), key.help)));
        lines.push(Line::default());
    }
    if is_choosing(model) {
        return lines;
    }
    lines.push(Line::from(say(
        " Signs before a letter",
        model.theme.style(Role::Title),
    )));
    lines.extend(
        SIGNS
            .iter()
            .flat_map(|(sign, words)| pair(model, sign, words)),
    );
    lines
}

/// Whether a queue is being chosen.
fn is_choosing(model: &Model) -> bool {
    model.layers.iter().any(|l| matches!(l, Layer::Queues(_)))
}

/// Where help was asked for first, then the rest.
fn chapters(model: &Model) -> Vec<(&'static str, Place)> {
    if is_choosing(model) {
        // nothing else is there to be used
        return vec![("In the queues of the account", Place::Queues)];
    }
    let mut all = vec![
        ("Everywhere", Place::Panes),
        ("While a run is going", Place::Run),
        ("In a plan", Place::Plan),
        ("In the runs", Place::History),
        ("In the page of a run", Place::RunPage),
        ("In a transform", Place::Transform),
        ("In the editor", Place::Editor),
        ("In the filter", Place::FilterLine),
        ("In the queues of the account", Place::Queues),
    ];
    let below = model.layers.iter().rev().nth(1).map(Layer::place);
    if let Some(at) = all.iter().position(|(_, place)| Some(*place) == below) {
        let here = all.remove(at);
        all.insert(0, here);
        return all;
    }
    let here = match model.pane {
        Pane::Causes => ("In the causes", Place::Causes),
        Pane::Letters => ("In the letters", Place::Letters),
        Pane::Letter => ("In the letter", Place::Letter),
    };
    all.insert(0, here);
    all
}

/// The key on the left, what it does on the right in as many lines as it needs.
fn pair(model: &Model, left: &str, right: &str) -> Vec<Line<'static>> {
    let room = usize::from(model.size.0).saturating_sub(LEFT + 3);
    wrap(right, room)
        .into_iter()
        .enumerate()
        .map(|(i, words)| {
            let left = if i == 0 { left } else { "" };
            Line::from(vec![
                say(fit_right(left, LEFT), model.theme.style(Role::Accent)),
                say(format!("  {words}"), model.theme.style(Role::Plain)),
            ])
        })
        .collect()
}
