//! The runs of this and earlier sessions, the letters of one, and what can be done with them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::moving::moved;
use super::{deeds, exports, panes, runs, settle};
use crate::cause::CauseId;
use crate::engine::{Row, Weight};
use crate::plan::Deed;
use crate::run::Kind;
use crate::time::Time;
use crate::tui::history::{Back, History, RunPage, rows};
use crate::tui::keys::Act;
use crate::tui::layer::{Layer, Menu, MenuEntry, Pick};
use crate::tui::layout;
use crate::tui::model::{Chosen, Model, Pane};
use crate::tui::msg::{Ask, PastAsk};
use crate::tui::past::{PastLetter, PastRun, is_over};

/// Rows of the panel that are no runs or letters.
const OTHER_ROWS: usize = 8;
/// The letters of a run that is going are read again after this; of a large run less often, since the run's own
/// records wait for the journal meanwhile.
const AGAIN: Duration = Duration::from_secs(3);
const AGAIN_LARGE: Duration = Duration::from_secs(30);
/// From so many letters on a run is large.
const LARGE: usize = 5_000;

fn history(model: &mut Model) -> Option<&mut History> {
    match model.layers.last_mut() {
        Some(Layer::History(history)) => Some(history),
        _ => None,
    }
}

/// Opens the list of runs.
pub fn open(model: &mut Model, asks: &mut Vec<Ask>) {
    model.layers.push(Layer::History(Box::default()));
    asks.push(Ask::Past(PastAsk::Runs));
}

/// Opens the page of the run that is going.
pub fn open_run(model: &mut Model, asks: &mut Vec<Ask>) {
    let Some(run) = model.going().map(|run| Arc::clone(&run.run.0)) else {
        return;
    };
    let history = History {
        open: Some(RunPage::new(Arc::clone(&run), model.now, true)),
        ..History::default()
    };
    model.layers.push(Layer::History(Box::new(history)));
    asks.push(Ask::Past(PastAsk::Letters(run)));
}

/// A key in the list of runs, or in the page of one.
pub fn key(model: &mut Model, found: Option<Act>, asks: &mut Vec<Ask>) {
    let Some(act) = found else { return };
    if matches!(
        act,
        Act::RunPause | Act::RunAbort | Act::Faster | Act::Slower
    ) {
        let of_it = matches!(model.layer(), Some(Layer::History(h)) if h.is_of_the_going(model));
        if of_it {
            runs::key(model, act, asks);
        }
        return;
    }
    match history(model).map(|history| history.open.is_some()) {
        Some(true) => page_key(model, act, asks),
        Some(false) => list_key(model, act, asks),
        None => {}
    }
}

fn page_rows(model: &Model) -> usize {
    let height = usize::from(layout::areas(model).middle().height);
    height.saturating_sub(OTHER_ROWS).max(1)
}

fn list_key(model: &mut Model, act: Act, asks: &mut Vec<Ask>) {
    let page = page_rows(model);
    let Some(Layer::History(shown)) = model.layers.last() else {
        return;
    };
    let all = rows(model, shown);
    let (at, under) = (shown.at, all.get(shown.at).cloned());
    if let Some(to) = moved(act, at, (all.len(), page)) {
        if let Some(history) = history(model) {
            history.at = to;
        }
        return;
    }
    match (act, under) {
        (Act::Back, _) => {
            model.layers.pop();
        }
        (_, None) => {}
        (Act::Into, Some(run)) => {
            let now = model.now;
            if let Some(history) = history(model) {
                history.open = Some(RunPage::new(Arc::clone(&run.run), now, false));
                asks.push(Ask::Past(PastAsk::Letters(run.run)));
            }
        }
        (Act::Undo | Act::Resume, Some(run)) => again(model, (act, &run), asks),
        (Act::Export, Some(run)) => exports::open_run(model, &run.run),
        (Act::Copy, Some(run)) => menu(model, vec![("run", run.run), ("queue", run.queue.into())]),
        _ => {}
    }
}

/// Plans to undo the run, or to go on with it.
fn again(model: &mut Model, (act, run): (Act, &PastRun), asks: &mut Vec<Ask>) {
    let here = |queue: &str| model.snapshot.queues.iter().any(|q| q.url == queue);
    if !run.queue.is_empty() && !here(&run.queue) {
        let queue = run.queue.rsplit('/').next().unwrap_or_default();
        let words = format!("That run was on {queue}, which this session has not open");
        return model.say(Weight::Note, words);
    }
    let name = run.run.to_string();
    let deed = match act {
        Act::Undo if run.kind == Kind::Delete => Deed::Undo { run: name },
        Act::Undo => {
            let words = "Only a delete can be undone: what was sent is on its way";
            return model.say(Weight::Note, words);
        }
        _ if run.left_something() && run.finished.is_some() || run.stands == "interrupted" => {
            Deed::Resume { run: name }
        }
        _ => return model.say(Weight::Note, "That run left nothing behind"),
    };
    model.layers.pop();
    deeds::plan_of_run(model, deed, asks);
}

