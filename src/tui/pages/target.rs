//! What each target of the rule would get of the letter, as it is or as it was edited.

use ratatui::text::Line;

use super::fact::{fact, prose};
use crate::arn::Arn;
use crate::letter::HIDDEN;
use crate::plan::{self, Gets, World};
use crate::repair::Preview;
use crate::text;
use crate::tui::laid::Laid;
use crate::tui::page::Source;
use crate::tui::shown;
use crate::tui::theme::Role;
use crate::tui::widgets::span::say;

/// Rows of a body that are shown; the event's own tab has all of it.
const MOST_ROWS: usize = 2000;

/// The lines; `world` is what is known of the rule, once it was read.
pub fn lines(source: &Source<'_>, world: Option<&World>) -> Vec<Line<'static>> {
    let letter = &source.row.letter;
    let Some(rule) = &letter.failure.rule_arn else {
        let words =
            "It did not come from a rule of an event bus: which target would get it is not known.";
        return prose(source, words, Role::Muted);
    };
    let Some(world) = world else {
        return prose(source, "Reading the rule …", Role::Muted);
    };
    let edit = shown::redacted(source.row, source.redaction);
    let edit = edit.as_deref().or(source.row.edit.as_deref());
    match plan::gets(world, rule, (letter, edit), source.now) {
        Err(why) => prose(source, &format!("✕ {why}"), Role::Bad),
        Ok(all) if all.is_empty() => prose(source, "The rule has no targets.", Role::Muted),
        Ok(all) => all.iter().flat_map(|gets| one(source, gets)).collect(),
    }
}

fn one(source: &Source<'_>, gets: &Gets) -> Vec<Line<'static>> {
    let arn = Arn::parse(&gets.target_arn);
    let name = arn.as_ref().map_or(&*gets.target_arn, Arn::name);
    let (said, role) = if gets.failed {
        (", which failed", Role::Title)
    } else {
        ("", Role::Title)
    };
    let mut lines = prose(source, &format!("{name}{said}"), role);
    for unknown in &gets.unknown {
        lines.extend(prose(source, &format!("! {unknown}"), Role::Caution));
    }
    match &gets.outcome {
        Err(why) => lines.extend(prose(source, &format!("✕ gets nothing: {why}"), Role::Bad)),
        Ok(preview) => lines.extend(input(source, preview)),
    }
    lines.push(Line::default());
    lines
}

fn input(source: &Source<'_>, preview: &Preview) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = preview
        .wrong
        .iter()
        .flat_map(|wrong| prose(source, &format!("! {wrong}"), Role::Caution))
        .collect();
    let size = |text: &str| text::bytes(text.len() as u64);
    let body = match &preview.request {
        None => {
            lines.extend(fact(source, "size", &size(&preview.input)));
            &*preview.input
        }
        Some(request) => {
            let url = format!("{} {}", request.method, request.shown_url());
            lines.extend(prose(source, &url, Role::Accent));
            // a secret's length is not known, so neither is the body's
            let secret = request.body != request.shown_body();
            for (name, value) in request.shown_headers() {
                let length = name.eq_ignore_ascii_case("content-length");
                let value = if length && secret { HIDDEN } else { value };
                let header = vec![
                    say(format!("{name}: "), source.theme.style(Role::JsonKey)),
                    say(value, source.theme.style(Role::Plain)),
                ];
                lines.push(Line::from(header));
            }
            request.shown_body()
        }
    };
    lines.push(Line::default());
    let laid = Laid::json(body, source.cells);
    lines.extend((0..laid.len().min(MOST_ROWS)).map(|at| laid.line(at, source.theme)));
    if laid.len() > MOST_ROWS {
        let more = format!("and {} lines more", laid.len() - MOST_ROWS);
        lines.extend(prose(source, &more, Role::Muted));
    }
    lines
}
