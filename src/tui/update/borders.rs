//! How much room each pane has.

use crate::tui::layout::{self, LEAST};
use crate::tui::model::{Border, Model, Pane};

/// Percent, and rows, of one step.
const STEP: u16 = 3;
/// Percent that a pane has at least and at most beside another.
const PARTS: (u16, u16) = (20, 80);

/// Gives the pane that has the keys more room, or less.
pub fn key(model: &mut Model, larger: bool) {
    let areas = layout::areas(model);
    let shown = [areas.causes, areas.letters, areas.letter];
    if shown.into_iter().any(ratatui::layout::Rect::is_empty) {
        // one pane alone has all the room there is
        return;
    }
    match (model.pane, larger) {
        (Pane::Causes, true) => causes(model, areas.causes.height + 1),
        (Pane::Causes, false) => causes(model, areas.causes.height.saturating_sub(1)),
        (Pane::Letters, true) | (Pane::Letter, false) => step(model, true),
        (Pane::Letters, false) | (Pane::Letter, true) => step(model, false),
    }
}

fn causes(model: &mut Model, rows: u16) {
    model.borders.causes = Some(rows.max(LEAST));
}

fn step(model: &mut Model, more_letters: bool) {
    let beside = !layout::areas(model).divider.is_empty();
    let part = if beside {
        &mut model.borders.letters
    } else {
        &mut model.borders.upper
    };
    let next = if more_letters {
        *part + STEP
    } else {
        part.saturating_sub(STEP)
    };
    *part = next.clamp(PARTS.0, PARTS.1);
}

/// The border at that place of the screen.
#[must_use]
pub fn at(model: &Model, (x, y): (u16, u16)) -> Option<Border> {
    let areas = layout::areas(model);
    let beside = !areas.divider.is_empty();
    let panes = !areas.causes.is_empty() && !areas.letters.is_empty();
    if beside && x == areas.divider.x && (areas.divider.y..areas.divider.bottom()).contains(&y) {
        Some(Border::Beside)
    } else if panes && y == areas.letters.y {
        Some(Border::Causes)
    } else if panes && !beside && !areas.letter.is_empty() && y == areas.letter.y {
        Some(Border::Below)
    } else {
        None
    }
}

/// The border was drawn to that place of the screen.
pub fn draw(model: &mut Model, border: Border, (x, y): (u16, u16)) {
    let areas = layout::areas(model);
    let percent = |cells: u16, whole: u16| {
        let cells = u32::from(cells) * 100;
        let part = cells.div_ceil(u32::from(whole.max(1)));
        u16::try_from(part)
            .unwrap_or(PARTS.1)
            .clamp(PARTS.0, PARTS.1)
    };
    match border {
        Border::Causes => causes(model, y.saturating_sub(areas.causes.y)),
        Border::Beside => model.borders.letters = percent(x, model.size.0),
        Border::Below => {
            let whole = areas.letters.height + areas.letter.height;
            model.borders.upper = percent(y.saturating_sub(areas.letters.y), whole);
        }
    }
}
