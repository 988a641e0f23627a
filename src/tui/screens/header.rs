//! The state of the world: which queue, whose account, how many, growing or not, until when, live or not.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::engine::{Phase, QueueState};
use crate::text;
use crate::tui::keys::Act;
use crate::tui::model::Model;
use crate::tui::terms;
use crate::tui::theme::Role;
use crate::tui::widgets::span::{fit, say, width};

/// Characters of account, region and profile; real ones are shorter.
const PART_CHARS: usize = 32;

/// Draws both lines.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let rows = [
        (names(model), identity(model)),
        (numbers(model), reading(model)),
    ];
    for (y, (left, right)) in (area.y..area.bottom()).zip(rows) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        both_sides(frame, row, left, right);
    }
}

/// Left and right on one line; where both do not fit the left loses its last pieces, then is cut.
fn both_sides(
    frame: &mut Frame<'_>,
    area: Rect,
    mut left: Vec<Span<'static>>,
    right: Vec<Span<'static>>,
) {
    let cells = usize::from(area.width);
    let right_cells = width(&right);
    let room = cells.saturating_sub(right_cells + 2);
    while width(&left) > room && left.len() > 1 {
        left.pop();
    }
    if let [only] = left.as_mut_slice()
        && text::width(&only.content) > room
    {
        only.content = fit(&only.content, room).into();
    }
    let gap = cells.saturating_sub(width(&left) + right_cells);
    left.push(say(" ".repeat(gap), Style::new()));
    left.extend(right);
    frame.render_widget(Line::from(left), area);
}

fn names(model: &Model) -> Vec<Span<'static>> {
    let title = model.theme.style(Role::Title);
    let queues = &model.snapshot.queues;
    let Some(queue) = queues.iter().find(|q| q.id == model.queue()) else {
        return vec![say(" dlq-tui", title)];
    };
    let name = if model.size.0 < 140 {
        format!(" {}", queue.name)
    } else {
        format!(" dlq-tui  {}", queue.name)
    };
    let mut spans = vec![say(name, title)];
    if queues.len() > 1 {
        spans.push(say(
            format!("  and {} more", queues.len() - 1),
            model.theme.style(Role::Muted),
        ));
    }
    spans
}

fn identity(model: &Model) -> Vec<Span<'static>> {
    let muted = model.theme.style(Role::Muted);
    let queue = model.snapshot.queues.iter().find(|q| q.id == model.queue());
    let mut spans = Vec::new();
    let label = &model.who.account_label;
    if model.who.production {
        let loud = format!(" PRODUCTION {label}").trim_end().to_owned() + " ";
        spans.push(say(loud, model.theme.style(Role::Loud)));
        spans.push(say(" ", muted));
    } else if !label.is_empty() {
        spans.push(say(format!("{label} "), muted));
    }
    let short = |text| text::safe_line(text, PART_CHARS);
    let account = short(queue.map_or("", |q| &q.account));
    let region = short(queue.map_or("", |q| &q.region));
    // where room is short the account's name says enough
    let mut parts = match (model.size.0 >= 100, label.is_empty()) {
        (true, _) => vec![account, region, short(&model.who.profile)],
        (false, true) => vec![account, region],
        (false, false) => vec![region],
    };
    parts.retain(|part| !part.is_empty());
    spans.push(say(parts.join(" · "), muted));
    spans.push(say("  ", muted));
    spans.extend(state(model, queue));
    spans.push(say(" ", muted));
    spans
}

/// What the engine is doing, always in this place.
fn state(model: &Model, queue: Option<&QueueState>) -> Vec<Span<'static>> {
    let (words, role) = match (model.closing, queue.map(|q| &q.phase)) {
        (true, _) => ("◌ giving back", Role::Caution),
        (_, None | Some(Phase::Connecting)) => ("◌ connecting", Role::Muted),
        (_, Some(Phase::Scanning)) => ("◔ reading", Role::Accent),
        (_, Some(Phase::Live)) => ("● live", Role::Good),
        (_, Some(Phase::Full)) => ("■ window full", Role::Caution),
        (_, Some(Phase::Paused)) => ("‖ paused", Role::Caution),
        (_, Some(Phase::Offline { .. })) => ("✕ offline", Role::Bad),
        (_, Some(Phase::Failed(_))) => ("✕ stopped", Role::Bad),
    };
    let mut spans = Vec::new();
    if model.read_only() {
        spans.push(say("read-only  ", model.theme.style(Role::Accent)));
    }
    spans.push(say(words, model.theme.style(role)));
    spans
}

