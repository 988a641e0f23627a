//! Tables for people: as wide as their widest cell, numbers to the right, the last column as long as it is.

use crate::text::{fit, pad_left, safe_line, width};

/// Characters of one cell at most.
const CELL: usize = 160;

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// A table: its heads, and rows of as many cells.
pub(super) struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(columns: &[(&'static str, Align)]) -> Self {
        Self {
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; what is hostile in it becomes visible here, so that widths are true.
    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        let safe = |cell: String| safe_line(&cell, CELL).into_owned();
        self.rows.push(cells.into_iter().map(safe).collect());
    }

    /// All lines.
    pub(super) fn text(&self) -> String {
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|i| {
                let cells = self.rows.iter().filter_map(|row| row.get(i));
                let widest = cells.map(|cell| width(cell)).max().unwrap_or(0);
                widest.max(width(self.columns[i].0))
            })
            .collect();
        let heads: Vec<String> = self
            .columns
            .iter()
            .map(|(head, _)| (*head).to_owned())
            .collect();
        let mut out = String::new();
        for row in std::iter::once(&heads).chain(&self.rows) {
            let cells: Vec<String> = row
                .iter()
                .zip(&self.columns)
                .zip(&widths)
                .map(|((cell, (_, align)), cells)| match align {
                    Align::Left => fit(cell, *cells),
                    Align::Right => pad_left(cell, *cells),
                })
                .collect();
            out.push_str(cells.join("  ").trim_end());
            out.push('\n');
        }
        out
    }
}
