//! The clipboard, through the terminal (OSC 52). Nobody answers: a terminal that does not know it stays silent.

use std::io;

use ratatui::crossterm::clipboard::CopyToClipboard;
use ratatui::crossterm::execute;

/// Sends `text` to the terminal's clipboard, byte for byte.
///
/// # Errors
/// When the terminal is gone.
pub fn copy(text: &str) -> io::Result<()> {
    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
}
