//! Cells of a row, side by side.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::span::{fit, fit_right, say};

/// One cell of a row.
#[derive(Clone, Debug)]
pub struct Cell {
    text: String,
    style: Style,
    cells: usize,
    right: bool,
}

/// A cell of that width, its text on the left.
#[must_use]
pub fn left(text: impl Into<String>, cells: usize, style: Style) -> Cell {
    Cell {
        text: text.into(),
        style,
        cells,
        right: false,
    }
}

/// A cell of that width, its text on the right: for numbers.
#[must_use]
pub fn right(text: impl Into<String>, cells: usize, style: Style) -> Cell {
    Cell {
        right: true,
        ..left(text, cells, style)
    }
}

/// The row; cells of no width are left out, two blanks stand between the others.
#[must_use]
pub fn row(lead: Vec<Span<'static>>, cells: impl IntoIterator<Item = Cell>) -> Line<'static> {
    let mut spans = lead;
    let shown = cells.into_iter().filter(|cell| cell.cells > 0);
    for (i, cell) in shown.enumerate() {
        if i > 0 {
            spans.push(say("  ", Style::new()));
        }
        let text = if cell.right {
            fit_right(&cell.text, cell.cells)
        } else {
            fit(&cell.text, cell.cells)
        };
        spans.push(say(text, cell.style));
    }
    Line::from(spans)
}
