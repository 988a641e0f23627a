//! What is known of the cause under the cursor, below the causes where rows are free.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::cause::Cause;
use crate::text;
use crate::tui::glance::glance;
use crate::tui::model::Model;
use crate::tui::terms;
use crate::tui::theme::Role;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;
use crate::tui::widgets::wrap::wrap;

/// Free rows from which on it is told.
const FROM: u16 = 6;
/// Characters of what a letter says of its failure.
const SAID: usize = 400;

/// What is known of the cause under the cursor, where there is room for it.
pub fn about(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let Some(cause) = model.cause().filter(|_| area.height >= FROM) else {
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
    let sample = [
        sample(model, cause).unwrap_or_default(),
        said_by_one(model, cause),
    ];
    let sample: Vec<&str> = sample
        .iter()
        .map(String::as_str)
        .filter(|s| !s.is_empty())
        .collect();
    if !sample.is_empty() {
        lines.push(Line::default());
        lines.extend(said(&format!("one of them: {}", sample.join(" · ")), plain));
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

/// A letter of the cause, as the letters show it.
pub fn sample(model: &Model, cause: &Cause) -> Option<String> {
    let first = cause.samples.first()?;
    let row = model.snapshot.letters.get(*first)?;
    Some(glance(row, &model.redaction))
}

/// What a letter of the cause says of its failure, nothing masked; empty where the cause says the same.
fn said_by_one(model: &Model, cause: &Cause) -> String {
    let first = cause.samples.first();
    let Some(row) = first.and_then(|id| model.snapshot.letters.get(*id)) else {
        return String::new();
    };
    let seen = model.redaction.letter(&row.letter);
    let message = seen.failure.message.as_deref().unwrap_or_default();
    match message == cause.message {
        true => String::new(),
        false => text::safe_line(message, SAID).into_owned(),
    }
}
