//! The whole screen: panes and strips, then what lies on top of them.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{
    banner, causes, editor, filter_line, footer, header, help, history, letter, letters, menu,
    palette, plan, question, run, toast,
};
use crate::tui::layer::Layer;
use crate::tui::layout::{self, Areas};
use crate::tui::model::Model;

/// A pane or strip: reads the model, draws in its rectangle.
type Draw = fn(&Model, Rect, &mut Frame<'_>);

/// Draws the model. Changes nothing; the frame may have any size.
pub fn draw(model: &Model, frame: &mut Frame<'_>) {
    let areas = layout::areas(model);
    let pieces: [(Rect, Draw); 9] = [
        (areas.header, header::draw),
        (areas.banner, banner::draw),
        (areas.causes, causes::draw),
        (areas.letters, letters::draw),
        (areas.divider, letter::divider),
        (areas.letter, letter::draw),
        (areas.run, run::draw),
        (areas.toast, toast::draw),
        (areas.footer, footer::draw),
    ];
    for (area, piece) in pieces {
        let area = area.intersection(frame.area());
        if !area.is_empty() {
            piece(model, area, frame);
        }
    }
    for layer in &model.layers {
        on_top(model, layer, &areas, frame);
    }
}

fn on_top(model: &Model, layer: &Layer, areas: &Areas, frame: &mut Frame<'_>) {
    let middle = areas.middle().intersection(frame.area());
    let footer = areas.footer.intersection(frame.area());
    if footer.is_empty() || middle.is_empty() {
        return;
    }
    match layer {
        Layer::Filter(line) => filter_line::draw(model, line, (middle, footer), frame),
        Layer::Palette(palette) => palette::draw(model, palette, middle, frame),
        Layer::Help(top) => help::draw(model, *top, middle, frame),
        Layer::History(at) => history::draw(model, *at, middle, frame),
        Layer::Menu(menu) => menu::draw(model, menu, middle, frame),
        Layer::Plan(dialog) => plan::draw(model, dialog, middle, frame),
        Layer::Editor(editor) => editor::draw(model, editor, middle, frame),
        Layer::Question(question) => question::draw(model, question, middle, frame),
    }
}
