//! Every AWS call that was made: when, how long, which, and what came of it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use super::list::{self, List};
use crate::text;
use crate::tui::layer::CallList;
use crate::tui::model::Model;
use crate::tui::options::Called;
use crate::tui::theme::Role;
use crate::tui::widgets::columns::{self, left, right};
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;
use crate::tui::widgets::wrap::wrap;

/// Rows below the list for the call under the cursor.
const ABOUT: u16 = 5;
/// Rows above the calls: title and heads.
const ABOVE: u16 = 2;

/// Calls that are on the screen.
#[must_use]
pub fn page_rows(height: u16) -> usize {
    usize::from(height.saturating_sub(ABOVE + ABOUT)).max(1)
}

/// Draws it.
pub fn draw(model: &Model, calls: &CallList, area: Rect, frame: &mut Frame<'_>) {
    frame.render_widget(Clear, area);
    let top = Rect {
        height: area.height.min(1),
        ..area
    };
    let count = text::count(calls.rows.len() as u64);
    let title = rule::title(&model.theme, "Calls to AWS, newest first", &count, true);
    rule::rule(frame, top, &model.theme, (title, Vec::new()));
    let about_rows = ABOUT.min(area.height.saturating_sub(1));
    let body = Rect {
        y: area.y + top.height,
        height: area.height.saturating_sub(top.height + about_rows),
        ..area
    };
    let muted = model.theme.style(Role::Muted);
    let heads = [
        left("at UTC", 8, muted),
        right("took", 8, muted),
        left("operation", 28, muted),
        left("asked for, or what went wrong", 30, muted),
    ];
    let page = page_rows(area.height);
    let list = List {
        heads: columns::row(vec![say("  ", muted)], heads),
        rows: calls.rows.len(),
        top: (calls.at + 1).saturating_sub(page),
        at: calls.at,
        has_keys: true,
    };
    list::draw(frame, body, model, list, |at| {
        row(model, &calls.rows[at], area.width)
    });
    let foot = Rect {
        y: body.bottom(),
        height: about_rows,
        ..area
    };
    if let Some(call) = calls.rows.get(calls.at) {
        sheet::lines(frame, foot, about(model, call, area.width));
    }
}

fn row(model: &Model, call: &Called, cells: u16) -> Line<'static> {
    let muted = model.theme.style(Role::Muted);
    let plain = model.theme.style(Role::Plain);
    let (said, role) = if call.error.is_empty() {
        (&call.parameters, Role::Muted)
    } else {
        (&call.error, Role::Bad)
    };
    let at = model.now.minus(call.age).rfc3339();
    let rest = usize::from(cells).saturating_sub(54);
    columns::row(
        vec![say(" ", muted)],
        [
            left(at.get(11..19).unwrap_or_default(), 8, muted),
            right(text::duration(call.took), 8, plain),
            left(&call.operation, 28, plain),
            left(said, rest, model.theme.style(role)),
        ],
    )
}

/// All that is known of a call.
fn about(model: &Model, call: &Called, cells: u16) -> Vec<Line<'static>> {
    let id = if call.request_id.is_empty() {
        "no answer, so no request id"
    } else {
        &call.request_id
    };
    let again = match call.retries {
        0 => String::new(),
        1 => " · sent twice".to_owned(),
        n => format!(" · sent {} times", n + 1),
    };
    let mut words = vec![(format!("{} · {id}{again}", call.subject), Role::Muted)];
    if !call.parameters.is_empty() {
        words.push((call.parameters.clone(), Role::Muted));
    }
    if !call.error.is_empty() {
        words.push((format!("✕ {}", call.error), Role::Bad));
    }
    let wide = usize::from(cells).saturating_sub(4);
    let mut lines = vec![Line::default()];
    for (words, role) in words {
        let style = model.theme.style(role);
        lines.extend(
            wrap(&words, wide)
                .into_iter()
                .map(|w| Line::from(say(format!("  {w}"), style))),
        );
    }
    lines
}
