//! Where a letter came from, how often it was here, and what a run made of it.

use ratatui::text::Line;

use super::fact::{fact, prose};
use crate::run::Fate;
use crate::tui::page::Source;
use crate::tui::theme::Role;

/// The lines.
pub fn lines(source: &Source<'_>) -> Vec<Line<'static>> {
    let row = source.row;
    let letter = source.seen();
    let known = if row.lineage.is_empty() {
        "The journal knows no earlier redrive of this event."
    } else {
        &row.lineage
    };
    let mut lines = prose(source, known, Role::Plain);
    lines.push(Line::default());
    if let Some(fate) = &row.fate {
        let words = fate_in_words(fate);
        let words = source.redaction.said(&words, &row.letter);
        lines.extend(fact(source, "in this run", &words));
    }
    lines.extend(fact(
        source,
        "origin",
        &format!("{} ({})", letter.origin.0.label, letter.origin.name()),
    ));
    let event = letter.event.as_ref();
    if let Some(id) = event.and_then(|event| event.id()) {
        lines.extend(fact(source, "event id", &id));
    }
    if let Some(name) = event.and_then(|event| event.replay_name()) {
        lines.extend(fact(source, "replay", &name));
    }
    if let Some(arn) = &letter.failure.source_queue_arn {
        lines.extend(fact(source, "from queue", arn));
    }
    if let Some(receives) = letter.receives() {
        lines.extend(fact(source, "received", &times(receives)));
    }
    lines
}

/// What a run made of a letter, as a sentence without a full stop.
pub fn fate_in_words(fate: &Fate) -> String {
    match fate {
        Fate::Planned => "waiting for its turn".into(),
        Fate::InFlight => "under way".into(),
        Fate::Sent(id) => format!("sent as {id}, not deleted from the queue yet"),
        Fate::Deleted => "gone from the queue".into(),
        Fate::Failed(why) => format!("refused, stays in the queue: {why}"),
        Fate::InDoubt => "in doubt: sent, and no answer was seen".into(),
    }
}

fn times(n: u32) -> String {
    match n {
        1 => "once".into(),
        2 => "twice".into(),
        n => format!("{n} times"),
    }
}
