//! Choosing a queue of the account.

use std::sync::Arc;

use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};

use super::moving::moved;
use super::{panes, settle};
use crate::engine::Weight;
use crate::engine::survey::Surveyed;
use crate::tui::keys::Act;
use crate::tui::layer::{CallList, Layer};
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::picker::Picker;
use crate::tui::screens::queues::list_rows;

/// Rows that one step of the wheel moves.
const WHEEL: usize = 3;

/// Shows the queues of the account; `alone` where nothing lies beneath.
pub fn open(model: &mut Model, alone: bool, asks: &mut Vec<Ask>) {
    let picker = Picker {
        alone,
        ..Picker::default()
    };
    model.layers.push(Layer::Queues(Box::new(picker)));
    model.surveying = true;
    asks.push(Ask::Survey);
}

fn picker(model: &mut Model) -> Option<&mut Picker> {
    model.layers.iter_mut().find_map(|layer| match layer {
        Layer::Queues(picker) => Some(&mut **picker),
        _ => None,
    })
}

/// A key.
pub fn key(model: &mut Model, key: KeyEvent, found: Option<Act>, asks: &mut Vec<Ask>) {
    let page = match model.layer() {
        Some(Layer::Queues(picker)) => list_rows(model, picker).1,
        _ => return,
    };
    let Some(picker) = picker(model) else {
        return;
    };
    let rows = picker.order.len();
    if let Some(to) = found.and_then(|act| moved(act, picker.at, (rows, page))) {
        return picker.put(to);
    }
    match found {
        Some(Act::Into) => choose(model, asks),
        Some(Act::Mark) => mark(picker),
        Some(Act::Filter) => picker.typing = true,
        Some(Act::Back) => back(model, asks),
        Some(Act::Quit) => panes::quit(model, asks),
        Some(Act::Help) => model.layers.push(Layer::Help(0)),
        Some(Act::Redraw) => asks.push(Ask::Redraw),
        Some(Act::Calls) => {
            model.layers.push(Layer::Calls(CallList::default()));
            asks.push(Ask::Calls);
        }
        Some(_) => {}
        None => typed(picker, key),
    }
}

/// A key that means nothing here is looked for.
fn typed(picker: &mut Picker, key: KeyEvent) {
    let begins = matches!(key.code, KeyCode::Char(_));
    if (picker.typing || begins) && picker.line.key(key) {
        picker.typing = true;
        search(picker);
    }
}

fn search(picker: &mut Picker) {
    picker.stays = None;
    picker.arrange();
}

/// Pasted text is looked for: perhaps a URL, whose last part is the name.
pub fn paste(model: &mut Model, text: &str) {
    if let Some(picker) = picker(model) {
        let name = text.trim().rsplit(['/', ':']).next().unwrap_or_default();
        picker.line.insert(name);
        picker.typing = true;
        search(picker);
    }
}

fn mark(picker: &mut Picker) {
    let Some(row) = picker.order.get(picker.at).copied() else {
        return;
    };
    if !picker.marked.remove(&row) {
        picker.marked.insert(row);
    }
    picker.put(picker.at + 1);
}

/// Out of the search, the marks, the page: one a key.
fn back(model: &mut Model, asks: &mut Vec<Ask>) {
    let Some(picker) = picker(model) else {
        return;
    };
    if picker.typing || !picker.line.text().is_empty() {
        picker.typing = false;
        picker.line = crate::tui::line::Line::default();
        picker.stays = picker.order.get(picker.at).copied();
        picker.arrange();
    } else if !picker.marked.is_empty() {
        picker.marked.clear();
    } else if picker.alone {
        panes::quit(model, asks);
    } else {
        model.layers.pop();
    }
}

/// Ends this session for the next one.
fn choose(model: &mut Model, asks: &mut Vec<Ask>) {
    let chosen = picker(model).map(|p| p.chosen()).unwrap_or_default();
    if chosen.is_empty() {
        return model.say(Weight::Note, "There is no queue under the cursor yet");
    }
    model.opens = chosen;
    panes::quit(model, asks);
}

/// More is known.
pub fn surveyed(model: &mut Model, survey: Arc<Surveyed>) {
    if let Some(picker) = picker(model) {
        picker.survey = survey;
        picker.arrange();
    }
}

/// The wheel scrolls, a click puts the cursor.
pub fn mouse(model: &mut Model, event: MouseEvent) {
    let Some(Layer::Queues(shown)) = model.layer() else {
        return;
    };
    let (top, page) = list_rows(model, shown);
    let Some(picker) = picker(model) else {
        return;
    };
    match event.kind {
        MouseEventKind::ScrollDown => picker.put(picker.at + WHEEL),
        MouseEventKind::ScrollUp => picker.put(picker.at.saturating_sub(WHEEL)),
        MouseEventKind::Down(MouseButton::Left) => {
            let row = event.row.checked_sub(top).map(usize::from);
            let row = row.filter(|row| *row < page).map(|row| row + picker.top);
            if let Some(row) = row.filter(|row| *row < picker.order.len()) {
                picker.put(row);
            }
        }
        _ => {}
    }
}

/// Keeps the cursor on the screen, and tells the survey what is on it.
pub fn hold(model: &mut Model, asks: &mut Vec<Ask>) {
    let page = model.layers.iter().find_map(|layer| match layer {
        Layer::Queues(picker) => Some(list_rows(model, picker).1),
        _ => None,
    });
    let Some((page, picker)) = page.and_then(|page| Some((page, picker(model)?))) else {
        if std::mem::take(&mut model.surveying) {
            asks.push(Ask::EndSurvey);
        }
        return;
    };
    let rows = (picker.at, picker.order.len());
    picker.top = settle::scrolled(picker.top, rows, page);
    let on_screen = picker.order.iter().skip(picker.top).take(page);
    let seen: Vec<usize> = on_screen.copied().collect();
    if seen != picker.seen {
        picker.seen.clone_from(&seen);
        asks.push(Ask::LookAt(seen));
    }
}
