//! Something that must be answered.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::keys::Act;
use crate::tui::layer::Question;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;
use crate::tui::widgets::wrap::wrap;

/// Draws the panel.
pub fn draw(model: &Model, question: &Question, area: Rect, frame: &mut Frame<'_>) {
    let key = |act| model.key(act);
    let (asked, yes) = match question {
        Question::QuitWhileRunning => (
            "A run is going. What is in flight is finished, the rest stays in the queue.",
            "stops it and quits".to_owned(),
        ),
        Question::DropText => (
            "The text was changed and not saved.",
            format!("drops it, {} in the editor takes it over", key(Act::Save)),
        ),
        Question::Abort(_) => (
            "Stop the run? What is in flight is finished, the rest stays in the queue.",
            "stops it".to_owned(),
        ),
        Question::EditAgain(why) => (
            why.as_str(),
            format!(
                "goes on with the text in the editor, {} does so later",
                key(Act::EditOutside)
            ),
        ),
        Question::Revert(_) => (
            "Throw the edit away?",
            format!("goes back to the original; {} undoes that", key(Act::Undo)),
        ),
    };
    let accent = model.theme.style(Role::Accent);
    let plain = model.theme.style(Role::Plain);
    let title = vec![say("A question", model.theme.style(Role::Title))];
    let cells = usize::from(area.width).saturating_sub(4);
    let mut lines: Vec<Line<'static>> = wrap(asked, cells)
        .into_iter()
        .map(|words| Line::from(say(format!("   {words}"), plain)))
        .collect();
    lines.extend([
        Line::default(),
        Line::from(vec![
            say(format!("   {}", key(Act::Agree)), accent),
            say(format!(" {yes}   "), plain),
            say(key(Act::Back), accent),
            say(" leaves it as it is", plain),
        ]),
    ]);
    let room = sheet::open(frame, area, &model.theme, (title, lines.len()));
    sheet::lines(frame, room, lines);
}
