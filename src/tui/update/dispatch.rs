//! Every message, and which layer or pane has the key.

use std::time::Duration;

use ratatui::crossterm::event::{KeyEvent, KeyEventKind};

use super::{
    bundles, charts, copies, deeds, edits, exports, history, menus, mouse, panes, queues, runs,
    searches, settle, transforms, trials, typing,
};
use crate::engine::{Command, Notice, Weight};
use crate::tui::keys::{Act, Chord};
use crate::tui::layer::Layer;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Msg};
use crate::tui::toast::Toast;

/// How often the engine is told that somebody is there.
const TOUCH: Duration = Duration::from_secs(10);

/// Changes the model by one message; answers what must be done outside of it.
#[must_use]
pub fn update(model: &mut Model, msg: Msg) -> Vec<Ask> {
    let mut asks = Vec::new();
    let time = matches!(msg, Msg::Clock(_));
    match msg {
        Msg::Key(key) if key.kind == KeyEventKind::Release => return asks,
        Msg::Key(key) => {
            touch(model, &mut asks);
            press(model, key, &mut asks);
        }
        Msg::Mouse(event) => {
            touch(model, &mut asks);
            mouse::mouse(model, event);
        }
        Msg::Paste(text) => {
            touch(model, &mut asks);
            typing::paste(model, &text, &mut asks);
        }
        Msg::Resize(columns, rows) => model.size = (columns, rows),
        Msg::Snapshot(snapshot) => {
            model.now = model.now.max(snapshot.now);
            runs::tell_what_is_over(model, &snapshot);
            model.snapshot = model.order.of(snapshot);
            copies::renew(model);
            trials::renew(model, &mut asks);
        }
        Msg::Notices(notices) => notices.into_iter().for_each(|n| tell(model, n)),
        Msg::Clock(now) => {
            model.now = model.now.max(now);
            runs::note_rate(model);
            history::tick(model, &mut asks);
            charts::tick(model);
            match model.layers.last_mut() {
                Some(Layer::Calls(_)) => asks.push(Ask::Calls),
                Some(Layer::Editor(editor)) => editor.idle(),
                _ => {}
            }
        }
        Msg::Edited(letter, text) => edits::came_back(model, letter, text, &mut asks),
        Msg::BundleEdited(text) => bundles::came_back(model, text, &mut asks),
        Msg::Calls(calls) => menus::calls(model, calls),
        Msg::Runs(runs) => history::told_runs(model, runs),
        Msg::RunLetters(run, letters) => history::told_letters(model, &run, letters),
        Msg::Choose => queues::open(model, true, &mut asks),
        Msg::Surveyed(survey) => queues::surveyed(model, survey),
        Msg::Transformed(revision, said) => transforms::said(model, revision, said),
        Msg::Checked(revision, filter, answer) => {
            typing::checked(model, (revision, filter), answer, &mut asks);
        }
        Msg::Tried(revision, answer) => trials::answered(model, revision, answer),
        Msg::Said(text) => tell(model, Notice::new(Weight::Done, text)),
        Msg::Woken => asks.push(Ask::Redraw),
        Msg::Stop => panes::close(model, &mut asks),
    }
    edits::keep_typed(model, time, &mut asks);
    settle::settle(model, &mut asks);
    asks
}

/// Says something above the footer. A warning is not pushed aside by less.
fn tell(model: &mut Model, notice: Notice) {
    let warned = model
        .toast
        .as_ref()
        .is_some_and(|t| t.weight == Weight::Warning && t.until > model.now);
    if notice.weight == Weight::Warning || !warned {
        model.say(notice.weight, notice.text);
    }
}

fn touch(model: &mut Model, asks: &mut Vec<Ask>) {
    model.first_time = false;
    if model.touched.plus(TOUCH) <= model.now {
        model.touched = model.now;
        asks.push(Ask::Command(Command::Touch));
    }
}

fn press(model: &mut Model, key: KeyEvent, asks: &mut Vec<Ask>) {
    let chord = Chord::read(key);
    let found = chord.and_then(|chord| model.keys.act(&model.places(), chord));
    // ctrl-c ends from anywhere but the editor, whose text would be lost
    if chord == Some(Chord::ctrl('c')) && !matches!(model.layer(), Some(Layer::Editor(_))) {
        return panes::quit(model, asks);
    }
    if found == Some(Act::Help) && has_help(model) {
        return model.layers.push(Layer::Help(0));
    }
    match model.layers.last() {
        None => {
            if let Some(act) = found {
                panes::act(model, act, asks);
            }
        }
        Some(Layer::Filter(_)) => typing::filter(model, key, found, asks),
        Some(Layer::Search(_)) => searches::key(model, key, found),
        Some(Layer::Export(_)) => exports::key(model, key, found, asks),
        Some(Layer::Transform(_)) => transforms::key(model, key, found, asks),
        Some(Layer::Try(_)) => trials::key(model, key, found, asks),
        Some(Layer::Palette(_)) => typing::palette(model, key, found, asks),
        Some(Layer::Queues(_)) => queues::key(model, key, found, asks),
        Some(Layer::Plan(_)) => deeds::dialog(model, key, found, asks),
        Some(Layer::Editor(_)) => edits::editor(model, key, found, asks),
        Some(Layer::Question(question)) => {
            let question = question.clone();
            answer(model, (question, found), asks);
        }
        Some(Layer::History(_)) => history::key(model, found, asks),
        Some(Layer::Help(_) | Layer::Menu(_) | Layer::Calls(_) | Layer::Charts(_)) => {
            menus::list(model, found, asks);
        }
    }
}

/// Whether what lies on top has a chapter of help, and no text is being typed in it.
fn has_help(model: &Model) -> bool {
    match model.layer() {
        Some(Layer::Plan(dialog)) => dialog.naming.is_none(),
        Some(Layer::History(_) | Layer::Transform(_)) => true,
        _ => false,
    }
}

fn answer(
    model: &mut Model,
    (question, found): (crate::tui::layer::Question, Option<Act>),
    asks: &mut Vec<Ask>,
) {
    match found {
        Some(Act::Back) => {
            model.layers.pop();
            model.opens.clear();
        }
        Some(Act::Agree) => {
            model.layers.pop();
            menus::agreed(model, question, asks);
        }
        _ => {}
    }
}

impl Model {
    /// Says something above the footer.
    pub fn say(&mut self, weight: Weight, text: impl Into<String>) {
        self.toast = Some(Toast::new(weight, text, self.now));
    }
}
