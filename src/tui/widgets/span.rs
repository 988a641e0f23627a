//! The one door: every text that is shown becomes a span here, and only after `text::safe`.

use ratatui::style::Style;
use ratatui::text::Span;

use crate::text;

/// More characters than any terminal is wide; what lies behind them can't be seen in one line.
const WIDEST: usize = 2000;

/// `text` as a span: made safe, and not longer than any screen.
#[must_use]
pub fn say(text: impl AsRef<str>, style: Style) -> Span<'static> {
    Span::styled(text::safe_line(text.as_ref(), WIDEST).into_owned(), style)
}

/// Cells that spans take together.
#[must_use]
pub fn width(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| text::width(&span.content)).sum()
}

/// `text` in exactly `cells` cells, made safe before it is measured.
#[must_use]
pub fn fit(text: &str, cells: usize) -> String {
    text::fit(&text::safe_line(text, WIDEST), cells)
}

/// As [`fit`], set to the right.
#[must_use]
pub fn fit_right(text: &str, cells: usize) -> String {
    text::pad_left(&text::safe_line(text, WIDEST), cells)
}
