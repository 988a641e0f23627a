//! What the operator changed: by path where both texts are JSON, by line otherwise.

use ratatui::text::Line;

use super::fact::prose;
use crate::letter::Editable;
use crate::repair::{self, Change, Diff, Mark};
use crate::tui::keys::Act;
use crate::tui::page::Source;
use crate::tui::theme::Role;
use crate::tui::widgets::span::say;
use crate::tui::widgets::wrap::wrap;

/// Changes that are shown; an edit of thousands of places is looked at in the event.
const MOST: usize = 500;

/// The lines.
pub fn lines(source: &Source<'_>) -> Vec<Line<'static>> {
    let row = source.row;
    let Some(edit) = &row.edit else {
        let (here, outside) = (
            source.keys.key_of(Act::Edit),
            source.keys.key_of(Act::EditOutside),
        );
        let words = format!("Not edited. {here} edits it here, {outside} in your editor.");
        return prose(source, &words, Role::Muted);
    };
    let event = row.letter.event.as_ref().map(|event| event.text());
    let before = match (row.letter.origin.0.editable, event) {
        (Editable::Event, Some(text)) => text,
        _ => &row.letter.message.body,
    };
    let mut lines: Vec<Line<'static>> = repair::notes(&row.letter, edit)
        .iter()
        .flat_map(|note| prose(source, &format!("! {note}"), Role::Caution))
        .collect();
    lines.extend(between(source, before, &edit.text));
    lines
}

/// The differences of two texts, without what is not to be shown.
pub fn between(source: &Source<'_>, before: &str, after: &str) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let (old, new) = (
        source.redaction.apply(before),
        source.redaction.apply(after),
    );
    if old == new && before != after {
        let words = "It differs only in fields that the config hides (redact).";
        return prose(source, words, Role::Muted);
    }
    match repair::diff(&old, &new) {
        Diff::Json(changes) => {
            let more = changes.len().saturating_sub(MOST);
            lines.extend(changes.iter().take(MOST).flat_map(|c| change(source, c)));
            if more > 0 {
                lines.extend(prose(
                    source,
                    &format!("and {more} more places"),
                    Role::Muted,
                ));
            }
        }
        Diff::Text(all) => lines.extend(all.iter().take(MOST).map(|line| text(source, line))),
    }
    lines
}

fn change(source: &Source<'_>, change: &Change) -> Vec<Line<'static>> {
    let path = if change.path.is_empty() {
        "the whole document"
    } else {
        &change.path
    };
    let mut lines = prose(source, path, Role::Muted);
    let sides = [
        ("- ", &change.before, Role::Removed),
        ("+ ", &change.after, Role::Added),
    ];
    for (sign, value, role) in sides {
        let style = source.theme.style(role);
        let pieces = value
            .iter()
            .flat_map(|v| wrap(v, source.cells.saturating_sub(2)));
        lines.extend(pieces.map(|piece| Line::from(vec![say(sign, style), say(piece, style)])));
    }
    lines
}

fn text(source: &Source<'_>, line: &repair::Line) -> Line<'static> {
    let (sign, role) = match line.mark {
        Mark::Same => ("  ", Role::Muted),
        Mark::Gone => ("- ", Role::Removed),
        Mark::Come => ("+ ", Role::Added),
    };
    let style = source.theme.style(role);
    let mut spans = vec![say(sign, style)];
    for (changed, piece) in &line.parts {
        let style = if *changed { style.reversed() } else { style };
        spans.push(say(piece, style));
    }
    Line::from(spans)
}
