//! The runs of this and earlier sessions, newest first, and what came of them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::letters::clock;
use super::list::{self, List};
use super::run_page;
use crate::run::Kind;
use crate::text;
use crate::tui::history::{History, rows};
use crate::tui::keys::Place;
use crate::tui::model::Model;
use crate::tui::past::PastRun;
use crate::tui::theme::Role;
use crate::tui::widgets::columns::{self, left, right};
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;
use crate::tui::widgets::wrap::wrap;

/// Rows below the list for the run under the cursor.
const ABOUT: u16 = 7;
/// Rows above the runs: title and heads.
const ABOVE: u16 = 2;

/// Draws the panel.
pub fn draw(model: &Model, history: &History, area: Rect, frame: &mut Frame<'_>) {
    frame.render_widget(Clear, area);
    if let Some(page) = &history.open {
        return run_page::draw(model, (history, page), area, frame);
    }
    let runs = rows(model, history);
    let title = rule::title(&model.theme, "Runs", &text::count(runs.len() as u64), true);
    let room = under_title(frame, area, model, (title, state(model, history)));
    if runs.is_empty() {
        let words = match &history.runs {
            None => "   Reading the journal …",
            Some(_) => "   Nothing was redriven or deleted yet.",
        };
        let line = Line::from(say(words, model.theme.style(Role::Muted)));
        return sheet::lines(frame, room, [Line::default(), line]);
    }
    let about_rows = ABOUT.min(room.height / 2);
    let (body, foot) = split(room, about_rows);
    let page = usize::from(body.height.saturating_sub(ABOVE - 1)).max(1);
    let muted = model.theme.style(Role::Muted);
    let heads = [
        left("began UTC", 14, muted),
        left("run", 8, muted),
        right("letters", 8, muted),
        left("what came of it", 40, muted),
    ];
    let list = List {
        heads: columns::row(vec![say("  ", muted)], heads),
        rows: runs.len(),
        top: (history.at + 1).saturating_sub(page),
        at: history.at,
        has_keys: true,
    };
    list::draw(frame, body, model, list, |at| row(model, &runs[at]));
    if let Some(run) = runs.get(history.at) {
        sheet::lines(frame, foot, about(model, run, usize::from(area.width)));
    }
}

/// Draws the title's line and gives the room below it.
pub fn under_title(
    frame: &mut Frame<'_>,
    area: Rect,
    model: &Model,
    (title, right): (Vec<Span<'static>>, Vec<Span<'static>>),
) -> Rect {
    let top = Rect {
        height: area.height.min(1),
        ..area
    };
    rule::rule(frame, top, &model.theme, (title, right));
    Rect {
        y: area.y + top.height,
        height: area.height.saturating_sub(top.height),
        ..area
    }
}

/// The upper part, and the lowest `rows`.
pub fn split(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    let upper = Rect {
        height: area.height - rows,
        ..area
    };
    let lower = Rect {
        y: upper.bottom(),
        height: rows,
        ..area
    };
    (upper, lower)
}

/// Whether the journal was read, or why not.
fn state(model: &Model, history: &History) -> Vec<Span<'static>> {
    let (words, role) = match &history.runs {
        None => ("reading the journal …".to_owned(), Role::Muted),
        Some(Err(why)) => (format!("✕ {why}"), Role::Bad),
        Some(Ok(_)) => return Vec::new(),
    };
    vec![say(words, model.theme.style(role))]
}

fn row(model: &Model, run: &PastRun) -> Line<'static> {
    let theme = &model.theme;
    let mut line = columns::row(
        vec![say(" ", theme.style(Role::Plain))],
        [
            left(
                clock(Some(run.started), model.now),
                14,
                theme.style(Role::Muted),
            ),
            left(run.kind.word(), 8, theme.style(Role::Plain)),
            right(text::count(run.total as u64), 8, theme.style(Role::Plain)),
            left(" ", 1, theme.style(Role::Plain)),
        ],
    );
    line.spans.extend(counts(model, run));
    line
}

/// The counts, those that are wrong in a colour of their own, then how it stands.
pub fn counts(model: &Model, run: &PastRun) -> Vec<Span<'static>> {
    let forth = match run.kind {
        Kind::Delete => ("deleted", run.deleted),
        Kind::Undo => ("sent back", run.sent),
        Kind::Import => ("imported", run.sent),
        Kind::Redrive => ("sent", run.sent),
    };
    let parts = [
        (forth.0, forth.1, Role::Plain, true),
        ("bounced", run.bounced, Role::Bad, false),
        ("failed", run.failed, Role::Bad, false),
        ("in doubt", run.in_doubt, Role::Bad, false),
        ("left", run.left, Role::Caution, false),
        ("stayed away", run.settled, Role::Good, false),
    ];
    let theme = &model.theme;
    let mut spans = Vec::new();
    for (word, n, role, always) in parts {
        if n == 0 && !always {
            continue;
        }
        if !spans.is_empty() {
            spans.push(say(" · ", theme.style(Role::Muted)));
        }
        let words = format!("{word} {}", text::count(n as u64));
        spans.push(say(words, theme.style(role)));
    }
    let role = if run.stopped_by.is_some() {
        Role::Bad
    } else {
        Role::Muted
    };
    spans.push(say(format!("   {}", run.stands), theme.style(role)));
    spans
}

/// What the list has no room for.
fn about(model: &Model, run: &PastRun, cells: usize) -> Vec<Line<'static>> {
    let took = run.finished.map_or_else(
        || "has no end yet".to_owned(),
        |end| format!("took {}", text::duration(end.since(run.started))),
    );
    let queue = run.queue.rsplit('/').next().unwrap_or_default();
    let mut facts = vec![format!("{} · {took}", run.started.rfc3339())];
    if !run.to.is_empty() {
        facts.push(format!("to {}", run.to));
    }
    if !queue.is_empty() {
        facts.push(format!("queue {queue}"));
    }
    if let Some(follows) = &run.follows {
        facts.push(format!("follows {follows}"));
    }
    let can = match run.kind {
        Kind::Delete => "{open} shows its letters, {undo} sends them back to the queue",
        _ if run.finished.is_some() && run.left_something() => {
            "{open} shows its letters, {go on} goes on with what it left behind"
        }
        _ => "{open} shows its letters",
    };
    let mut all = counts(model, run);
    all.insert(0, say("  ", model.theme.style(Role::Plain)));
    let mut lines = vec![Line::default(), Line::from(all)];
    for (words, role) in [
        (format!("run {}", run.run), Role::Plain),
        (facts.join(" · "), Role::Muted),
        (model.keys.in_words(Place::History, can), Role::Muted),
    ] {
        let style = model.theme.style(role);
        lines.extend(
            wrap(&words, cells.saturating_sub(4))
                .into_iter()
                .map(|words| Line::from(say(format!("  {words}"), style))),
        );
    }
    lines
}
