//! The run that is going: a bar, the rate, what is left; below it the counts.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::run::{Kind, Progress, State, StoppedBy};
use crate::text;
use crate::tui::model::Model;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::rule;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::{say, width};

const BAR: usize = 28;
/// Cells of the strip that are used: a graph wider than that says nothing more.
const STRIP: usize = 110;

/// Draws the strip.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let Some(run) = model.going() else { return };
    let top = Rect {
        height: area.height.min(1),
        ..area
    };
    let title = rule::title(&model.theme, "Run", state_in_words(run.state), true);
    rule::rule(frame, top, &model.theme, (title, Vec::new()));
    let body = Rect {
        y: area.y + top.height,
        height: area.height.saturating_sub(top.height),
        ..area
    };
    let lines = live(model, run, usize::from(area.width).min(STRIP));
    sheet::lines(frame, body, lines);
}

/// The bar with the rate's graph behind it, as wide as there is room for, and the counts.
#[must_use]
pub fn live(model: &Model, run: &Progress, cells: usize) -> Vec<Line<'static>> {
    let mut first = progress(run, &model.theme);
    let room = cells.saturating_sub(width(&first.spans) + 4);
    // nothing is sent while bounces are watched for: a rate would be one of before
    if !waits(run.state) && run.finished.is_none() && room > 0 {
        let skip = model.rates.len().saturating_sub(room);
        let rates: Vec<u32> = model.rates.iter().skip(skip).copied().collect();
        let graph = format!("   {}", text::sparkline(&rates));
        first
            .spans
            .push(say(graph, model.theme.style(Role::Accent)));
    }
    vec![first, counts(run, model)]
}

/// Where a run stands on its way: what is behind it, what it does, what is still to come.
#[must_use]
pub fn stages(run: &Progress, theme: &Theme) -> Line<'static> {
    let now = match run.state {
        State::Canary => 0,
        State::Running | State::Waiting | State::Paused | State::Stopping => 1,
        State::Watching => 2,
        State::Finished => 3,
    };
    let doing = match run.kind {
        Kind::Redrive => "send",
        Kind::Delete => "delete",
        Kind::Undo => "send back",
        Kind::Import => "import",
    };
    let names: &[(usize, &str)] = match (run.kind, run.state) {
        (Kind::Redrive, State::Canary) => &[(0, "canary"), (1, doing), (2, "watch"), (3, "over")],
        // whether there was a canary is not told any more
        (Kind::Redrive, _) => &[(1, doing), (2, "watch"), (3, "over")],
        _ => &[(1, doing), (3, "over")],
    };
    let mut spans = vec![say(" ", theme.style(Role::Plain))];
    for (at, name) in names {
        let (sign, role) = match at.cmp(&now) {
            std::cmp::Ordering::Less => ("✓", Role::Muted),
            std::cmp::Ordering::Equal => ("●", Role::Title),
            std::cmp::Ordering::Greater => ("○", Role::Muted),
        };
        if spans.len() > 1 {
            spans.push(say(" ─ ", theme.style(Role::Rule)));
        }
        spans.push(say(format!("{sign} {name}"), theme.style(role)));
    }
    let stands = match (run.stopped_by, run.state) {
        (Some(by), _) => stopped_in_words(by),
        (None, State::Finished) => "",
        (None, state) => state_in_words(state),
    };
    spans.push(say(format!("   {stands}"), theme.style(Role::Muted)));
    Line::from(spans)
}

/// Whether nothing goes out in that state.
const fn waits(state: State) -> bool {
    matches!(
        state,
        State::Canary | State::Waiting | State::Watching | State::Paused
    )
}

/// Bar, numbers, rate, time left.
fn progress(run: &Progress, theme: &Theme) -> Line<'static> {
    let done = run.total.saturating_sub(run.waiting + run.in_flight);
    let left = run.eta_seconds.map_or_else(String::new, |s| {
        format!("   {} left", text::left(Duration::from_secs(s)))
    });
    let pace = match run.state {
        // before letters are deleted that went to the failed target alone
        State::Watching if run.eta_seconds.is_some_and(|s| s > 0) => left,
        state if waits(state) || run.finished.is_some() => String::new(),
        _ => format!("   {}{left}", text::rate(run.rate)),
    };
    Line::from(vec![
        say(" ", theme.style(Role::Plain)),
        say(
            bar(done, run.about.unwrap_or(run.total)),
            theme.style(Role::Good),
        ),
        say(
            format!(
                "  {} of {}{}{pace}",
                text::count(done as u64),
                if run.about.is_some() { "about " } else { "" },
                text::count(run.about.unwrap_or(run.total) as u64),
            ),
            theme.style(Role::Plain),
        ),
    ])
}

/// Eighths of a cell, so that it moves on slowly too.
fn bar(done: usize, total: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (done * BAR * 8)
        .checked_div(total)
        .unwrap_or(0)
        .min(BAR * 8);
    let mut bar = "█".repeat(eighths / 8) + EIGHTHS[eighths % 8];
    let used = eighths / 8 + usize::from(!eighths.is_multiple_of(8));
    bar += &"·".repeat(BAR - used);
    bar
}

/// The counts, those that are wrong in a colour of their own.
#[must_use]
pub fn counts(run: &Progress, model: &Model) -> Line<'static> {
    let theme = &model.theme;
    let mut spans: Vec<Span<'static>> = Vec::new();
    let verb = match run.kind {
        Kind::Redrive => "sent",
        Kind::Delete => "deleted",
        Kind::Undo => "sent back",
        Kind::Import => "imported",
    };
    let forth = if run.kind == Kind::Delete {
        run.deleted
    } else {
        run.sent
    };
    let parts = [
        (verb, forth, Role::Plain, true),
        ("stayed away", run.settled, Role::Good, run.settled > 0),
        ("bounced", run.bounced, Role::Bad, run.kind == Kind::Redrive),
        ("failed", run.failed, Role::Bad, true),
        ("in doubt", run.in_doubt, Role::Bad, true),
        ("held back", run.skipped, Role::Caution, run.skipped > 0),
        ("left", run.left, Role::Caution, run.left > 0),
    ];
    for (word, n, role, shown) in parts {
        if !shown {
            continue;
        }
        let role = if n == 0 { Role::Muted } else { role };
        let dot = if spans.is_empty() { " " } else { " · " };
        spans.push(say(dot, theme.style(Role::Muted)));
        spans.push(say(
            format!("{word} {}", text::count(n as u64)),
            theme.style(role),
        ));
    }
    if !run.last_error.is_empty() {
        spans.push(say(
            format!("   {}", model.redaction.prose(&run.last_error)),
            theme.style(Role::Bad),
        ));
    }
    Line::from(spans)
}

/// Where a run stands.
#[must_use]
pub const fn state_in_words(state: State) -> &'static str {
    match state {
        State::Canary => "canary is out, being watched",
        State::Running => "at work",
        State::Paused => "paused, p goes on",
        State::Waiting => "all that came is sent, waiting for more",
        State::Watching => "all is sent, watching for bounces",
        State::Stopping => "stopping, finishing what is in flight",
        State::Finished => "over",
    }
}

/// Why a run stopped early.
#[must_use]
pub const fn stopped_in_words(by: StoppedBy) -> &'static str {
    match by {
        StoppedBy::Canary => "stopped: the canary bounced",
        StoppedBy::BounceLimit => "stopped: too many bounced",
        StoppedBy::Interrupt => "stopped by the operator",
        StoppedBy::Error => "stopped by an error",
    }
}
