//! What stands where there are no letters: it counts while it loads, and teaches when there is nothing.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::engine::Phase;
use crate::text;
use crate::tui::keys::Act;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;

/// Draws it.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame<'_>) {
    let queues = &model.snapshot.queues;
    let read: u64 = queues.iter().map(|q| q.scan.read as u64).sum();
    let about: u64 = queues.iter().map(|q| q.scan.approximate).sum();
    let quiet = |f: fn(&Phase) -> bool| !queues.is_empty() && queues.iter().all(|q| f(&q.phase));
    let (first, second) = if quiet(|p| matches!(p, Phase::Live | Phase::Full)) {
        (
            "No dead letters.".to_owned(),
            "Watching; new ones appear here. H shows what was done, ? what the keys do.".to_owned(),
        )
    } else if quiet(|p| matches!(p, Phase::Paused)) {
        (
            "Polling is paused.".to_owned(),
            format!(
                "{} goes on; every letter was given back.",
                model.key(Act::Poll)
            ),
        )
    } else if quiet(|p| matches!(p, Phase::Failed(_))) {
        (
            "The queue can't be read.".to_owned(),
            "The line above says why and what to do; q ends.".to_owned(),
        )
    } else {
        (
            format!(
                "Reading: {} of about {}",
                text::count(read),
                text::count(about)
            ),
            "Causes appear as the letters come.".to_owned(),
        )
    };
    let line =
        |words: String, role| Line::from(say(format!("   {words}"), model.theme.style(role)));
    let lines = [
        Line::default(),
        line(first, Role::Plain),
        line(second, Role::Muted),
    ];
    sheet::lines(frame, area, lines);
}
