//! What the operator changed: by path where both texts are JSON, by line otherwise.

use ratatui::text::Line;

use super::fact::prose;
use super::sides;
use crate::letter::Editable;
use crate::repair::{self, Change, Diff};
use crate::tui::keys::Act;
use crate::tui::page::Source;
use crate::tui::theme::Role;

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
        Diff::Text(all) => lines.extend(sides::lines(source, &all, MOST)),
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
    let (before, after) = (change.before.as_deref(), change.after.as_deref());
    let all = repair::diff_lines(before.unwrap_or_default(), after.unwrap_or_default());
    lines.extend(sides::lines(source, &all, MOST));
    lines
}
