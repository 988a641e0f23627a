//! Cursors and panes.

use crate::tui::keys::Act;
use crate::tui::layout;
use crate::tui::model::{Chosen, Model, Pane, Tab};

/// Where `at` goes in a list of `rows` with `page` rows on the screen; `None` when `act` moves nothing.
#[must_use]
pub fn moved(act: Act, at: usize, (rows, page): (usize, usize)) -> Option<usize> {
    let last = rows.saturating_sub(1);
    Some(match act {
        Act::Down => (at + 1).min(last),
        Act::Up => at.saturating_sub(1),
        Act::PageDown => (at + page.max(1)).min(last),
        Act::PageUp => at.saturating_sub(page.max(1)),
        Act::Top => 0,
        Act::Bottom => last,
        _ => return None,
    })
}

/// Rows of a pane that are on the screen, its title and heads not counted.
#[must_use]
pub fn page_rows(model: &Model, pane: Pane) -> usize {
    let areas = layout::areas(model);
    let (area, above) = match pane {
        Pane::Causes => (areas.causes, 2),
        Pane::Letters => (areas.letters, 2),
        Pane::Letter => (areas.letter, 1),
    };
    usize::from(area.height.saturating_sub(above))
}

/// Moves in a pane.
pub fn go(model: &mut Model, pane: Pane, act: Act) {
    let page = page_rows(model, pane);
    match pane {
        Pane::Causes => {
            let rows = model.cause_rows();
            if let Some(at) = moved(act, model.cause_at(), (rows, page)) {
                choose(model, at);
            }
        }
        Pane::Letters => {
            let rows = model.ids().len();
            if let Some(at) = moved(act, model.letters.at, (rows, page)) {
                put_cursor(model, at);
            }
        }
        Pane::Letter
            if model
                .sheet
                .page
                .as_ref()
                .is_some_and(|p| p.tree().is_some()) =>
        {
            if let Some(tree) = model.sheet.page.as_mut().and_then(|p| p.tree_mut())
                && let Some(at) = moved(act, tree.at(), (tree.len(), page))
            {
                tree.put(at);
            }
        }
        Pane::Letter => {
            let rows = model.sheet.page.as_ref().map_or(0, |p| p.len());
            let reachable = rows.saturating_sub(page) + 1;
            if let Some(top) = moved(act, model.sheet.top, (reachable, page)) {
                model.sheet.top = top;
            }
        }
    }
}

/// Puts the cursor on a row of the causes.
pub fn choose(model: &mut Model, at: usize) {
    let causes = &model.snapshot.causes;
    model.causes.chosen = match causes.get(at) {
        Some(cause) => Chosen::Cause(cause.id),
        None if causes.is_empty() => Chosen::First,
        None => Chosen::All,
    };
}

/// Puts the cursor on a row of the letters.
pub fn put_cursor(model: &mut Model, at: usize) {
    model.letters.at = at;
    model.letters.id = model.ids().get(at).copied();
    model.sheet.top = 0;
    model.sheet.found = None;
}

/// To another pane.
pub fn pane(model: &mut Model, act: Act) {
    model.pane = match (act, model.pane) {
        (Act::Pane(0), _) => Pane::Causes,
        (Act::Pane(1), _) => Pane::Letters,
        (Act::Pane(_), _) => Pane::Letter,
        (Act::NextPane, Pane::Causes) | (Act::PreviousPane, Pane::Letter) => Pane::Letters,
        (Act::NextPane, Pane::Letters) | (Act::PreviousPane, Pane::Causes) => Pane::Letter,
        _ => Pane::Causes,
    };
}

/// To the left or right: between tabs in the letter, between panes elsewhere.
pub fn aside(model: &mut Model, act: Act) {
    let right = act == Act::Right;
    match (model.pane, right) {
        (Pane::Causes, true) => model.pane = Pane::Letters,
        (Pane::Letters, true) => model.pane = Pane::Letter,
        (Pane::Letters, false) => model.pane = Pane::Causes,
        (Pane::Letter, _) => turn(model, right),
        (Pane::Causes, false) => {}
    }
}

/// To the next or the previous tab; left of the first is the list.
fn turn(model: &mut Model, right: bool) {
    let at = Tab::ALL
        .iter()
        .position(|t| *t == model.sheet.tab)
        .unwrap_or(0);
    if !right && at == 0 {
        model.pane = Pane::Letters;
        return;
    }
    let next = if right {
        (at + 1).min(Tab::ALL.len() - 1)
    } else {
        at - 1
    };
    open_tab(model, Tab::ALL[next]);
}

/// Opens a tab at its first line.
pub fn open_tab(model: &mut Model, tab: Tab) {
    model.sheet.tab = tab;
    model.sheet.top = 0;
}
