//! The causes: how many, how fresh, would a redrive help, what happened.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::arrivals::{BARS, sparkline, window};
use super::list::{self, List};
use crate::cause::Cause;
use crate::text;
use crate::tui::model::{Model, Pane};
use crate::tui::terms;
use crate::tui::theme::Role;
use crate::tui::widgets::columns::{self, Cell, left, right};
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;
use crate::tui::widgets::wrap::wrap;

/// Free rows from which on the cause under the cursor is told more about.
const ABOUT_FROM: u16 = 6;
/// Draws the pane.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let causes = &model.snapshot.causes;
    let count = text::count(causes.len() as u64);
    let title = rule::title(&model.theme, "Causes", &count, model.pane == Pane::Causes);
    let top = Rect {
        height: area.height.min(1),
        ..area
    };
    rule::rule(frame, top, &model.theme, (title, Vec::new()));
    let body = Rect {
        y: area.y + top.height,
        height: area.height.saturating_sub(top.height),
        ..area
    };
    if causes.is_empty() {
        return super::empty::draw(model, body, frame);
    }
    let window = window(model);
    let used = u16::try_from(model.cause_rows() + 1).unwrap_or(u16::MAX);
    let (body, spare) = split(body, used);
    about(model, spare, frame);
    list::draw(
        frame,
        body,
        model,
        List {
            heads: heads(model, window.1),
            rows: model.cause_rows(),
            top: model.causes.top,
            at: model.cause_at(),
            has_keys: model.pane == Pane::Causes,
        },
        |at| match causes.get(at) {
            Some(cause) => line(model, cause, (window.0, usize::from(area.width))),
            None => all(model),
        },
    );
}

/// The rows of the list, and those that it leaves free.
fn split(area: Rect, used: u16) -> (Rect, Rect) {
    let height = used.min(area.height);
    let spare = Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    };
    (Rect { height, ..area }, spare)
}

/// What is known of the cause under the cursor, where there is room for it.
fn about(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let Some(cause) = model.cause().filter(|_| area.height >= ABOUT_FROM) else {
        return;
    };
    let cells = usize::from(area.width).saturating_sub(6);
    let plain = model.theme.style(Role::Plain);
    let muted = model.theme.style(Role::Muted);
    let verdict = model.theme.style(terms::role(cause.verdict));
    let mut lines = vec![
        Line::default(),
        Line::from(say(format!("   {}", terms::words(cause.verdict)), verdict)),
    ];
    let said = |words: &str, style| {
        let lines = wrap(words, cells);
        lines
            .into_iter()
            .map(move |w| Line::from(say(format!("   {w}"), style)))
    };
    lines.extend(said(&cause.advice, plain));
    lines.push(Line::default());
    lines.extend(said(&places(model, cause), muted));
    if !cause.message.is_empty() {
        lines.extend(said(&cause.message, muted));
    }
    sheet::lines(frame, area, lines);
}

/// Rule, target and since when.
fn places(model: &Model, cause: &Cause) -> String {
    let rule = cause.rule.as_ref().map(|rule| match &cause.bus {
        Some(bus) => format!("rule {rule} on {bus}"),
        None => format!("rule {rule}"),
    });
    let target = cause
        .target
        .as_ref()
        .map(|target| format!("target {target}"));
    let since = cause
        .first_sent
        .map(|first| format!("since {} ago", text::left(model.now.since(first))));
    let size = Some(text::bytes(cause.bytes));
    let attempts = cause.attempts.map(|(least, most)| {
        let (least, most) = (u64::from(least) + 1, u64::from(most) + 1);
        if least == most {
            format!("attempts {}", text::count(most))
        } else {
            format!("attempts {} to {}", text::count(least), text::count(most))
        }
    });
    let parts = [rule, target, since, attempts, size];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Widths of the columns but the last: count, share, last, arrivals, verdict.
fn widths(model: &Model) -> [usize; 5] {
    match model.size.0 {
        0..60 => [7, 0, 0, 0, 10],
        60..110 => [7, 5, 4, 0, 10],
        _ => [7, 5, 4, BARS, 10],
    }
}

fn heads(model: &Model, window: &str) -> Line<'static> {
    let muted = model.theme.style(Role::Muted);
    let [count, share, last, bars, verdict] = widths(model);
    columns::row(
        vec![say("  ", muted)],
        [
            right("count", count, muted),
            right("share", share, muted),
            right("last", last, muted),
            left(format!("arrivals, {window}"), bars, muted),
            left("verdict", verdict, muted),
            left("what happened", 13, muted),
        ],
    )
}

fn line(model: &Model, cause: &Cause, (minutes, cells): (i64, usize)) -> Line<'static> {
    let widths = widths(model);
    let [count, share, last, bars, verdict] = widths;
    // cursor and mark, then two blanks before each column that follows another
    let columns = widths.iter().filter(|w| **w > 0).count();
    let used = 2 + widths.iter().sum::<usize>() + 2 * columns;
    let muted = model.theme.style(Role::Muted);
    let plain = model.theme.style(Role::Plain);
    let marked = model.marked_causes.contains(&cause.id);
    let age = cause
        .last_sent
        .map_or_else(String::new, |t| text::ago(model.now.since(t)));
    let cells: [Cell; 6] = [
        right(text::count(cause.count as u64), count, plain),
        right(
            percent(cause.count, model.snapshot.letters.len()),
            share,
            muted,
        ),
        right(age, last, plain),
        left(
            sparkline(model, cause, minutes),
            bars,
            model.theme.style(Role::Accent),
        ),
        left(
            terms::word(cause.verdict),
            verdict,
            model.theme.style(terms::role(cause.verdict)),
        ),
        left(&cause.title, cells.saturating_sub(used), plain),
    ];
    columns::row(
        vec![say(
            if marked { "●" } else { " " },
            model.theme.style(Role::Accent),
        )],
        cells,
    )
}

fn all(model: &Model) -> Line<'static> {
    let [count, share, last, bars, verdict] = widths(model);
    let muted = model.theme.style(Role::Muted);
    columns::row(
        vec![say(" ", muted)],
        [
            right(
                text::count(model.snapshot.letters.len() as u64),
                count,
                muted,
            ),
            right("100%", share, muted),
            right(" ", last, muted),
            left(" ", bars, muted),
            left(" ", verdict, muted),
            left("all of them together", 20, muted),
        ],
    )
}

fn percent(part: usize, whole: usize) -> String {
    match (part * 100).checked_div(whole) {
        None => String::new(),
        Some(0) => "<1%".into(),
        Some(n) => format!("{n}%"),
    }
}
