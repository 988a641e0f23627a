//! A long text in lines of a width, found once; only the lines on the screen are made into spans.

use ratatui::text::Line;

use crate::json::{Doc, pretty};
use crate::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::json;
use crate::tui::widgets::span::say;

/// A document that would take more bytes than this when laid out is shown as it came: depth costs width, and
/// ten thousand levels would cost gigabytes.
const MOST_BYTES: usize = 32 << 20;

/// Text that went through `text::safe`, with the lines it is shown in.
#[derive(Clone, Debug, Default)]
pub struct Laid {
    text: String,
    rows: Vec<Row>,
    json: bool,
}

/// One row: bytes of the text, and whether the line began in an earlier row.
#[derive(Clone, Copy, Debug)]
struct Row {
    start: usize,
    end: usize,
    goes_on: bool,
}

impl Laid {
    /// Lays `text` out in rows of at most `cells` cells, one JSON value a line where it is JSON.
    #[must_use]
    pub fn json(text: &str, cells: usize) -> Self {
        let laid = Doc::read(text).ok().filter(fits).map(|doc| pretty(&doc));
        let json = laid.is_some();
        Self {
            json,
            ..Self::plain(laid.as_deref().unwrap_or(text), cells)
        }
    }

    /// The text as it is, in rows of at most `cells` cells.
    #[must_use]
    pub fn plain(text: &str, cells: usize) -> Self {
        let mut laid = Self::default();
        for line in text.split('\n') {
            let start = laid.text.len();
            laid.text.push_str(&text::safe(line));
            laid.cut(start, cells.max(8));
        }
        laid
    }

    /// Rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row of that number, as spans.
    #[must_use]
    pub fn line(&self, at: usize, theme: &Theme) -> Line<'static> {
        let Some(row) = self.rows.get(at) else {
            return Line::default();
        };
        let piece = &self.text[row.start..row.end];
        match (self.json, row.goes_on) {
            (true, false) => Line::from(json::spans(piece, theme)),
            // what is too long for a row is nearly always a string
            (true, true) => Line::from(say(piece, theme.style(Role::JsonText))),
            _ => Line::from(say(piece, theme.style(Role::Plain))),
        }
    }

    /// Whether `text` (in small letters) begins in the row of that number; it may end in the next one.
    #[must_use]
    pub fn holds(&self, at: usize, text: &str) -> bool {
        let Some(row) = self.rows.get(at) else {
            return false;
        };
        let goes_on = self.rows.get(at + 1).filter(|next| next.goes_on);
        let most = row.end + text.len().saturating_sub(1);
        let end = goes_on.map_or(row.end, |next| next.end.min(most));
        let end = self.text.ceil_char_boundary(end);
        let piece = self.text[row.start..end].to_ascii_lowercase();
        piece
            .find(text)
            .is_some_and(|found| row.start + found < row.end)
    }

    /// Cuts the line from `start` to the end of the text into rows.
    fn cut(&mut self, start: usize, cells: usize) {
        let line = &self.text[start..];
        let (mut from, mut used) = (0, 0);
        if line.len() > cells {
            for (at, c) in line.char_indices() {
                let wide = if c.is_ascii() {
                    1
                } else {
                    text::width(c.encode_utf8(&mut [0; 4]))
                };
                if used + wide > cells {
                    self.rows.push(Row {
                        start: start + from,
                        end: start + at,
                        goes_on: from > 0,
                    });
                    (from, used) = (at, 0);
                }
                used += wide;
            }
        }
        self.rows.push(Row {
            start: start + from,
            end: self.text.len(),
            goes_on: from > 0,
        });
    }
}

/// Whether the document may be laid out: at worst every other byte begins a line of the deepest indent.
#[must_use]
pub fn fits(doc: &Doc<'_>) -> bool {
    let deepest = usize::try_from(doc.depth()).unwrap_or(usize::MAX);
    (doc.text().len() / 2).saturating_mul(deepest.saturating_mul(2)) <= MOST_BYTES
}
