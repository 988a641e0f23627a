//! Something that must be answered.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::layer::Question;
use crate::tui::model::Model;
use crate::tui::theme::Role;
use crate::tui::widgets::sheet;
use crate::tui::widgets::span::say;

/// Draws the panel.
pub fn draw(model: &Model, question: &Question, area: Rect, frame: &mut Frame<'_>) {
    let (asked, yes) = match question {
        Question::QuitWhileRunning => (
            "A run is going. What is in flight is finished, the rest stays in the queue.",
            "stops it and quits",
        ),
        Question::DropText => (
            "The text was changed and not saved.",
            "drops it, ctrl-s in the editor takes it over",
        ),
        Question::Abort(_) => (
            "Stop the run? What is in flight is finished, the rest stays in the queue.",
            "stops it",
        ),
        Question::Revert(_) => (
            "Throw the edit away?",
            "goes back to the original; u undoes that",
        ),
    };
    let accent = model.theme.style(Role::Accent);
    let plain = model.theme.style(Role::Plain);
    let title = vec![say("A question", model.theme.style(Role::Title))];
    let room = sheet::open(frame, area, &model.theme, (title, 3));
    let lines = [
        Line::from(say(format!("   {asked}"), plain)),
        Line::default(),
        Line::from(vec![
            say("   y", accent),
            say(format!(" {yes}   "), plain),
            say("esc", accent),
            say(" leaves it as it is", plain),
        ]),
    ];
    sheet::lines(frame, room, lines);
}
