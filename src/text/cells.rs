//! Widths in terminal cells, counted by graphemes.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells that `text` takes; of text that went through [`crate::text::safe`].
#[must_use]
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// `text` in exactly `cells` cells: cut at a grapheme with `…`, or blanks behind it.
#[must_use]
pub fn fit(text: &str, cells: usize) -> String {
    let (mut out, used) = cut(text, cells);
    out.extend(std::iter::repeat_n(' ', cells.saturating_sub(used)));
    out
}

/// `text` in exactly `cells` cells, blanks before it: for numbers.
#[must_use]
pub fn pad_left(text: &str, cells: usize) -> String {
    let (cut, used) = cut(text, cells);
    let mut out = " ".repeat(cells.saturating_sub(used));
    out.push_str(&cut);
    out
}

/// What of `text` fits into `cells`, and the cells that it takes.
fn cut(text: &str, cells: usize) -> (String, usize) {
    if text.len() <= cells && text.is_ascii() {
        return (text.to_owned(), text.len());
    }
    let mut out = String::new();
    let mut used = 0;
    // where the text can be cut so that `…` still fits
    let mut end = (0, 0);
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide > cells {
            if cells == 0 {
                return (String::new(), 0);
            }
            out.truncate(end.0);
            out.push('…');
            return (out, end.1 + 1);
        }
        out.push_str(grapheme);
        used += wide;
        if used < cells {
            end = (out.len(), used);
        }
    }
    (out, used)
}
