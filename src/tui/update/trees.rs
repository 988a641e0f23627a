//! The event as a tree: folding, and the way to a path.

use super::moving;
use crate::engine::Weight;
use crate::tui::layer::{Layer, SearchLine};
use crate::tui::model::{Model, Tab};

/// Shows the event as a tree, or as text again.
pub fn switch(model: &mut Model) {
    model.sheet.tree = !(model.sheet.tree && model.sheet.tab == Tab::Event);
    moving::open_tab(model, Tab::Event);
}

/// Folds or unfolds what is under the cursor.
pub fn fold(model: &mut Model) {
    if let Some(tree) = model.sheet.page.as_mut().and_then(|page| page.tree_mut()) {
        tree.fold();
    }
}

/// Folds all, or unfolds all.
pub fn fold_all(model: &mut Model) {
    match model.sheet.page.as_mut().and_then(|page| page.tree_mut()) {
        Some(tree) => tree.fold_all(),
        None => model.say(Weight::Note, "w shows the event as a tree; then F folds it"),
    }
}

/// Opens the line for a path; the event becomes a tree.
pub fn open_jump(model: &mut Model) {
    if !(model.sheet.tree && model.sheet.tab == Tab::Event) {
        switch(model);
    }
    model.layers.push(Layer::Search(SearchLine {
        jump: true,
        top: model.sheet.top,
        ..SearchLine::default()
    }));
}

/// Goes to the path that was typed.
pub fn jump(model: &mut Model, path: &str) {
    let tree = model.sheet.page.as_mut().and_then(|page| page.tree_mut());
    let Some(tree) = tree else {
        return model.say(Weight::Note, "The event is no JSON: it has no paths");
    };
    if !tree.jump(path) {
        model.say(Weight::Note, format!("There is nothing at {path}"));
    }
}
