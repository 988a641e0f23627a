//! Keys of the panes.

use std::sync::Arc;

use super::edits::Where;
use super::{
    borders, breaking, charts, consoles, copies, deeds, edits, exports, history, marks, menus,
    moving, queues, runs, searches, settle, transforms, trees, trials,
};
use crate::engine::{Command, Mode, Phase, SortKey, Weight};
use crate::filter::Filter;
use crate::plan::{Deed, Destination};
use crate::run::Kind;
use crate::tui::keys::Act;
use crate::tui::layer::{CallList, FilterLine, Layer, Palette, Question};
use crate::tui::line::Line;
use crate::tui::model::{Model, Pane};
use crate::tui::msg::Ask;
use crate::tui::screens::letters::sort_name;

/// Orders, in the order of `s`.
const SORTS: [SortKey; 5] = [
    SortKey::Sent,
    SortKey::Expires,
    SortKey::Attempts,
    SortKey::DetailType,
    SortKey::Size,
];

/// Does what a key of the panes does.
pub fn act(model: &mut Model, act: Act, asks: &mut Vec<Ask>) {
    if look(model, act) {
        return;
    }
    match act {
        Act::Redrive => deeds::plan(model, Deed::Redrive(Destination::Auto), asks),
        Act::Delete => deeds::plan(model, Deed::Delete, asks),
        Act::RunPause | Act::RunAbort | Act::Faster | Act::Slower => runs::key(model, act, asks),
        Act::Edit => edits::edit(model, Where::Here, asks),
        Act::EditOutside => edits::edit(model, Where::Outside, asks),
        Act::Copy => copies::copy(model, asks),
        Act::Transform => transforms::open(model),
        Act::Try => trials::open(model, "", asks),
        Act::Export => exports::open(model),
        Act::ExportExpiring => exports::expiring(model, asks),
        Act::Breakdown => breaking::open(model),
        Act::Calls => {
            model.layers.push(Layer::Calls(CallList::default()));
            asks.push(Ask::Calls);
        }
        Act::History => history::open(model, asks),
        Act::RunView => history::open_run(model, asks),
        Act::Queues => queues::open(model, false, asks),
        Act::Fix => menus::fix(model),
        Act::Revert => revert(model),
        Act::Undo => undo(model, asks),
        Act::Redo => edits::step(model, false, asks),
        Act::Sort | Act::Reverse => sort(model, act, asks),
        Act::Poll => poll(model, asks),
        Act::ReadOnly if model.snapshot.mode == Mode::Lease => {
            asks.push(Ask::Command(Command::ReadOnly));
            model.say(Weight::Done, "Read-only until the end of this session");
        }
        Act::Back => back(model, asks),
        Act::Redraw => asks.push(Ask::Redraw),
        Act::Suspend => asks.push(Ask::Suspend),
        Act::Quit => quit(model, asks),
        _ => {}
    }
}

/// What only changes what is looked at; whether it was one of these.
fn look(model: &mut Model, act: Act) -> bool {
    match act {
        Act::Down | Act::Up | Act::PageDown | Act::PageUp | Act::Top | Act::Bottom => {
            moving::go(model, model.pane, act);
        }
        Act::NextPane | Act::PreviousPane | Act::Pane(_) => moving::pane(model, act),
        Act::Left | Act::Right => moving::aside(model, act),
        Act::Into => into(model),
        Act::Details => {
            model.pane = Pane::Letter;
            model.zoom = true;
        }
        Act::Zoom => model.zoom = !model.zoom,
        Act::Larger | Act::Smaller => borders::key(model, act == Act::Larger),
        Act::Charts => charts::open(model),
        Act::Mark => {
            marks::toggle(model);
            moving::go(model, Pane::Letters, Act::Down);
        }
        Act::MarkCause => marks::toggle_cause(model),
        Act::MarkShown => marks::toggle_shown(model),
        Act::Console => consoles::open(model),
        Act::Filter => model.layers.push(Layer::Filter(FilterLine {
            before: model.wanted.filter.clone(),
            line: Line::new(model.wanted.filter.text()),
            ..FilterLine::default()
        })),
        Act::Tree => trees::switch(model),
        Act::FoldAll => trees::fold_all(model),
        Act::Jump => trees::open_jump(model),
        Act::Search => searches::open(model),
        Act::SearchNext | Act::SearchPrevious => searches::step(model, act == Act::SearchNext),
        Act::Palette => model.layers.push(Layer::Palette(Palette::default())),
        Act::Help => model.layers.push(Layer::Help(0)),
        _ => return false,
    }
    true
}

