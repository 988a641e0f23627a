//! Plans and runs: asking for a plan, changing it, agreeing to it.

use std::sync::Arc;
use std::time::Duration;

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::marks::{NOTHING, about};
use super::runs::{faster, slower};
use crate::engine::{Command, PlanRequest, Weight};
use crate::plan::{Deed, Destination, Given, InDoubt, Options, Plan, Selection};
use crate::text;
use crate::tui::keys::Act;
use crate::tui::layer::{Layer, PlanDialog};
use crate::tui::line::Line;
use crate::tui::model::Model;
use crate::tui::msg::Ask;

/// From so many letters on a canary is proposed.
const CANARY_FROM: usize = 100;
/// Letters of a canary.
const CANARY: usize = 5;
/// How long a canary, and the end of a run, are watched.
const WATCH: Duration = Duration::from_secs(60);
const WATCH_FEW: Duration = Duration::from_secs(20);
/// Digits of a number that can be typed.
const DIGITS: usize = 9;

/// Asks for the plan of a deed on what is marked or under the cursor.
pub fn plan(model: &mut Model, deed: Deed, asks: &mut Vec<Ask>) {
    let Some(about) = about(model) else {
        return model.say(Weight::Note, NOTHING);
    };
    let many = about.count >= CANARY_FROM;
    let redrive = matches!(deed, Deed::Redrive(_));
    let watch = match (redrive, many) {
        (false, _) => Duration::ZERO,
        (true, false) => WATCH_FEW,
        (true, true) => WATCH,
    };
    let options = Options {
        canary: if redrive && many { CANARY } else { 0 },
        watch,
        ..Options::default()
    };
    open(model, (deed, options), (about.selection, about.words), asks);
}

/// Asks for the plan of a deed on a run of before: to undo it, or to go on with it.
pub fn plan_of_run(model: &mut Model, deed: Deed, asks: &mut Vec<Ask>) {
    let words = match &deed {
        Deed::Undo { .. } => "that were deleted",
        _ => "that a run left behind",
    };
    let nothing = Selection::Letters(Vec::new());
    let chosen = words.to_owned();
    open(model, (deed, Options::default()), (nothing, chosen), asks);
}

fn open(
    model: &mut Model,
    (deed, options): (Deed, Options),
    (selection, chosen): (Selection, String),
    asks: &mut Vec<Ask>,
) {
    if model.read_only() {
        return model.say(
            Weight::Note,
            "This session is read-only: nothing is changed",
        );
    }
    let dialog = PlanDialog {
        queue: model.queue(),
        selection,
        chosen,
        deed,
        options,
        revision: 0,
        typed: String::new(),
        naming: None,
        refused: String::new(),
    };
    model.layers.push(Layer::Plan(Box::new(dialog)));
    ask(model, asks);
}

/// Asks for the plan of the dialog on top, anew.
fn ask(model: &mut Model, asks: &mut Vec<Ask>) {
    model.plan_revision += 1;
    let revision = model.plan_revision;
    let Some(Layer::Plan(dialog)) = model.layers.last_mut() else {
        return;
    };
    dialog.revision = revision;
    dialog.typed.clear();
    dialog.refused.clear();
    asks.push(Ask::Command(Command::Plan(PlanRequest {
        revision,
        queue: dialog.queue,
        selection: dialog.selection.clone(),
        deed: dialog.deed.clone(),
        options: dialog.options.clone(),
    })));
}

/// A key in the dialog.
pub fn dialog(model: &mut Model, key: KeyEvent, found: Option<Act>, asks: &mut Vec<Ask>) {
    let Some(Layer::Plan(dialog)) = model.layers.last_mut() else {
        return;
    };
    if dialog.naming.is_some() {
        return name(model, key, found, asks);
    }
    match (key.code, found) {
        (KeyCode::Char(digit @ '0'..='9'), _) if dialog.typed.len() < DIGITS => {
            dialog.typed.push(digit);
        }
        (KeyCode::Backspace, _) => {
            dialog.typed.pop();
        }
        (_, Some(Act::Back)) => {
            model.layers.pop();
            asks.push(Ask::Command(Command::DropPlan));
        }
        (_, Some(Act::Agree)) => agree(model, Given::Key, asks),
        (_, Some(Act::Into)) => {
            let given = dialog.typed.parse().map_or(Given::Key, Given::Typed);
            // enter alone is not consent, not even for one letter
            if let Given::Typed(_) = given {
                agree(model, given, asks);
            }
        }
        (_, Some(act)) if change(model, act) => ask(model, asks),
        _ => {}
    }
}

