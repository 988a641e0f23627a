//! Clicks, wheel, drag.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::{marks, moving, queues};
use crate::tui::keys::Act;
use crate::tui::layer::Layer;
use crate::tui::layout;
use crate::tui::model::{Model, Pane};
use crate::tui::screens::editor::text_room;

/// Rows that one step of the wheel moves.
const WHEEL: usize = 3;

/// A click puts the cursor, the wheel scrolls what is under the pointer, a drag marks letters.
pub fn mouse(model: &mut Model, event: MouseEvent) {
    if !model.layers.is_empty() {
        queues::mouse(model, event);
        return editor(model, event);
    }
    let Some((pane, area)) = under(model, Position::new(event.column, event.row)) else {
        return;
    };
    match event.kind {
        MouseEventKind::ScrollDown => wheel(model, pane, Act::Down),
        MouseEventKind::ScrollUp => wheel(model, pane, Act::Up),
        MouseEventKind::Down(MouseButton::Left) => {
            model.pane = pane;
            put(model, pane, (area, event.row));
        }
        MouseEventKind::Drag(MouseButton::Left) if pane == Pane::Letters => {
            let before = model.letters.at;
            put(model, pane, (area, event.row));
            if model.letters.at != before {
                drag(model, before);
            }
        }
        _ => {}
    }
}

/// In the editor a click puts the cursor, the wheel scrolls, a drag selects.
fn editor(model: &mut Model, event: MouseEvent) {
    let Some(room) = text_room(model) else { return };
    let Some(Layer::Editor(editor)) = model.layers.last_mut() else {
        return;
    };
    let (top, left) = editor.scroll_offset();
    let inside = room.contains(Position::new(event.column, event.row));
    let at = (
        usize::from(event.row.saturating_sub(room.y)) + top,
        usize::from(event.column.saturating_sub(room.x)) + left,
    );
    let rows = i16::try_from(WHEEL).unwrap_or(1);
    match event.kind {
        MouseEventKind::ScrollDown => editor.scroll(rows),
        MouseEventKind::ScrollUp => editor.scroll(-rows),
        MouseEventKind::Down(MouseButton::Left) if inside => editor.point(at, false),
        MouseEventKind::Drag(MouseButton::Left) if inside => editor.point(at, true),
        _ => {}
    }
}

fn under(model: &Model, at: Position) -> Option<(Pane, Rect)> {
    let areas = layout::areas(model);
    [
        (Pane::Causes, areas.causes),
        (Pane::Letters, areas.letters),
        (Pane::Letter, areas.letter),
    ]
    .into_iter()
    .find(|(_, area)| area.contains(at))
}

fn wheel(model: &mut Model, pane: Pane, act: Act) {
    for _ in 0..WHEEL {
        moving::go(model, pane, act);
    }
}

/// Puts the cursor on the row under the pointer; title and heads are no rows.
fn put(model: &mut Model, pane: Pane, (area, y): (Rect, u16)) {
    let Some(row) = y.checked_sub(area.y + 2).map(usize::from) else {
        return;
    };
    match pane {
        Pane::Causes if model.causes.top + row < model.cause_rows() => {
            moving::choose(model, model.causes.top + row);
        }
        Pane::Letters if model.letters.top + row < model.ids().len() => {
            moving::put_cursor(model, model.letters.top + row);
        }
        _ => {}
    }
}

/// Marks all letters that the pointer was drawn over.
fn drag(model: &mut Model, before: usize) {
    let at = model.letters.at;
    let (from, to) = (before.min(at), before.max(at));
    let ids: Vec<_> = model.ids().get(from..=to).unwrap_or_default().to_vec();
    marks::add(model, &ids);
}
