//! Search in the letter's page.

use ratatui::crossterm::event::KeyEvent;

use super::moving::page_rows;
use super::trees;
use crate::engine::Weight;
use crate::tui::keys::Act;
use crate::tui::layer::{Layer, SearchLine};
use crate::tui::model::{Model, Pane};

/// Opens the line.
pub fn open(model: &mut Model) {
    let top = model.sheet.top;
    model.layers.push(Layer::Search(SearchLine {
        top,
        ..SearchLine::default()
    }));
}

/// A key in the line: the page follows what is typed.
pub fn key(model: &mut Model, key: KeyEvent, found: Option<Act>) {
    let Some(Layer::Search(search)) = model.layers.last_mut() else {
        return;
    };
    let top = search.top;
    if search.jump {
        return path_key(model, key, found);
    }
    match found {
        Some(Act::Back) => {
            model.layers.pop();
            model.sheet.search.clear();
            model.sheet.found = None;
            model.sheet.top = top;
        }
        Some(Act::Into) => {
            model.layers.pop();
            if model.sheet.found.is_none() && !model.sheet.search.is_empty() {
                nothing(model);
            }
        }
        _ if search.line.key(key) => {
            search.line.text().clone_into(&mut model.sheet.search);
            model.sheet.found = None;
            model.sheet.top = top;
            jump(model, true);
        }
        _ => {}
    }
}

/// A key in the line of a path.
fn path_key(model: &mut Model, key: KeyEvent, found: Option<Act>) {
    let Some(Layer::Search(search)) = model.layers.last_mut() else {
        return;
    };
    match found {
        Some(Act::Back) => {
            model.layers.pop();
        }
        Some(Act::Into) => {
            let path = search.line.text().trim().to_owned();
            model.layers.pop();
            trees::jump(model, &path);
        }
        _ => {
            search.line.key(key);
        }
    }
}

/// Takes pasted text.
pub fn paste(model: &mut Model, text: &str) {
    if let Some(Layer::Search(search)) = model.layers.last_mut() {
        search.line.insert(text);
        if search.jump {
            return;
        }
        search.line.text().clone_into(&mut model.sheet.search);
        model.sheet.found = None;
        jump(model, true);
    }
}

/// To the next match, or the one before.
pub fn step(model: &mut Model, forth: bool) {
    if model.sheet.search.is_empty() {
        return model.say(
            Weight::Note,
            "Nothing was searched for yet: / searches in the letter",
        );
    }
    if !jump(model, forth) {
        nothing(model);
    }
}

fn nothing(model: &mut Model) {
    let words = format!("“{}” is not on this page", model.sheet.search);
    model.say(Weight::Note, words);
}

/// Puts the match after (or before) the current one on the screen, round about; whether there is one.
fn jump(model: &mut Model, forth: bool) -> bool {
    let height = page_rows(model, Pane::Letter).max(1);
    let sheet = &mut model.sheet;
    if sheet.search.is_empty() {
        return false;
    }
    if let Some(tree) = sheet.page.as_mut().and_then(|page| page.tree_mut()) {
        let here = sheet.found.is_none();
        let is_there = tree.find(&sheet.search, (forth, here));
        sheet.found = sheet
            .page
            .as_ref()
            .and_then(|p| p.cursor())
            .filter(|_| is_there);
        return is_there;
    }
    let Some(page) = sheet.page.as_ref().filter(|_| !sheet.search.is_empty()) else {
        return false;
    };
    let from = match (sheet.found, forth) {
        (Some(at), true) => at + 1,
        (Some(at), false) => at,
        (None, _) => sheet.top,
    };
    let Some(at) = page.find(&sheet.search, from, forth) else {
        sheet.found = None;
        return false;
    };
    sheet.found = Some(at);
    if at < sheet.top || at >= sheet.top + height {
        sheet.top = at.saturating_sub(height / 3);
    }
    true
}
