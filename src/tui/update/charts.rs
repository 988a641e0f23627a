//! The charts are counted when they are opened, and once a second: letters may be a hundred thousand.

use crate::engine::Weight;
use crate::tui::charts::Charts;
use crate::tui::layer::Layer;
use crate::tui::model::Model;

/// Opens them.
pub fn open(model: &mut Model) {
    if model.snapshot.letters.is_empty() {
        return model.say(Weight::Note, "There are no letters to make charts of");
    }
    let charts = Charts::of(model);
    model.layers.push(Layer::Charts(Box::new(charts)));
}

/// A second has passed.
pub fn tick(model: &mut Model) {
    if !matches!(model.layer(), Some(Layer::Charts(_))) {
        return;
    }
    let counted = Charts::of(model);
    if let Some(Layer::Charts(charts)) = model.layers.last_mut() {
        let top = charts.top;
        **charts = Charts { top, ..counted };
    }
}
