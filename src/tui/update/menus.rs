//! Lists on top of the panes, and what an answered question does.

use std::sync::Arc;

use super::moving::moved;
use super::{bundles, copies, deeds, edits, panes, typing};
use crate::engine::{Command, Weight};
use crate::plan::Deed;
use crate::repair;
use crate::run::Kind;
use crate::tui::keys::Act;
use crate::tui::layer::{Layer, Menu, MenuEntry, Pick, Question};
use crate::tui::layout;
use crate::tui::model::{Model, Pane};
use crate::tui::msg::Ask;
use crate::tui::options::Called;
use crate::tui::screens::help;

/// A key in help, history or a menu.
pub fn list(model: &mut Model, found: Option<Act>, asks: &mut Vec<Ask>) {
    let Some(act) = found else { return };
    if act == Act::Back {
        model.layers.pop();
        return;
    }
    let page = usize::from(layout::areas(model).middle().height).saturating_sub(1);
    let runs = model.snapshot.runs.len();
    let help_end = help::last_top(model).saturating_sub(page) + 2;
    let (at, rows) = match model.layers.last_mut() {
        Some(Layer::Help(top)) => (top, help_end),
        Some(Layer::History(at)) => (at, runs),
        Some(Layer::Menu(menu)) => {
            let rows = menu.entries.len();
            (&mut menu.at, rows)
        }
        Some(Layer::Calls(calls)) => (&mut calls.at, calls.rows.len()),
        _ => return,
    };
    if let Some(to) = moved(act, *at, (rows, page)) {
        *at = to;
        return;
    }
    match act {
        Act::Into => pick(model, asks),
        Act::Undo | Act::Resume => run(model, act, asks),
        _ => {}
    }
}

/// Takes the entry under the cursor.
fn pick(model: &mut Model, asks: &mut Vec<Ask>) {
    let Some(Layer::Menu(menu)) = model.layers.last() else {
        return;
    };
    let Some(entry) = menu.entries.get(menu.at).cloned() else {
        return;
    };
    let stays = match &entry.pick {
        Pick::Not(why) => Some(why.clone()),
        Pick::Awaited(_) => Some("Its rule is being read".to_owned()),
        _ => None,
    };
    if let Some(why) = stays {
        return model.say(Weight::Note, why);
    }
    model.layers.pop();
    match entry.pick {
        Pick::Copy(text) => {
            copies::tell(model, &entry.name, text.len());
            asks.push(Ask::Copy(text));
        }
        Pick::CopyMessage(row) => asks.push(Ask::CopyMessage(row)),
        Pick::Awaited(_) | Pick::Not(_) => {}
        Pick::Filter(text) => {
            // within its cause: among the causes a filter is for all of them
            model.pane = Pane::Letters;
            typing::choose(model, &text, asks);
        }
        Pick::Edit(letter, edit) => edits::put(model, letter, Some(edit), asks),
    }
}

/// Plans to undo the run under the cursor, or to go on with it.
fn run(model: &mut Model, act: Act, asks: &mut Vec<Ask>) {
    let Some(Layer::History(at)) = model.layers.last() else {
        return;
    };
    let Some(run) = model.snapshot.runs.iter().rev().nth(*at) else {
        return;
    };
    let name = run.run.0.to_string();
    let deed = match act {
        Act::Undo if run.kind == Kind::Delete => Deed::Undo { run: name },
        Act::Undo => {
            return model.say(
                Weight::Note,
                "Only a delete can be undone: what was sent is on its way",
            );
        }
        _ if run.left + run.in_doubt + run.failed > 0 && run.finished.is_some() => {
            Deed::Resume { run: name }
        }
        _ => return model.say(Weight::Note, "That run left nothing behind"),
    };
    model.layers.pop();
    deeds::plan_of_run(model, deed, asks);
}

/// Opens the menu of repairs that need no typing.
pub fn fix(model: &mut Model) {
    let Some(row) = edits::editable(model) else {
        return;
    };
    let redaction = &model.redaction;
    let entries: Vec<MenuEntry> = repair::quick(&row.letter)
        .into_iter()
        .map(|quick| MenuEntry {
            name: quick.name,
            shown: redaction
                .apply(&quick.edit.text)
                .chars()
                .take(200)
                .collect(),
            pick: Pick::Edit(row.letter.id, Arc::new(quick.edit)),
        })
        .collect();
    if entries.is_empty() {
        let words = format!(
            "No repair without typing is known for it; {} edits it",
            model.key(Act::Edit)
        );
        return model.say(Weight::Note, words);
    }
    model.layers.push(Layer::Menu(Menu {
        title: "Fix",
        entries,
        at: 0,
    }));
}

/// Does what a question was about.
pub fn agreed(model: &mut Model, question: Question, asks: &mut Vec<Ask>) {
    match question {
        Question::QuitWhileRunning => {
            if let Some(run) = model.going() {
                asks.push(Ask::Command(Command::AbortRun(run.run.clone())));
            }
            panes::close(model, asks);
        }
        Question::DropText => edits::leave(model, asks),
        Question::Abort(run) => {
            asks.push(Ask::Command(Command::AbortRun(run)));
            model.say(
                Weight::Done,
                "Stopping; what is in flight is finished first",
            );
        }
        Question::EditAgain(_) => bundles::again(model, asks),
        Question::Revert(letter) => edits::put(model, letter, None, asks),
    }
}

/// Shows the calls that were made; the cursor stays with its call while others come.
pub fn calls(model: &mut Model, rows: Vec<Called>) {
    if let Some(Layer::Calls(list)) = model.layers.last_mut() {
        let more = rows.len().saturating_sub(list.rows.len());
        if list.at > 0 {
            list.at = (list.at + more).min(rows.len().saturating_sub(1));
        }
        list.rows = rows;
    }
}