/// The plan that the dialog on top is about, once it is there.
fn planned(model: &Model) -> Option<Arc<Plan>> {
    let Some(Layer::Plan(dialog)) = model.layer() else {
        return None;
    };
    let planned = model.snapshot.planned.as_ref()?;
    let answered = planned.revision == dialog.revision;
    planned
        .outcome
        .as_ref()?
        .as_ref()
        .ok()
        .filter(|_| answered)
        .cloned()
}

/// Changes how or where to; whether anything was changed.
fn change(model: &mut Model, act: Act) -> bool {
    let rate = planned(model).and_then(|plan| plan.rate_per_second);
    let Some(Layer::Plan(dialog)) = model.layers.last_mut() else {
        return false;
    };
    let Deed::Redrive(to) = &mut dialog.deed else {
        return false;
    };
    match act {
        Act::Destination => {
            *to = if *to == Destination::FailedTarget {
                Destination::Auto
            } else {
                Destination::FailedTarget
            };
        }
        Act::NameDestination => {
            dialog.naming = Some(Line::new("bus="));
            return false;
        }
        Act::Canary => {
            let without = dialog.options.canary == 0;
            dialog.options.canary = if without { CANARY } else { 0 };
            dialog.options.watch = if without { WATCH } else { WATCH_FEW };
        }
        Act::InDoubt => {
            dialog.options.in_doubt = match dialog.options.in_doubt {
                InDoubt::Leave => InDoubt::Resend,
                InDoubt::Resend => InDoubt::Delete,
                InDoubt::Delete => InDoubt::Leave,
            };
        }
        Act::Follow if matches!(dialog.selection, Selection::Letters(_)) => {
            dialog.refused =
                "Only a cause or a filter can be followed, not letters that are marked".into();
            return false;
        }
        Act::Follow => dialog.options.follow = !dialog.options.follow,
        Act::Faster => dialog.options.rate = Some(faster(rate.unwrap_or(0))),
        Act::Slower => dialog.options.rate = Some(slower(rate.unwrap_or(u32::MAX))),
        _ => return false,
    }
    true
}

/// A key while a destination is being named.
fn name(model: &mut Model, key: KeyEvent, found: Option<Act>, asks: &mut Vec<Ask>) {
    let Some(Layer::Plan(dialog)) = model.layers.last_mut() else {
        return;
    };
    match (found, dialog.naming.as_mut()) {
        (Some(Act::Back), _) => dialog.naming = None,
        (Some(Act::Into), Some(line)) => {
            let typed = line.text().trim().to_owned();
            dialog.naming = None;
            let to = match typed.split_once('=') {
                Some(("queue", name)) => Destination::Queue(name.to_owned()),
                Some(("bus", name)) => Destination::NamedBus(name.to_owned()),
                _ => Destination::NamedBus(typed),
            };
            dialog.deed = Deed::Redrive(to);
            ask(model, asks);
        }
        (_, Some(line)) => {
            line.key(key);
        }
        _ => {}
    }
}

fn agree(model: &mut Model, given: Given, asks: &mut Vec<Ask>) {
    let read_only = model.read_only();
    let Some(plan) = planned(model) else { return };
    let consent = plan.consent(given, read_only);
    let Some(Layer::Plan(dialog)) = model.layers.last_mut() else {
        return;
    };
    match consent {
        Err(problem) => dialog.refused = problem.to_string(),
        Ok(consent) => {
            model.layers.pop();
            model.marks.clear();
            asks.push(Ask::Command(Command::Run(consent)));
            let count = text::count(plan.items.len() as u64);
            let (words, after) = match plan.deed {
                Deed::Delete => {
                    let undo = model.key(Act::Undo);
                    ("Deleting", format!(" · {undo} undoes it once it is done"))
                }
                Deed::Undo { .. } => ("Sending back", String::new()),
                _ => {
                    let (abort, pause) = (model.key(Act::RunAbort), model.key(Act::RunPause));
                    (
                        "Redriving",
                        format!(" · {abort} stops it, {pause} pauses it"),
                    )
                }
            };
            model.say(Weight::Done, format!("{words} {count}{after}"));
        }
    }
}
