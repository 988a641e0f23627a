//! The event as it would be sent: what is wrong with it, then its JSON.

use std::borrow::Cow;

use ratatui::text::Line;

use super::fact::prose;
use crate::letter::Editable;
use crate::repair;
use crate::tui::laid::Laid;
use crate::tui::page::Source;
use crate::tui::theme::Role;

/// The page.
pub fn page(source: &Source<'_>) -> (Vec<Line<'static>>, Option<Laid>) {
    let row = source.row;
    let edit = row.edit.as_deref();
    let mut head = Vec::new();
    for wrong in &source.seen().wrong {
        head.extend(prose(source, &format!("! {wrong}"), Role::Caution));
    }
    if row.letter.event.is_some() || row.letter.origin.0.editable == Editable::Event {
        let refusals = repair::outgoing(&row.letter, edit)
            .err()
            .unwrap_or_default();
        for refusal in refusals {
            head.extend(prose(
                source,
                &format!("✕ PutEvents would refuse it: {refusal}"),
                Role::Bad,
            ));
        }
    }
    if edit.is_some() {
        head.extend(prose(
            source,
            "✎ as edited; the diff tab shows what changed",
            Role::Accent,
        ));
    }
    if !head.is_empty() {
        head.push(Line::default());
    }
    let body = Laid::json(&text(source), source.cells);
    (head, Some(body))
}

/// The event as it would be sent, or the body where there is none; without what is not to be shown.
pub fn text<'a>(source: &Source<'a>) -> Cow<'a, str> {
    let row = source.row;
    let event = row.letter.event.as_ref().map(|event| event.text());
    let text = row.edit.as_deref().map(|edit| &edit.text).or(event);
    source
        .redaction
        .apply(text.unwrap_or(&row.letter.message.body))
}
