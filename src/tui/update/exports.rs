//! Letters into a file.

use std::sync::Arc;
use std::time::Duration;

use ratatui::crossterm::event::KeyEvent;

use super::marks;
use crate::engine::{Row, Weight};
use crate::time::Time;
use crate::tui::keys::Act;
use crate::tui::layer::{ExportLine, Layer};
use crate::tui::line::Line;
use crate::tui::model::Model;
use crate::tui::msg::Ask;

/// What retention deletes within this is exported by one key.
const SOON: Duration = Duration::from_secs(3600);

/// Opens the line with the name of a file that is not there yet.
pub fn open(model: &mut Model) {
    let chosen = marks::chosen(model).filter(|(rows, _)| !rows.is_empty());
    let Some((rows, chosen)) = chosen else {
        return model.say(Weight::Note, marks::NOTHING);
    };
    let line = Line::new(file_name(model));
    model
        .layers
        .push(Layer::Export(ExportLine { line, rows, chosen }));
}

/// Writes all letters that retention deletes within the hour to a new file in the working directory: there may be
/// no time for questions.
pub fn expiring(model: &mut Model, asks: &mut Vec<Ask>) {
    let rows: Vec<Arc<Row>> = model
        .snapshot
        .letters
        .iter()
        .filter(|row| expiry(model, row).is_some_and(|end| end <= model.now.plus(SOON)))
        .map(Arc::clone)
        .collect();
    if rows.is_empty() {
        let words = "Nothing that was read so far is deleted by retention within the hour";
        return model.say(Weight::Note, words);
    }
    let path = format!("expiring-{}", file_name(model));
    model.say(Weight::Note, format!("Writing {path} …"));
    asks.push(Ask::Export(path, rows));
}

/// When retention deletes a letter; `None` while the queue's retention is not known.
fn expiry(model: &Model, row: &Row) -> Option<Time> {
    let queue = model.snapshot.queues.iter().find(|q| q.id == row.queue)?;
    let known = !queue.retention.is_zero();
    let sent = row.letter.sent().filter(|_| known)?;
    Some(sent.plus(queue.retention))
}

/// `orders-dlq-20240104-025841.jsonl`
fn file_name(model: &Model) -> String {
    let queue = model.queue();
    let queue = model.snapshot.queues.iter().find(|q| q.id == queue);
    let plain = |c: char| {
        let known = c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if known { c } else { '-' }
    };
    let name: String = queue
        .map_or("letters", |q| &q.name)
        .chars()
        .map(plain)
        .collect();
    let now = model.now.rfc3339();
    let digits: String = now.chars().take(19).filter(char::is_ascii_digit).collect();
    let (day, time) = digits.split_at(digits.len().min(8));
    format!("{name}-{day}-{time}.jsonl")
}

/// A key in the line.
pub fn key(model: &mut Model, key: KeyEvent, found: Option<Act>, asks: &mut Vec<Ask>) {
    let Some(Layer::Export(export)) = model.layers.last_mut() else {
        return;
    };
    match found {
        Some(Act::Back) => {
            model.layers.pop();
        }
        Some(Act::Into) => {
            let path = export.line.text().trim().to_owned();
            if path.is_empty() {
                return;
            }
            let rows = std::mem::take(&mut export.rows);
            model.layers.pop();
            model.say(Weight::Note, format!("Writing {path} …"));
            asks.push(Ask::Export(path, rows));
        }
        _ => {
            export.line.key(key);
        }
    }
}
