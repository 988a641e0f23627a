//! jq over letters: the program, what it would change, and taking all of that over or nothing.

use std::sync::Arc;

use ratatui::crossterm::event::KeyEvent;

use super::{edits, marks, moving::moved, typing};
use crate::engine::Weight;
use crate::text;
use crate::tui::keys::Act;
use crate::tui::layer::Layer;
use crate::tui::line::Line;
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::parts::Change;
use crate::tui::screens::transform::{diff_rows, page_rows};
use crate::tui::transform::{Job, Said, Stage, TransformDialog, Transformed};

/// Opens the dialog on what is marked or under the cursor.
pub fn open(model: &mut Model) {
    if model.read_only() {
        let words = "This session is read-only: nothing is changed";
        return model.say(Weight::Note, words);
    }
    let chosen = marks::chosen(model).filter(|(rows, _)| !rows.is_empty());
    let Some((rows, chosen)) = chosen else {
        return model.say(Weight::Note, marks::NOTHING);
    };
    let under = model.row().map(|row| row.letter.id);
    let current = rows.iter().position(|row| Some(row.letter.id) == under);
    let dialog = TransformDialog {
        rows,
        current: current.unwrap_or(0),
        chosen,
        line: Line::default(),
        back: 0,
        revision: 0,
        stage: Stage::Typing(None),
    };
    model.layers.push(Layer::Transform(Box::new(dialog)));
}

fn dialog(model: &mut Model) -> Option<&mut TransformDialog> {
    match model.layers.last_mut() {
        Some(Layer::Transform(dialog)) => Some(dialog),
        _ => None,
    }
}

/// A key in the dialog.
pub fn key(model: &mut Model, key: KeyEvent, found: Option<Act>, asks: &mut Vec<Ask>) {
    let Some(stage) = dialog(model).map(|dialog| &dialog.stage) else {
        return;
    };
    match stage {
        Stage::Typing(_) => type_key(model, key, found, asks),
        Stage::Working(_) if found == Some(Act::Back) => {
            asks.push(Ask::StopTransform);
            type_again(model, asks);
        }
        Stage::Working(_) => {}
        Stage::Outcome { .. } => look(model, found, asks),
    }
}

fn type_key(model: &mut Model, key: KeyEvent, found: Option<Act>, asks: &mut Vec<Ask>) {
    let programs = model.programs.clone();
    let Some(dialog) = dialog(model) else { return };
    match found {
        Some(Act::Back) => {
            model.layers.pop();
            return asks.push(Ask::StopTransform);
        }
        Some(Act::Into) if dialog.line.text().trim().is_empty() => return,
        Some(Act::Into) => {
            dialog.stage = Stage::Working(0);
            return ask(model, false, asks);
        }
        Some(Act::Up) => typing::recall((&mut dialog.line, &mut dialog.back), &programs, 1),
        Some(Act::Down) => typing::recall((&mut dialog.line, &mut dialog.back), &programs, -1),
        _ if dialog.line.key(key) => dialog.back = 0,
        _ => return,
    }
    type_again(model, asks);
}

/// Takes pasted text.
pub fn paste(model: &mut Model, text: &str, asks: &mut Vec<Ask>) {
    if let Some(dialog) = dialog(model)
        && matches!(dialog.stage, Stage::Typing(_))
    {
        dialog.line.insert(text);
        type_again(model, asks);
    }
}

/// The program is another one, or is looked at again: what it makes of the current letter is asked for.
fn type_again(model: &mut Model, asks: &mut Vec<Ask>) {
    let Some(dialog) = dialog(model) else { return };
    dialog.stage = Stage::Typing(None);
    if dialog.line.text().trim().is_empty() {
        asks.push(Ask::StopTransform);
    } else {
        ask(model, true, asks);
    }
}

fn ask(model: &mut Model, preview: bool, asks: &mut Vec<Ask>) {
    model.transform_revision += 1;
    let revision = model.transform_revision;
    let redaction = Arc::clone(&model.redaction);
    let Some(dialog) = dialog(model) else { return };
    dialog.revision = revision;
    let rows = if preview {
        dialog
            .rows
            .get(dialog.current)
            .cloned()
            .into_iter()
            .collect()
    } else {
        dialog.rows.clone()
    };
    asks.push(Ask::Transform(Job {
        revision,
        program: dialog.line.text().to_owned(),
        rows,
        preview,
        redaction,
    }));
}

/// Takes what is told of a job; of one that nobody waits for, nothing.
pub fn said(model: &mut Model, revision: u64, said: Said) {
    let found = model.layers.iter_mut().find_map(|layer| match layer {
        Layer::Transform(dialog) if dialog.revision == revision => Some(dialog),
        _ => None,
    });
    let Some(dialog) = found else { return };
    match (&mut dialog.stage, said) {
        (Stage::Working(done), Said::Done(more)) => *done = more,
        (Stage::Working(_), Said::Over(Ok(made))) => {
            dialog.stage = Stage::Outcome {
                made,
                at: 0,
                top: 0,
            };
        }
        // a mistake in the program: it can be typed again
        (Stage::Working(_) | Stage::Typing(_), Said::Over(outcome)) => {
            dialog.stage = Stage::Typing(Some(outcome));
        }
        _ => {}
    }
}

/// A key while the outcome is looked at.
fn look(model: &mut Model, found: Option<Act>, asks: &mut Vec<Ask>) {
    let page = page_rows(model);
    let rows = diff_rows(model);
    let Some(dialog) = dialog(model) else { return };
    let Stage::Outcome { made, at, top } = &mut dialog.stage else {
        return;
    };
    let last = made.changed.len().saturating_sub(1);
    match found {
        Some(Act::Right) => (*at, *top) = ((*at + 1).min(last), 0),
        Some(Act::Left) => (*at, *top) = (at.saturating_sub(1), 0),
        Some(Act::Agree) => take(model, asks),
        Some(Act::Back) => type_again(model, asks),
        Some(act) => {
            let reachable = rows.saturating_sub(page) + 1;
            if let Some(to) = moved(act, *top, (reachable, page)) {
                *top = to;
            }
        }
        None => {}
    }
}

/// Takes all of it over, as one step.
fn take(model: &mut Model, asks: &mut Vec<Ask>) {
    let nothing = dialog(model).is_none_or(|dialog| match &dialog.stage {
        Stage::Outcome { made, .. } => made.changed.is_empty(),
        _ => true,
    });
    if nothing {
        return model.say(Weight::Note, "There is nothing to take over");
    }
    let Some(Layer::Transform(dialog)) = model.layers.pop() else {
        return;
    };
    let TransformDialog { line, stage, .. } = *dialog;
    if let Stage::Outcome {
        made: Transformed { changed, .. },
        ..
    } = stage
    {
        typing::remember(&mut model.programs, line.text());
        let edits = changed
            .into_iter()
            .map(|(row, after)| (row.letter.id, row.edit.clone(), after));
        let edits: Vec<Change> = edits.collect();
        let count = text::count(edits.len() as u64);
        let undo = model.key(Act::Undo);
        let words = if edits.len() == 1 {
            format!("1 letter edited · {undo} takes it back, the diff tab shows it")
        } else {
            format!("{count} letters edited · {undo} takes all of it back")
        };
        edits::put_all(model, edits, asks);
        model.say(Weight::Done, words);
    }
}
