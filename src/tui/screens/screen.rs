//! The whole screen: panes and strips, then what lies on top of them.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{
    banner, calls, causes, editor, filter_line, footer, header, help, history, letter, letters,
    menu, palette, plan, question, queues, run, toast, transform, trial,
    typed_line::{self, Typed},
};
use crate::tui::layer::{ExportLine, Layer, SearchLine};
use crate::tui::layout::{self, Areas};
use crate::tui::model::Model;
use crate::tui::theme::Role;

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
        Layer::Search(search) => search_line(model, search, (middle, footer), frame),
        Layer::Export(export) => export_line(model, export, (middle, footer), frame),
        Layer::Transform(dialog) => transform::draw(model, dialog, (middle, footer), frame),
        Layer::Try(dialog) => trial::draw(model, dialog, (middle, footer), frame),
        Layer::Calls(calls) => calls::draw(model, calls, middle, frame),
        Layer::Queues(picker) => queues::draw(model, picker, frame),
        Layer::Palette(palette) => palette::draw(model, palette, middle, frame),
        Layer::Help(top) => help::draw(model, *top, middle, frame),
        Layer::History(at) => history::draw(model, *at, middle, frame),
        Layer::Menu(menu) => menu::draw(model, menu, middle, frame),
        Layer::Plan(dialog) => plan::draw(model, dialog, middle, frame),
        Layer::Editor(editor) => editor::draw(model, editor, middle, frame),
        Layer::Question(question) => question::draw(model, question, middle, frame),
    }
}

fn search_line(model: &Model, search: &SearchLine, rooms: (Rect, Rect), frame: &mut Frame<'_>) {
    let hint = match (model.sheet.found, search.line.text().is_empty()) {
        (None, false) => ("! not on this page", Role::Caution),
        _ => ("enter stays there, n and N go on, esc leaves", Role::Muted),
    };
    let typed = Typed {
        title: "Search in the letter",
        sign: "/",
        line: &search.line,
        hint,
    };
    typed_line::draw(&model.theme, &typed, rooms, frame);
}

fn export_line(model: &Model, export: &ExportLine, rooms: (Rect, Rect), frame: &mut Frame<'_>) {
    let count = match export.rows.len() {
        1 => "1 letter".to_owned(),
        n => format!("{} letters", crate::text::count(n as u64)),
    };
    let typed = Typed {
        title: &format!("Export {count} {}", export.chosen),
        sign: "to",
        line: &export.line,
        hint: (
            "a new file of JSON lines, for you alone: enter writes it, esc leaves",
            Role::Muted,
        ),
    };
    typed_line::draw(&model.theme, &typed, rooms, frame);
}
