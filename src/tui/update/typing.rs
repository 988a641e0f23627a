//! The filter line and the palette.

use std::collections::VecDeque;

use ratatui::crossterm::event::KeyEvent;

use super::{completing, panes, settle};
use crate::engine::Weight;
use crate::filter::Filter;
use crate::tui::keys::Act;
use crate::tui::layer::{Layer, Palette};
use crate::tui::line::Line;
use crate::tui::model::{Chosen, Model, Pane};
use crate::tui::msg::Ask;
use crate::tui::offers::{Does, offers};
use crate::tui::theme::Theme;

/// Filters that are remembered.
const REMEMBERED: usize = 50;

/// A key in the filter line. The list follows what is typed as long as it is valid.
pub fn filter(model: &mut Model, key: KeyEvent, found: Option<Act>, asks: &mut Vec<Ask>) {
    let Some(Layer::Filter(line)) = model.layers.last_mut() else {
        return;
    };
    match found {
        Some(Act::Back) => {
            let before = line.before.clone();
            model.layers.pop();
            model.check_revision += 1;
            return show(model, before, asks);
        }
        Some(Act::Into) => return take(model, asks),
        Some(Act::Complete) => completing::complete(line, &model.snapshot, &model.redaction),
        Some(Act::Up) => recall((&mut line.line, &mut line.back), &model.filters, 1),
        Some(Act::Down) => recall((&mut line.line, &mut line.back), &model.filters, -1),
        _ => {
            if !line.line.key(key) {
                return;
            }
            line.back = 0;
            line.offers.clear();
        }
    }
    follow(model, asks);
}

/// Says what is wrong with what is typed, or shows what it lets through.
fn follow(model: &mut Model, asks: &mut Vec<Ask>) {
    let Some(Layer::Filter(line)) = model.layers.last_mut() else {
        return;
    };
    // an answer about what stood there before is not waited for any more
    line.checking = None;
    match Filter::parse(line.line.text()) {
        Err(error) => line.wrong = error.to_string(),
        Ok(filter) => {
            line.wrong.clear();
            // a program is not run at every key
            if filter.jq().is_none() {
                show(model, filter, asks);
            }
        }
    }
}

/// Takes the filter; one that is wrong stays in the line.
fn take(model: &mut Model, asks: &mut Vec<Ask>) {
    let Some(Layer::Filter(line)) = model.layers.last_mut() else {
        return;
    };
    match Filter::parse(line.line.text()) {
        Err(error) => line.wrong = error.to_string(),
        Ok(filter) if filter.jq().is_some() => {
            model.check_revision += 1;
            line.checking = Some(model.check_revision);
            asks.push(Ask::Check(model.check_revision, filter));
        }
        Ok(filter) => {
            model.layers.pop();
            set(model, filter, asks);
        }
    }
}

/// A program was checked: the filter line that waits for it goes or says what is wrong with it, and one that was
/// chosen without a line is shown. An answer that nobody waits for is nothing.
pub fn checked(
    model: &mut Model,
    (revision, filter): (u64, Filter),
    answer: Result<(), String>,
    asks: &mut Vec<Ask>,
) {
    if revision != model.check_revision {
        return;
    }
    match (model.layers.last_mut(), answer) {
        (Some(Layer::Filter(line)), answer) if line.checking == Some(revision) => {
            line.checking = None;
            match answer {
                Err(wrong) => line.wrong = wrong,
                Ok(()) => {
                    model.layers.pop();
                    set(model, filter, asks);
                }
            }
        }
        (None, Err(wrong)) => model.say(Weight::Note, wrong),
        (None, Ok(())) => set(model, filter, asks),
        _ => {}
    }
}

/// Shows what a filter lets through, where that is another one.
fn show(model: &mut Model, filter: Filter, asks: &mut Vec<Ask>) {
    if filter.text() == model.wanted.filter.text() {
        return;
    }
    // what is looked for from among the causes may be of any of them
    if model.pane == Pane::Causes && !filter.is_empty() && model.snapshot.causes.len() > 1 {
        model.causes.chosen = Chosen::All;
    }
    model.wanted.filter = filter;
    model.letters.id = None;
    model.letters.at = 0;
    settle::ask_for_view(model, asks);
}

