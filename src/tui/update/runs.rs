//! The run that is going: pause, pace, stop.

use crate::engine::{Command, Snapshot, Weight};
use crate::run::{Kind, Progress, State};
use crate::text;
use crate::tui::keys::Act;
use crate::tui::layer::{Layer, Question};
use crate::tui::model::Model;
use crate::tui::msg::Ask;
use crate::tui::screens::run::stopped_in_words;

/// Rates that `+` and `-` step through.
const RATES: [u32; 11] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
/// Seconds of the graph of a run's rate.
const RATES_SEEN: usize = 16;

/// A key that is about the run that is going.
pub fn key(model: &mut Model, act: Act, asks: &mut Vec<Ask>) {
    let Some(run) = model.going().cloned() else {
        return;
    };
    let command = match act {
        Act::RunPause if run.state == State::Paused => Command::ResumeRun(run.run),
        Act::RunPause => Command::PauseRun(run.run),
        Act::Faster => Command::SetRate(run.run.clone(), faster(rate_of(&run))),
        Act::Slower => Command::SetRate(run.run.clone(), slower(rate_of(&run))),
        _ => {
            model.layers.push(Layer::Question(Question::Abort(run.run)));
            return;
        }
    };
    if let Command::SetRate(_, rate) = &command {
        model.say(Weight::Note, format!("At most {rate}/s from now on"));
    }
    asks.push(Ask::Command(command));
}

/// The nearest step to the rate that a run has.
fn rate_of(run: &Progress) -> u32 {
    let near = |rate: &u32| (f64::from(*rate) - run.rate).abs();
    RATES
        .into_iter()
        .min_by(|a, b| near(a).total_cmp(&near(b)))
        .unwrap_or(1)
}

/// Remembers the rate of the run that is going, for its graph; forgets it when none is.
pub fn note_rate(model: &mut Model) {
    let Some(rate) = model.going().map(|run| run.rate) else {
        return model.rates.clear();
    };
    if model.rates.len() == RATES_SEEN {
        model.rates.pop_front();
    }
    // tenths, so that a slow run has a graph too
    let tenths = (rate * 10.0).clamp(0.0, 1e9).round();
    model.rates.push_back(tenths as u32);
}

/// The next step up.
pub fn faster(rate: u32) -> u32 {
    let next = RATES.into_iter().find(|r| *r > rate);
    next.unwrap_or(rate)
}

/// The next step down.
pub fn slower(rate: u32) -> u32 {
    let next = RATES.into_iter().rev().find(|r| *r < rate);
    next.unwrap_or(1)
}

/// Says what came of runs that have ended since the last snapshot.
pub fn tell_what_is_over(model: &mut Model, next: &Snapshot) {
    let going = |run: &&Progress| {
        let before = model.snapshot.runs.iter().find(|old| old.run == run.run);
        before.is_none_or(|old| old.finished.is_none())
    };
    let over = next.runs.iter().rev().filter(|run| run.finished.is_some());
    // what was over when the face began is history
    let first = model.snapshot.revision == 0;
    let Some(run) = over.filter(|_| !first).find(going) else {
        return;
    };
    let wrong = run.stopped_by.is_some()
        || run.failed + run.in_doubt + run.bounced + run.skipped + run.left > 0;
    let weight = if wrong { Weight::Warning } else { Weight::Done };
    let (undo, shows) = (model.key(Act::Undo), model.key(Act::History));
    let after = match run.kind {
        Kind::Delete => format!("{undo} undoes it"),
        Kind::Redrive | Kind::Undo | Kind::Import => format!("{shows} shows the run"),
    };
    let words = outcome(run, &after);
    model.say(weight, words);
}

/// What came of a run; `after` says what can be done about it.
fn outcome(run: &Progress, after: &str) -> String {
    let (verb, done) = match run.kind {
        Kind::Redrive => ("sent", run.sent),
        Kind::Delete => ("deleted", run.deleted),
        Kind::Undo => ("sent back", run.sent),
        Kind::Import => ("imported", run.sent),
    };
    let count = |n: usize| text::count(n as u64);
    let mut parts = vec![format!("{} {verb}", count(done))];
    let others = [
        ("stayed away", run.settled),
        ("bounced", run.bounced),
        ("failed", run.failed),
        ("in doubt", run.in_doubt),
        ("held back", run.skipped),
        ("left", run.left),
    ];
    for (word, n) in others {
        if n > 0 {
            parts.push(format!("{} {word}", count(n)));
        }
    }
    let stopped = run.stopped_by.map(stopped_in_words);
    let mut words = parts.join(", ");
    for more in stopped.into_iter().chain([after]) {
        words += " · ";
        words += more;
    }
    words
}