fn page_key(model: &mut Model, act: Act, asks: &mut Vec<Ask>) {
    let rows = page_rows(model);
    let Some(page) = history(model).and_then(|history| history.open.as_mut()) else {
        return;
    };
    let shown = page.shown();
    let under = shown.get(page.at).map(|letter| (*letter).clone());
    if let Some(to) = moved(act, page.at, (shown.len(), rows)) {
        page.at = to;
        return;
    }
    match (act, under) {
        (Act::Back, _) if page.alone => {
            model.layers.pop();
        }
        (Act::Back, _) => {
            if let Some(history) = history(model) {
                history.open = None;
            }
        }
        (Act::Only, _) => {
            page.only = page.only.next();
            page.at = 0;
        }
        (Act::Into, Some(letter)) => follow(model, &letter, asks),
        (Act::Copy, Some(letter)) => {
            let ids = [
                ("message id", Some(letter.message_id)),
                ("event id", letter.event_id),
                ("sent as", letter.new_event_id),
                ("came back as", letter.back.and_then(|back| back.1)),
            ];
            let known = ids.into_iter().filter_map(|(name, id)| Some((name, id?)));
            menu(model, known.collect());
        }
        _ => {}
    }
}

fn menu(model: &mut Model, texts: Vec<(&'static str, Arc<str>)>) {
    let entries = texts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| MenuEntry {
            name: name.to_owned(),
            shown: text.to_string(),
            pick: Pick::Copy(text.to_string()),
        })
        .collect();
    model.layers.push(Layer::Menu(Menu {
        title: "Copy",
        entries,
        at: 0,
    }));
}

/// Goes to the letter of this session that a letter of a run is now: the one it came back as, or itself.
fn follow(model: &mut Model, letter: &PastLetter, asks: &mut Vec<Ask>) {
    let back = letter.back.as_ref().and_then(|(_, id)| id.as_ref());
    let wanted = back.unwrap_or(&letter.message_id);
    let is_it = |row: &&Arc<Row>| row.letter.message.id == *wanted;
    let found = model.snapshot.letters.iter().find(is_it).cloned();
    let Some(row) = found else {
        return model.say(
            Weight::Note,
            "That letter is not in this session: it left the queue, or is of another",
        );
    };
    go_to(model, &row, asks);
}

fn go_to(model: &mut Model, row: &Row, asks: &mut Vec<Ask>) {
    model.layers.clear();
    model.causes.chosen = Chosen::Cause(row.cause);
    model.wanted.cause = Some(row.cause);
    panes::drop_filter(model);
    model.letters.id = Some(row.letter.id);
    model.pane = Pane::Letters;
    settle::ask_for_view(model, asks);
}

/// Takes the runs that the journal has.
pub fn told_runs(model: &mut Model, runs: Result<Vec<PastRun>, String>) {
    let found = model.layers.iter_mut().rev().find_map(|layer| match layer {
        Layer::History(history) => Some(history),
        _ => None,
    });
    if let Some(history) = found {
        history.runs = Some(runs);
    }
}

/// Takes the letters of a run.
pub fn told_letters(model: &mut Model, run: &str, mut letters: Result<Vec<PastLetter>, String>) {
    if let Ok(all) = &mut letters {
        // what needs a look comes first; the order of the run stays otherwise
        all.sort_by_key(|letter| match (&letter.back, letter.state) {
            (Some(_), _) => 0,
            (None, "deleted" | "sent") => 2,
            _ => 1,
        });
    }
    let back = letters
        .as_ref()
        .map_or_else(|_| Vec::new(), |all| ways(model, all));
    let found = model.layers.iter_mut().rev().find_map(|layer| match layer {
        Layer::History(history) => history.open.as_mut().filter(|page| *page.run == *run),
        _ => None,
    });
    if let Some(page) = found {
        page.letters = Some(letters);
        page.back = back;
        page.at = page.at.min(page.shown().len().saturating_sub(1));
    }
}

/// What those that came back had died of, and what they died of now, the most frequent way first.
fn ways(model: &Model, letters: &[PastLetter]) -> Vec<Back> {
    let came: Vec<&PastLetter> = letters.iter().filter(|l| l.back.is_some()).collect();
    if came.is_empty() {
        return Vec::new();
    }
    let now: HashMap<&str, CauseId> = model
        .snapshot
        .letters
        .iter()
        .filter(|row| !row.lineage.is_empty())
        .map(|row| (&*row.letter.message.id, row.cause))
        .collect();
    let mut ways: Vec<Back> = Vec::new();
    for letter in came {
        let id = letter.back.as_ref().and_then(|(_, id)| id.as_deref());
        let way = Back {
            before: model.died_of.get(&letter.message_id).copied(),
            now: id.and_then(|id| now.get(id)).copied(),
            count: 1,
        };
        let known = ways
            .iter_mut()
            .find(|w| w.before == way.before && w.now == way.now);
        match known {
            Some(known) => known.count += 1,
            None => ways.push(way),
        }
    }
    ways.sort_by_key(|way| std::cmp::Reverse(way.count));
    ways
}

/// A second has passed: the letters of a run that is going are read again now and then, and once it is over.
pub fn tick(model: &mut Model, asks: &mut Vec<Ask>) {
    let now = model.now;
    let Some(Layer::History(history)) = model.layers.last_mut() else {
        return;
    };
    let Some(page) = history.open.as_mut() else {
        return;
    };
    let live = model.snapshot.runs.iter().find(|r| r.run.0 == page.run);
    let Some(run) = live else { return };
    let after = if run.total > LARGE {
        AGAIN_LARGE
    } else {
        AGAIN
    };
    let due = match run.finished {
        Some(end) => page.asked <= end,
        None => !is_over(run) && now.since(page.asked) >= after,
    };
    if due {
        page.asked = now.max(run.finished.map_or(now, |end| Time(end.0 + 1)));
        asks.push(Ask::Past(PastAsk::Letters(Arc::clone(&page.run))));
    }
}
