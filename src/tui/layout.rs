//! Where everything lies, for a size of the terminal.

use ratatui::layout::Rect;

use crate::tui::model::{Model, Pane};
use crate::tui::screens::{banner, toast};

/// From so many columns on all panes are side by side.
const WIDE: u16 = 140;
/// From so many columns and rows on the panes are above each other; below, one at a time.
const MEDIUM: (u16, u16) = (100, 28);

/// Fewest rows of a pane: title, heads, a letter.
pub const LEAST: u16 = 3;
/// Fewest columns of a pane beside another.
const NARROWEST: u16 = 30;

/// Where everything lies. A pane's first row is its title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The state of the world.
    pub header: Rect,
    /// What is wrong with a queue, where something is.
    pub banner: Rect,
    /// The causes; empty when they are not shown.
    pub causes: Rect,
    /// The letters; empty when they are not shown.
    pub letters: Rect,
    /// The letter; empty when it is not shown.
    pub letter: Rect,
    /// The column between letters and letter; empty when they are not side by side.
    pub divider: Rect,
    /// The run that is going.
    pub run: Rect,
    /// What was said last, and the first hints.
    pub toast: Rect,
    /// The keys.
    pub footer: Rect,
}

impl Areas {
    /// The room for panels: between the header and what was said last.
    #[must_use]
    pub fn middle(&self) -> Rect {
        let top = self.banner.bottom();
        let bottom = if self.toast.is_empty() {
            self.footer.y
        } else {
            self.toast.y
        };
        Rect {
            y: top,
            height: bottom.saturating_sub(top),
            ..self.footer
        }
    }
}

/// Cuts rows from a rectangle.
struct Knife(Rect);

impl Knife {
    fn top(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.0.height);
        let cut = Rect {
            height: rows,
            ..self.0
        };
        self.0.y += rows;
        self.0.height -= rows;
        cut
    }

    fn bottom(&mut self, rows: u16) -> Rect {
        let rows = rows.min(self.0.height);
        self.0.height -= rows;
        Rect {
            y: self.0.bottom(),
            height: rows,
            ..self.0
        }
    }
}

/// Where everything lies now.
#[must_use]
pub fn areas(model: &Model) -> Areas {
    let (columns, rows) = model.size;
    let mut rest = Knife(Rect::new(0, 0, columns, rows));
    let mut areas = Areas {
        header: rest.top(2),
        footer: rest.bottom(1),
        ..Areas::default()
    };
    areas.banner = rest.top(count(banner::rows(model)));
    areas.toast = rest.bottom(count(toast::rows(model)));
    areas.run = rest.bottom(if model.going().is_some() { 3 } else { 0 });
    panes(model, rest, &mut areas);
    areas
}

fn count(rows: usize) -> u16 {
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// So many percent of `whole`.
fn part(whole: u16, percent: u16) -> u16 {
    let cells = u32::from(whole) * u32::from(percent) / 100;
    u16::try_from(cells).unwrap_or(whole)
}

fn panes(model: &Model, mut rest: Knife, areas: &mut Areas) {
    let (columns, rows) = model.size;
    let medium = columns >= MEDIUM.0 && rows >= MEDIUM.1;
    if model.zoom || !(medium || columns >= WIDE) {
        match model.pane {
            Pane::Causes => areas.causes = rest.0,
            Pane::Letters => areas.letters = rest.0,
            Pane::Letter => areas.letter = rest.0,
        }
        return;
    }
    // title, heads, rows
    let wanted = count(model.cause_rows().max(3));
    let most = (rest.0.height / 3).max(5);
    let causes = match model.borders.causes {
        None => wanted.saturating_add(2).min(most),
        Some(rows) => rows.clamp(LEAST, rest.0.height.saturating_sub(2 * LEAST).max(LEAST)),
    };
    areas.causes = rest.top(causes);
    if columns < WIDE {
        areas.letters = rest.top(part(rest.0.height, model.borders.upper).max(LEAST));
        areas.letter = rest.0;
        return;
    }
    let left = part(columns, model.borders.letters).clamp(NARROWEST, columns - NARROWEST);
    let side = rest.0;
    areas.letters = Rect {
        width: left,
        ..side
    };
    areas.divider = Rect {
        x: left,
        width: 1,
        ..side
    };
    areas.letter = Rect {
        x: left + 1,
        width: columns - left - 1,
        ..side
    };
}
