//! The letter: its tabs, and the page of the one that is open.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::text;
use crate::tui::model::{Model, Pane, Tab};
use crate::tui::theme::Role;
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;

/// Cells left free beside the page.
pub const MARGIN: u16 = 1;

/// Characters of the path in the title.
const PATH_CHARS: usize = 60;

/// Draws the pane.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let top = Rect {
        height: area.height.min(1),
        ..area
    };
    rule::rule(
        frame,
        top,
        &model.theme,
        (tabs(model), position(model, area)),
    );
    let body = page_area(area);
    let Some(page) = &model.sheet.page else {
        let words = "The letter under the cursor is shown here.";
        return frame.render_widget(say(words, model.theme.style(Role::Muted)), body);
    };
    let last = page.len().min(model.sheet.top + usize::from(body.height));
    let lines =
        (model.sheet.top..last).map(|at| marked(page.line(at, &model.theme), &model.sheet.search));
    let cursor = page.cursor().and_then(|at| at.checked_sub(model.sheet.top));
    if let Some(row) = cursor.and_then(|row| u16::try_from(row).ok())
        && row < body.height
    {
        let role = if model.pane == Pane::Letter {
            Role::Cursor
        } else {
            Role::Resting
        };
        let line = Rect {
            x: area.x,
            y: body.y + row,
            width: area.width,
            height: 1,
        };
        let style = model.theme.style(role);
        frame.buffer_mut().set_style(line, style);
        let sign = say("▌", model.theme.style(Role::Accent));
        frame.render_widget(sign, Rect { width: 1, ..line });
    }
    sheet::lines(frame, body, lines);
}

/// The room of the page in the pane.
#[must_use]
pub fn page_area(pane: Rect) -> Rect {
    Rect {
        x: pane.x + MARGIN.min(pane.width),
        y: pane.y + pane.height.min(1),
        width: pane.width.saturating_sub(2 * MARGIN),
        height: pane.height.saturating_sub(1),
    }
}

fn tabs(model: &Model) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    for tab in Tab::ALL {
        let role = match (tab == model.sheet.tab, model.pane == Pane::Letter) {
            (true, true) => Role::Title,
            (true, false) => Role::Plain,
            _ => Role::Muted,
        };
        if !spans.is_empty() {
            spans.push(say("  ", model.theme.style(Role::Rule)));
        }
        // the open tab is told by its brackets, not by colour alone
        let name = if tab == model.sheet.tab {
            format!("[{}]", tab.name())
        } else {
            tab.name().to_owned()
        };
        spans.push(say(name, model.theme.style(role)));
    }
    spans
}

fn position(model: &Model, area: Rect) -> Vec<Span<'static>> {
    let Some(page) = &model.sheet.page else {
        return Vec::new();
    };
    if let Some(tree) = page.tree() {
        let path = text::safe_line(&tree.path(), PATH_CHARS).into_owned();
        return vec![say(path, model.theme.style(Role::Accent))];
    }
    let height = usize::from(page_area(area).height);
    if page.len() <= height {
        return Vec::new();
    }
    let bottom = (model.sheet.top + height).min(page.len());
    let words = format!("{}–{bottom} of {}", model.sheet.top + 1, page.len());
    vec![say(words, model.theme.style(Role::Muted))]
}

/// Draws the column between letters and letter.
pub fn divider(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let style = model.theme.style(Role::Rule);
    let signs = (0..area.height).map(|y| Line::from(say(if y == 0 { "┬" } else { "│" }, style)));
    sheet::lines(frame, area, signs);
}

/// The line with what was searched for set off.
fn marked(line: Line<'static>, search: &str) -> Line<'static> {
    if search.is_empty() {
        return line;
    }
    let search = search.to_ascii_lowercase();
    let mut spans = Vec::new();
    for span in line.spans {
        // as many bytes as before, so that places are the same
        let small = span.content.to_ascii_lowercase();
        let mut at = 0;
        for (found, piece) in small.match_indices(&search) {
            let end = found + piece.len();
            spans.push(say(&span.content[at..found], span.style));
            spans.push(say(&span.content[found..end], span.style.reversed()));
            at = end;
        }
        spans.push(say(&span.content[at..], span.style));
    }
    Line::from(spans)
}