fn into(model: &mut Model) {
    if model.pane == Pane::Letter {
        return trees::fold(model);
    }
    model.pane = match model.pane {
        Pane::Causes => Pane::Letters,
        Pane::Letters | Pane::Letter => Pane::Letter,
    };
}

/// Out of the zoom, the pane, the marks, the filter: one a key.
fn back(model: &mut Model, asks: &mut Vec<Ask>) {
    if model.zoom {
        model.zoom = false;
    } else if model.pane == Pane::Letter {
        model.pane = Pane::Letters;
    } else if !model.marks.is_empty() {
        model.marks.clear();
    } else if !model.wanted.filter.text().is_empty() {
        drop_filter(model);
        settle::ask_for_view(model, asks);
    } else {
        model.pane = Pane::Causes;
    }
}

/// All letters are shown again; a program that is still being checked is not wanted any more.
pub fn drop_filter(model: &mut Model) {
    model.check_revision += 1;
    model.wanted.filter = Filter::default();
}

fn sort(model: &mut Model, act: Act, asks: &mut Vec<Ask>) {
    if model.pane == Pane::Causes {
        return sort_causes(model, act == Act::Reverse);
    }
    let sort = &mut model.wanted.sort;
    if act == Act::Reverse {
        sort.reverse = !sort.reverse;
    } else {
        let at = SORTS.iter().position(|k| *k == sort.key).unwrap_or(0);
        sort.key = SORTS[(at + 1) % SORTS.len()];
        sort.reverse = false;
    }
    let words = format!("Sorted by {}", sort_name(sort.key));
    model.say(Weight::Note, words);
    settle::ask_for_view(model, asks);
}

fn sort_causes(model: &mut Model, reverse: bool) {
    // the cursor stays with its cause
    moving::choose(model, model.cause_at());
    let order = &mut model.order;
    if reverse {
        order.reverse = !order.reverse;
    } else {
        order.by = order.by.next();
        order.reverse = false;
    }
    let back = if order.reverse { ", reversed" } else { "" };
    let words = format!("Causes by {}{back}", order.by.words());
    model.snapshot = model.order.of(Arc::clone(&model.snapshot));
    model.say(Weight::Note, words);
}

fn poll(model: &mut Model, asks: &mut Vec<Ask>) {
    let paused = model
        .snapshot
        .queues
        .iter()
        .any(|q| q.phase == Phase::Paused);
    asks.push(Ask::Command(Command::Pause(!paused)));
    let words = if paused {
        "Polling goes on".to_owned()
    } else {
        format!("Polling is paused · {} goes on", model.key(Act::Poll))
    };
    model.say(Weight::Done, words);
}

fn revert(model: &mut Model) {
    let Some(row) = edits::editable(model) else {
        return;
    };
    if row.edit.is_none() {
        return model.say(Weight::Note, "The letter is not edited");
    }
    let question = Question::Revert(row.letter.id);
    model.layers.push(Layer::Question(question));
}

/// Takes back the last edit or the last delete, whichever was later.
fn undo(model: &mut Model, asks: &mut Vec<Ask>) {
    let edited = model.edits.done.last().map(|step| step.at);
    let runs = &model.snapshot.runs;
    let last_run = runs.iter().rev().find(|run| run.kind != Kind::Redrive);
    let deleted = last_run.filter(|run| run.kind == Kind::Delete);
    match deleted {
        Some(run) if edited.is_none_or(|at| at < run.started) => {
            let run = run.run.0.to_string();
            deeds::plan_of_run(model, Deed::Undo { run }, asks);
        }
        _ => edits::step(model, true, asks),
    }
}

/// Quits, but asks first while a run is going; asked a second time it does not wait.
pub fn quit(model: &mut Model, asks: &mut Vec<Ask>) {
    if model.closing {
        asks.push(Ask::End);
    } else if model.going().is_some() {
        let asked = Layer::Question(Question::QuitWhileRunning);
        if !matches!(model.layer(), Some(Layer::Question(_))) {
            model.layers.push(asked);
        }
    } else {
        close(model, asks);
    }
}

/// Gives every lease back; the end comes when that is done.
pub fn close(model: &mut Model, asks: &mut Vec<Ask>) {
    if model.closing {
        return;
    }
    model.closing = true;
    edits::keep_typed(model, true, asks);
    model.layers.clear();
    asks.push(Ask::Command(Command::Close));
}
