//! The runs of this session, newest first, and what came of them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::run::{counts, state_in_words, stopped_in_words};
use crate::run::Progress;
use crate::text;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::{fit, say};

/// Lines that a run takes.
const RUN_LINES: usize = 3;

/// Draws the panel; `at` is the run under the cursor.
pub fn draw(model: &Model, at: usize, area: Rect, frame: &mut Frame<'_>) {
    let runs = &model.snapshot.runs;
    let title = rule::title(&model.theme, "Runs", &text::count(runs.len() as u64), true);
    if runs.is_empty() {
        let words =
            "   Nothing was redriven or deleted yet; `dlq-tui history` has earlier sessions.";
        let room = sheet::open(frame, area, &model.theme, (title, 2));
        return sheet::lines(
            frame,
            room,
            [Line::from(say(words, model.theme.style(Role::Muted)))],
        );
    }
    let room = sheet::open(frame, area, &model.theme, (title, runs.len() * RUN_LINES));
    let fit_runs = (usize::from(room.height) / RUN_LINES).max(1);
    let from = at.saturating_sub(fit_runs - 1);
    let lines = runs
        .iter()
        .rev()
        .enumerate()
        .skip(from)
        .flat_map(|(i, run)| entry(model, run, i == at));
    sheet::lines(frame, room, lines);
}

fn entry(model: &Model, run: &Progress, under: bool) -> [Line<'static>; RUN_LINES] {
    let theme = &model.theme;
    let sign = if under { " ▌ " } else { "   " };
    let stands = run
        .stopped_by
        .map_or(state_in_words(run.state), stopped_in_words);
    let finished = run.finished.map_or_else(String::new, |end| {
        format!(", took {}", text::duration(end.since(run.started)))
    });
    let first = Line::from(vec![
        say(sign, theme.style(Role::Accent)),
        say(fit(run.kind.word(), 8), theme.style(Role::Title)),
        say(
            format!("{} letters   ", text::count(run.total as u64)),
            theme.style(Role::Plain),
        ),
        say(
            format!("{}{finished}   {}", run.started.rfc3339(), run.run.0),
            theme.style(Role::Muted),
        ),
    ]);
    let mut second = counts(run, theme);
    second
        .spans
        .insert(0, say("           ", theme.style(Role::Plain)));
    second
        .spans
        .push(say(format!("   {stands}"), theme.style(Role::Muted)));
    [first, second, Line::default()]
}
