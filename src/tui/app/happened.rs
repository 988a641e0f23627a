//! What the loop waits for.

use ratatui::crossterm::event::Event;

use crate::tui::msg::Msg;

/// What the loop waits for.
#[derive(Debug)]
pub enum Happened {
    /// The terminal says something.
    Input(Event),
    /// The engine shows or tells something new.
    Changed,
    /// Something that was done away from the screen's thread.
    Told(Msg),
    /// More is known of the account's queues.
    Surveyed,
    /// Somebody outside wants an end.
    Stop,
    /// The terminal is gone.
    HungUp,
}

/// What the terminal says, as a message; `None` for what means nothing here.
pub fn input(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => Some(Msg::Key(key)),
        Event::Mouse(mouse) => Some(Msg::Mouse(mouse)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
        Event::FocusGained | Event::FocusLost => None,
    }
}
