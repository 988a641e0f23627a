//! What is wrong with a queue, and what to do: under the header, only where something is.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::engine::{Phase, QueueState};
use crate::problem::{Kind, Problem};
use crate::text;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;
use crate::tui::widgets::wrap::wrap;

/// Counters at zero are believed after this, or said to be doubtful.
const EMPTIED: Duration = Duration::from_secs(15);
/// Rows that it may take.
const MOST_ROWS: usize = 3;

/// Rows that it needs; none when nothing is wrong.
#[must_use]
pub fn rows(model: &Model) -> usize {
    lines(model).len()
}

/// Draws it.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    sheet::lines(frame, area, lines(model));
}

fn lines(model: &Model) -> Vec<Line<'static>> {
    let Some((words, role)) = words(model) else {
        return Vec::new();
    };
    let style = model.theme.style(role);
    wrap(&words, usize::from(model.size.0).saturating_sub(2))
        .into_iter()
        .take(MOST_ROWS)
        .map(|words| Line::from(say(format!(" {words}"), style)))
        .collect()
}

fn words(model: &Model) -> Option<(String, Role)> {
    if model.closing {
        return Some((closing(model), Role::Caution));
    }
    let trouble = model.snapshot.queues.iter().find_map(|queue| {
        let (since, problem) = match &queue.phase {
            Phase::Offline { since, problem } => (Some(*since), problem),
            Phase::Failed(problem) => (None, problem),
            Phase::Full => {
                let full = "■ The window is full: more is read as letters leave it.";
                return Some((full.to_owned(), Role::Caution));
            }
            _ => return None,
        };
        let since = since.map_or_else(String::new, |since| {
            // it does answer who refuses
            let what = if problem.kind == Kind::Denied {
                "Refused for"
            } else {
                "No answer for"
            };
            format!(
                "{what} {}, trying again: ",
                text::left(model.now.since(since))
            )
        });
        Some((format!("✕ {since}{}", told(problem)), Role::Bad))
    });
    let queues = &model.snapshot.queues;
    trouble
        .or_else(|| queues.iter().find_map(|queue| others(model, queue)))
        .or_else(|| clock(model))
}

/// Ages and times left are wrong where this machine's clock is.
fn clock(model: &Model) -> Option<(String, Role)> {
    let skew = model.snapshot.skew?;
    Some((format!("! {skew}"), Role::Caution))
}

/// What others do to a queue, or did.
fn others(model: &Model, queue: &QueueState) -> Option<(String, Role)> {
    if let Some(task) = &queue.others.moving {
        let to = match &task.to {
            Some(arn) => format!("to {arn}"),
            None => "back to where they came from".to_owned(),
        };
        let words = format!(
            "⇉ A move task is at work: it moves this queue's messages {to}, {} so far, as they become visible.",
            text::count(task.moved)
        );
        return Some((words, Role::Caution));
    }
    let since = queue.others.emptied.filter(|_| queue.ours > 0)?;
    (model.now.since(since) >= EMPTIED).then(|| {
        let words = format!(
            "! SQS counts no message in this queue any more, though {} are held: it was purged, or its counters lag.",
            text::count(queue.ours as u64)
        );
        (words, Role::Caution)
    })
}

/// A problem in one line, what to do included.
#[must_use]
pub fn told(problem: &Problem) -> String {
    problem.to_string()
}

fn closing(model: &Model) -> String {
    let Some(closing) = &model.snapshot.closing else {
        return "Giving the letters back …".into();
    };
    let mut words = format!(
        "Giving the letters back: {} done, {} to go · ctrl-c does not wait",
        text::count(closing.given_back as u64),
        text::count(closing.left as u64)
    );
    if closing.hidden > 0 {
        let until = closing
            .hidden_until
            .map_or_else(String::new, |t| format!(" until {t}"));
        words += &format!(
            " · {} stay hidden{until}",
            text::count(closing.hidden as u64)
        );
    }
    words
}