fn numbers(model: &Model) -> Vec<Span<'static>> {
    let queues = &model.snapshot.queues;
    let plain = model.theme.style(Role::Plain);
    let muted = model.theme.style(Role::Muted);
    if queues.is_empty() || queues.iter().all(|q| q.phase == Phase::Connecting) {
        return vec![say(" asking the queue how many there are", muted)];
    }
    if queues.iter().all(|q| matches!(q.phase, Phase::Failed(_))) {
        let read = text::count(model.snapshot.letters.len() as u64);
        return vec![say(
            format!(" {read} were read; none of them can be reached any more"),
            muted,
        )];
    }
    let sum = |f: fn(&QueueState) -> u64| queues.iter().map(f).sum::<u64>();
    let ours = sum(|q| u64::try_from(q.ours).unwrap_or(0));
    let dead = sum(|q| q.visible + q.in_flight + q.delayed).max(ours);
    let others = sum(|q| q.others.in_flight);
    let mut spans = vec![say(
        format!(" {} dead", text::count(dead)),
        model.theme.style(Role::Title),
    )];
    spans.push(match ours {
        0 if dead == 0 => say("", muted),
        0 => say("   none held by us", muted),
        n if n >= dead => say("   all held by us", plain),
        n => say(format!("   {} held by us", text::count(n)), plain),
    });
    if others > 0 {
        let words = format!("   {} in flight by others", text::count(others));
        spans.push(say(words, model.theme.style(Role::Caution)));
    }
    spans.extend(expiry(model));
    spans.push(growth(model));
    spans
}

fn growth(model: &Model) -> Span<'static> {
    let per_minute: f64 = model
        .snapshot
        .queues
        .iter()
        .map(|q| q.growth_per_minute)
        .sum();
    if per_minute <= 0.0 {
        return say("   not growing", model.theme.style(Role::Muted));
    }
    let words = format!("   growing +{}", text::rate(per_minute / 60.0));
    say(words, model.theme.style(Role::Caution))
}

fn expiry(model: &Model) -> Vec<Span<'static>> {
    let queues = &model.snapshot.queues;
    let soon: usize = queues.iter().map(|q| q.expiring_soon).sum();
    let mut spans = Vec::new();
    if let Some(end) = queues.iter().filter_map(|q| q.oldest_expires).min() {
        let left = end.since(model.now);
        let style = model.theme.style(terms::expiry_role(left));
        spans.push(say(
            format!("   oldest expires in {}", text::left(left)),
            style,
        ));
    }
    if soon > 0 {
        let rows = model.keys.rows().iter();
        let key = rows.filter(|key| key.act == Act::ExportExpiring);
        let key = key.flat_map(|key| key.chords.first()).next();
        let key = key.map_or_else(String::new, |chord| format!(" {} exports", chord.label()));
        let words = format!("   {} within the hour!{key}", text::count(soon as u64));
        spans.push(say(words, model.theme.style(Role::Bad)));
    }
    spans
}

fn reading(model: &Model) -> Vec<Span<'static>> {
    let queues = &model.snapshot.queues;
    let complete = queues.iter().all(|q| q.scan.complete);
    let read: u64 = queues.iter().map(|q| q.scan.read as u64).sum();
    let about: u64 = queues.iter().map(|q| q.scan.approximate).sum();
    let muted = model.theme.style(Role::Muted);
    if queues.is_empty() || (complete && model.size.0 < 100) {
        return vec![say(" ", muted)];
    }
    let words = if complete {
        format!("read all {} ", text::count(read))
    } else {
        format!(
            "read {} of ~{} ",
            text::count(read),
            text::count(about.max(read))
        )
    };
    vec![say(words, muted)]
}
