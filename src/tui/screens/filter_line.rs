//! The filter, being typed: in the footer's place, with what is wrong or what could follow above it.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::typed_line::{self, Typed};
use crate::tui::keys::Place;
use crate::tui::layer::FilterLine;
use crate::tui::model::Model;
use crate::tui::theme::Role;

const HINT: &str =
    "{take it} takes it, {back} leaves, {previous} recent ones, {complete} completes";

/// Draws it: `middle` is the room above the footer.
pub fn draw(model: &Model, filter: &FilterLine, rooms: (Rect, Rect), frame: &mut Frame<'_>) {
    let (hint, role) = if filter.wrong.is_empty() {
        let words = if filter.checking.is_some() {
            "The program is being checked".to_owned()
        } else if filter.offers.is_empty() {
            model.keys.in_words(Place::FilterLine, HINT)
        } else {
            filter.offers.join("  ")
        };
        (words, Role::Muted)
    } else {
        (format!("! {}", filter.wrong), Role::Caution)
    };
    let typed = Typed {
        title: "Filter",
        sign: "/",
        line: &filter.line,
        hint: (&hint, role),
    };
    typed_line::draw(&model.theme, &typed, rooms, frame);
}