/// Shows what a filter lets through, and remembers it.
fn set(model: &mut Model, filter: Filter, asks: &mut Vec<Ask>) {
    // a program that was chosen before and is still being checked is not wanted any more
    model.check_revision += 1;
    remember(&mut model.filters, filter.text());
    if !filter.text().is_empty() {
        asks.push(Ask::Remember(filter.text().to_owned()));
    }
    show(model, filter, asks);
}

/// Remembers what was typed as the newest.
pub fn remember(typed: &mut VecDeque<String>, text: &str) {
    if text.is_empty() {
        return;
    }
    typed.retain(|old| old != text);
    typed.push_back(text.to_owned());
    if typed.len() > REMEMBERED {
        typed.pop_front();
    }
}

/// What was typed before: `step` 1 is further back.
pub fn recall((line, back): (&mut Line, &mut usize), typed: &VecDeque<String>, step: isize) {
    *back = back.saturating_add_signed(step).min(typed.len());
    let text = match back.checked_sub(1) {
        Some(nth) => typed.iter().rev().nth(nth).cloned().unwrap_or_default(),
        None => String::new(),
    };
    let end = text.len();
    line.replace(text, end);
}

/// A key in the palette.
pub fn palette(model: &mut Model, key: KeyEvent, found: Option<Act>, asks: &mut Vec<Ask>) {
    let rows = match model.layer() {
        Some(Layer::Palette(palette)) => offers(model, palette.line.text()).len(),
        _ => return,
    };
    let Some(Layer::Palette(palette)) = model.layers.last_mut() else {
        return;
    };
    match found {
        Some(Act::Back) => {
            model.layers.pop();
        }
        Some(Act::Up) => palette.at = palette.at.saturating_sub(1),
        Some(Act::Down) => palette.at = (palette.at + 1).min(rows.saturating_sub(1)),
        Some(Act::Into) => run(model, asks),
        _ => {
            if palette.line.key(key) {
                palette.at = 0;
            }
        }
    }
}

/// Does what the entry under the cursor does.
fn run(model: &mut Model, asks: &mut Vec<Ask>) {
    let Some(Layer::Palette(Palette { line, at })) = model.layers.pop() else {
        return;
    };
    let Some(offer) = offers(model, line.text()).into_iter().nth(at) else {
        return;
    };
    match offer.does {
        Does::Act(act) => panes::act(model, act, asks),
        Does::Try(url) => super::trials::open(model, &url, asks),
        Does::Extra(number) => asks.push(Ask::Extra(number)),
        Does::Theme(name) => {
            model.theme = Theme::named(name).unwrap_or(model.theme);
            let words =
                format!("Theme {name} until the end; theme = \"{name}\" in the config keeps it");
            model.say(Weight::Done, words);
        }
        Does::Filter(text) => choose(model, &text, asks),
    }
}

/// Shows what the filter that was chosen lets through.
pub fn choose(model: &mut Model, text: &str, asks: &mut Vec<Ask>) {
    match Filter::parse(text) {
        Ok(filter) if filter.jq().is_some() => {
            model.check_revision += 1;
            asks.push(Ask::Check(model.check_revision, filter));
        }
        Ok(filter) => set(model, filter, asks),
        Err(error) => model.say(Weight::Note, error.to_string()),
    }
}

/// Pasted text goes where text is being typed; elsewhere it is no key and does nothing.
pub fn paste(model: &mut Model, text: &str, asks: &mut Vec<Ask>) {
    match model.layers.last_mut() {
        Some(Layer::Filter(line)) => {
            line.line.insert(text);
            follow(model, asks);
        }
        Some(Layer::Search(_)) => super::searches::paste(model, text),
        Some(Layer::Queues(_)) => super::queues::paste(model, text),
        Some(Layer::Export(export)) => export.line.insert(text),
        Some(Layer::Transform(_)) => super::transforms::paste(model, text, asks),
        Some(Layer::Try(_)) => super::trials::paste(model, text),
        Some(Layer::Palette(palette)) => palette.line.insert(text),
        Some(Layer::Editor(editor)) => editor.paste(text),
        Some(Layer::Plan(plan)) => {
            if let Some(line) = &mut plan.naming {
                line.insert(text);
            }
        }
        _ => {}
    }
}
