//! Charts: when letters came and of which cause, how often they were tried, how old they are, when they expire.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::arrivals::{counts, window};
use super::history::under_title;
use crate::text;
use crate::tui::charts::{Bar, Charts};
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::{fit, fit_right, say, width};

/// Causes that have a line of their own.
const CAUSES: usize = 10;
/// Rows of the chart of all arrivals.
const TALL: usize = 5;
/// Cells of a bar's name, of a count.
const NAME: usize = 14;
/// Cells of a cause's title at most.
const LONGEST: usize = 48;
const COUNT: usize = 9;
/// From so many columns on the bars stand side by side.
const SIDE_BY_SIDE: u16 = 110;
/// Steps of one cell.
const STEPS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws them.
pub fn draw(model: &Model, charts: &Charts, area: Rect, frame: &mut Frame<'_>) {
    frame.render_widget(Clear, area);
    let of = match model.cause() {
        Some(cause) => format!("█ {} · ░ the others", cause.title),
        None => String::new(),
    };
    let title = rule::title(&model.theme, "Charts", &of, true);
    let room = under_title(frame, area, model, (title, Vec::new()));
    let lines = lines(model, charts);
    let last = lines.len().saturating_sub(usize::from(room.height));
    sheet::lines(frame, room, lines.into_iter().skip(charts.top.min(last)));
}

/// Lines that they take.
#[must_use]
pub fn rows(model: &Model) -> usize {
    let bars = 2 + 7;
    let blocks = if model.size.0 >= SIDE_BY_SIDE { 1 } else { 3 };
    let causes = model.snapshot.causes.len().min(CAUSES) + 1;
    TALL + 3 + causes + blocks * bars + 1
}

fn lines(model: &Model, charts: &Charts) -> Vec<Line<'static>> {
    let mut lines = arrivals(model);
    let wide = model.size.0 >= SIDE_BY_SIDE;
    let cells = usize::from(model.size.0).saturating_sub(4);
    let each = if wide { cells / 3 } else { cells };
    let blocks = [
        block(model, "Tried", &charts.tries, (each, Role::Accent)),
        block(model, "Age", &charts.ages, (each, Role::Accent)),
        block(model, "Expires", &charts.left, (each, Role::Caution)),
    ];
    if !wide {
        lines.extend(blocks.into_iter().flatten());
        return lines;
    }
    let most = blocks.iter().map(Vec::len).max().unwrap_or(0);
    for at in 0..most {
        let mut spans = Vec::new();
        for block in &blocks {
            let of = block.get(at).map(|line| line.spans.clone());
            let of = of.unwrap_or_default();
            let gap = each.saturating_sub(width(&of));
            spans.extend(of);
            spans.push(say(" ".repeat(gap), model.theme.style(Role::Plain)));
        }
        lines.push(Line::from(spans));
    }
    lines
}

/// All arrivals as one tall chart, then a line a cause over the same span of time.
fn arrivals(model: &Model) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let muted = theme.style(Role::Muted);
    let (minutes, named) = window(model);
    let name = (usize::from(model.size.0) / 4).clamp(NAME, LONGEST);
    let side = name + COUNT + 4;
    let room = usize::from(model.size.0).saturating_sub(side + 2).max(8);
    // arrivals are counted by the minute: no part is shorter
    let bars = room.min(usize::try_from(minutes).unwrap_or(room)).max(1);
    let wide = (room / bars).max(1);
    let causes = &model.snapshot.causes;
    let all: Vec<Vec<u32>> = causes
        .iter()
        .map(|c| counts(model, c, (minutes, bars)))
        .collect();
    let total: Vec<u32> = (0..bars)
        .map(|at| all.iter().map(|c| c[at]).sum())
        .collect();
    let most = total.iter().copied().max().unwrap_or(0);
    let each = minutes as f64 / bars as f64;
    let mut lines = vec![Line::from(say(
        format!(
            "  Arrivals in the last {named}, {} a column at most",
            text::count(u64::from(most))
        ),
        theme.style(Role::Title),
    ))];
    for row in (0..TALL).rev() {
        let column: String = total
            .iter()
            .map(|n| step(*n, most, row).repeat(wide))
            .collect();
        let edge = if row == TALL - 1 {
            text::count(u64::from(most))
        } else {
            String::new()
        };
        lines.push(Line::from(vec![
            say(fit_right(&edge, side - 1), muted),
            say(" ", muted),
            say(column, theme.style(Role::Accent)),
        ]));
    }
    let column = text::duration(std::time::Duration::from_secs_f64(each * 60.0));
    let ends = format!("{named} ago, a column is {column}");
    lines.push(Line::from(vec![
        say(" ".repeat(side), muted),
        say(fit(&ends, (bars * wide).saturating_sub(3)), muted),
        say("now", muted),
    ]));
    for (cause, counts) in causes.iter().zip(&all).take(CAUSES) {
        let under = model.cause().is_some_and(|c| c.id == cause.id);
        let role = if under { Role::Title } else { Role::Plain };
        let sign = if under { " ▌" } else { "  " };
        lines.push(Line::from(vec![
            say(sign, theme.style(Role::Accent)),
            say(fit(&cause.title, name), theme.style(role)),
            say(fit_right(&text::count(cause.count as u64), COUNT), muted),
            say("  ", muted),
            say(widened(counts, wide), theme.style(Role::Accent)),
        ]));
    }
    lines.push(Line::default());
    lines
}

/// A row of small bars, each so many cells wide.
fn widened(counts: &[u32], wide: usize) -> String {
    let bars = text::sparkline(counts);
    bars.chars()
        .flat_map(|bar| std::iter::repeat_n(bar, wide))
        .collect()
}

/// What of a column stands in that row of the tall chart, counted from below; whatever is there shows.
fn step(count: u32, most: u32, row: usize) -> &'static str {
    if count == 0 || most == 0 {
        return STEPS[0];
    }
    let steps = (u64::from(count) * (TALL as u64 * 8)).div_ceil(u64::from(most));
    let below = row as u64 * 8;
    let here = steps.saturating_sub(below).min(8);
    STEPS[usize::try_from(here).unwrap_or(8)]
}

/// Bars that lie, one below the other.
fn block(
    model: &Model,
    name: &str,
    bars: &[Bar],
    (cells, role): (usize, Role),
) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let muted = theme.style(Role::Muted);
    let room = cells.saturating_sub(NAME + COUNT + 6).max(4);
    let most = bars.iter().map(|bar| bar.these + bar.others).max();
    let most = most.unwrap_or(0).max(1);
    let mut lines = vec![Line::from(say(
        format!("  {name}"),
        theme.style(Role::Title),
    ))];
    for bar in bars {
        let all = bar.these + bar.others;
        let long = |n: usize| (n * room).div_ceil(most);
        let these = long(bar.these);
        let others = long(all).saturating_sub(these);
        let spans: Vec<Span<'static>> = vec![
            say("  ", muted),
            say(fit(bar.name, NAME), muted),
            say(
                fit_right(&text::count(all as u64), COUNT),
                theme.style(Role::Plain),
            ),
            say("  ", muted),
            say("█".repeat(these), theme.style(role)),
            say("░".repeat(others), muted),
        ];
        lines.push(Line::from(spans));
    }
    lines.push(Line::default());
    lines
}
