//! The whole screen: panes and strips, then what lies on top of them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::{
    banner, calls, causes, charts, editor, filter_line, footer, header, help, history, letter,
    letters, menu, palette, plan, question, queues, run, toast, transform, trial,
    typed_line::{self, Typed},
};
use crate::tui::keys::Place;
use crate::tui::layer::{ExportLine, Layer, SearchLine};
use crate::tui::layout::{self, Areas};
use crate::tui::model::Model;
use crate::tui::theme::Role;

const JUMPS: &str = "detail.items[3].name: {take it} goes there, {back} leaves";
const GO_ON: &str = "{next match} and {previous match} go on";
const EXPORTS: &str = "a new file of JSON lines, for you alone: {take it} writes it, {back} leaves";

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
    if let Some((text, ground)) = model.theme.ground() {
        for cell in &mut frame.buffer_mut().content {
            if cell.fg == Color::Reset {
                cell.fg = text;
            }
            if cell.bg == Color::Reset {
                cell.bg = ground;
            }
        }
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
        Layer::History(history) => history::draw(model, history, middle, frame),
        Layer::Charts(charts) => charts::draw(model, charts, middle, frame),
        Layer::Menu(menu) => menu::draw(model, menu, middle, frame),
        Layer::Plan(dialog) => plan::draw(model, dialog, middle, frame),
        Layer::Editor(editor) => editor::draw(model, editor, middle, frame),
        Layer::Question(question) => question::draw(model, question, middle, frame),
    }
}

fn search_line(model: &Model, search: &SearchLine, rooms: (Rect, Rect), frame: &mut Frame<'_>) {
    let words = |sentence| model.keys.in_words(Place::FilterLine, sentence);
    if search.jump {
        let typed = Typed {
            title: "Go to a path of the event",
            sign: "J",
            line: &search.line,
            hint: (&words(JUMPS), Role::Muted),
        };
        return typed_line::draw(&model.theme, &typed, rooms, frame);
    }
    let hint = match (model.sheet.found, search.line.text().is_empty()) {
        (None, false) => ("! not on this page".to_owned(), Role::Caution),
        _ => (
            [
                words("{take it} stays there, "),
                model.keys.in_words(Place::Letter, GO_ON),
                words(", {back} leaves"),
            ]
            .concat(),
            Role::Muted,
        ),
    };
    let typed = Typed {
        title: "Search in the letter",
        sign: "/",
        line: &search.line,
        hint: (&hint.0, hint.1),
    };
    typed_line::draw(&model.theme, &typed, rooms, frame);
}

fn export_line(model: &Model, export: &ExportLine, rooms: (Rect, Rect), frame: &mut Frame<'_>) {
    let count = match export.rows.len() {
        _ if export.run.is_some() => "what the journal knows of the run".to_owned(),
        1 => "1 letter".to_owned(),
        n => format!("{} letters", crate::text::count(n as u64)),
    };
    let typed = Typed {
        title: &format!("Export {count} {}", export.chosen),
        sign: "to",
        line: &export.line,
        hint: (
            &model.keys.in_words(Place::FilterLine, EXPORTS),
            Role::Muted,
        ),
    };
    typed_line::draw(&model.theme, &typed, rooms, frame);
}
