//! What the target would get, sent to a URL of the operator's.

use std::sync::Arc;

use ratatui::crossterm::event::KeyEvent;

use super::moving::moved;
use super::{settle, typing};
use crate::engine::Weight;
use crate::plan::World;
use crate::try_it::{Answer, Failed, Url, prepare};
use crate::tui::keys::Act;
use crate::tui::layer::Layer;
use crate::tui::line::Line;
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::screens::trial::{page_rows, rows};
use crate::tui::trial::{Outcome, Stage, TryDialog};

/// Opens the dialog on the letter under the cursor, with that URL in its line.
pub fn open(model: &mut Model, url: &str, asks: &mut Vec<Ask>) {
    let Some(row) = model.row().cloned() else {
        return model.say(Weight::Note, "There is no letter under the cursor");
    };
    settle::read_rule(model, asks);
    model.layers.push(Layer::Try(Box::new(TryDialog {
        row,
        line: Line::new(url),
        wrong: String::new(),
        back: 0,
        revision: 0,
        stage: Stage::Typing,
    })));
    if !url.is_empty() {
        take(model, asks);
    }
}

fn dialog(model: &mut Model) -> Option<&mut TryDialog> {
    match model.layers.last_mut() {
        Some(Layer::Try(dialog)) => Some(dialog),
        _ => None,
    }
}

/// A key in the dialog.
pub fn key(model: &mut Model, key: KeyEvent, found: Option<Act>, asks: &mut Vec<Ask>) {
    let (page, all) = (page_rows(model), rows(model));
    let urls = model.tried.clone();
    let Some(dialog) = dialog(model) else { return };
    let line = (&mut dialog.line, &mut dialog.back);
    match (&mut dialog.stage, found) {
        (Stage::Typing | Stage::Over(..), Some(Act::Back)) => {
            model.layers.pop();
        }
        (Stage::Typing, Some(Act::Into)) => take(model, asks),
        (Stage::Typing, Some(Act::Up)) => typing::recall(line, &urls, 1),
        (Stage::Typing, Some(Act::Down)) => typing::recall(line, &urls, -1),
        (Stage::Typing, _) => {
            if dialog.line.key(key) {
                dialog.back = 0;
                dialog.wrong.clear();
            }
        }
        (Stage::Asking(url), Some(Act::Agree)) => {
            let url = url.clone();
            go(model, url, asks);
        }
        (Stage::Asking(_) | Stage::Reading(_), Some(Act::Back))
        | (Stage::Over(..), Some(Act::Into)) => dialog.stage = Stage::Typing,
        (Stage::Sent(_), Some(Act::Back)) => {
            dialog.stage = Stage::Typing;
            asks.push(Ask::StopTry);
        }
        (Stage::Over(_, top), Some(act)) => {
            let reachable = all.saturating_sub(page) + 1;
            if let Some(to) = moved(act, *top, (reachable, page)) {
                *top = to;
            }
        }
        _ => {}
    }
}

/// Takes pasted text.
pub fn paste(model: &mut Model, text: &str) {
    if let Some(dialog) = dialog(model)
        && matches!(dialog.stage, Stage::Typing)
    {
        dialog.line.insert(text.trim());
        dialog.wrong.clear();
    }
}

/// Takes the URL: one on another machine is asked about first.
fn take(model: &mut Model, asks: &mut Vec<Ask>) {
    let Some(dialog) = dialog(model) else { return };
    match dialog.line.text().parse::<Url>() {
        Err(why) => dialog.wrong = why.to_string(),
        Ok(url) if url.is_loopback() => go(model, url, asks),
        Ok(url) => dialog.stage = Stage::Asking(url),
    }
}

/// Sends, as soon as it is known what.
fn go(model: &mut Model, url: Url, asks: &mut Vec<Ask>) {
    typing::remember(&mut model.tried, url.text());
    let Some(Layer::Try(dialog)) = model.layers.last() else {
        return;
    };
    let id = dialog.row.letter.id;
    let newest = model.snapshot.letters.get(id).cloned();
    let row = newest.unwrap_or_else(|| Arc::clone(&dialog.row));
    let failure = &row.letter.failure;
    let world = world(model, failure.rule_arn.as_deref());
    let known = failure.rule_arn.is_none() || failure.bus.is_none() || world.is_some();
    let stage = if known {
        let letter = (&*row.letter, row.edit.as_deref());
        match prepare(&url, letter, world.as_deref(), model.now) {
            Err(why) => Stage::Over(Box::new(Outcome::Nothing(why)), 0),
            Ok(prepared) => {
                model.try_revision += 1;
                asks.push(Ask::Try(model.try_revision, prepared.call.clone()));
                Stage::Sent(prepared)
            }
        }
    } else {
        Stage::Reading(url)
    };
    let revision = model.try_revision;
    if let Some(dialog) = self::dialog(model) {
        (dialog.row, dialog.stage, dialog.revision) = (row, stage, revision);
    }
}

/// What is known of a rule.
fn world(model: &Model, rule: Option<&str>) -> Option<Arc<World>> {
    let facts = model.snapshot.rule.as_ref()?;
    facts
        .world
        .clone()
        .filter(|_| rule == Some(&*facts.rule_arn))
}

/// The engine shows something new: perhaps the rule that was waited for.
pub fn renew(model: &mut Model, asks: &mut Vec<Ask>) {
    let waiting = model.layers.last().and_then(|layer| match layer {
        Layer::Try(dialog) => match &dialog.stage {
            Stage::Reading(url) => Some((url.clone(), dialog.row.letter.failure.rule_arn.clone())),
            _ => None,
        },
        _ => None,
    });
    if let Some((url, rule)) = waiting
        && world(model, rule.as_deref()).is_some()
    {
        go(model, url, asks);
    }
}

/// Takes an answer; one that nobody waits for, nothing.
pub fn answered(model: &mut Model, revision: u64, answer: Result<Answer, Failed>) {
    let found = model.layers.iter_mut().find_map(|layer| match layer {
        Layer::Try(dialog) if dialog.revision == revision => Some(dialog),
        _ => None,
    });
    let Some(dialog) = found else { return };
    if let Stage::Sent(prepared) = &dialog.stage {
        let outcome = Outcome::Tried(prepared.clone(), answer);
        dialog.stage = Stage::Over(Box::new(outcome), 0);
    }
}
