//! The terminal: taken, given back exactly once whatever happens, and drawn on.

use std::cell::Cell;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{execute, queue};
use ratatui::layout::Rect;

use crate::tui::model::Model;
use crate::tui::screens::screen::draw;

/// Whether the terminal is in our hands. One process has one terminal.
static TAKEN: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();
/// Held while a frame is written, so that nobody gives the terminal back in the middle of one.
static FRAME: Mutex<()> = Mutex::new(());

thread_local! {
    /// This thread is writing a frame: if it panics, it must not wait for itself.
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

/// The terminal in our hands; given back when it is dropped, and when any thread panics.
pub struct Screen {
    /// Never dropped: where the terminal is gone, its drop complains to standard error, which is gone too, and
    /// panics. What it would do, [`give_back`] does.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
}

/// Whether standard input and output are a terminal.
#[must_use]
pub fn is_one() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When it can't be set up; it is left as it was.
    pub fn take() -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                give_back();
                before(panic);
            }));
        });
        let terminal = Terminal::new(CrosstermBackend::new(BufWriter::new(io::stdout())))?;
        let mut screen = Self {
            terminal: ManuallyDrop::new(terminal),
        };
        screen.again()?;
        Ok(screen)
    }

    /// Takes the terminal again after [`Screen::lend`]; everything is drawn anew.
    ///
    /// # Errors
    /// When it can't be set up.
    pub fn again(&mut self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        let taken = enable_raw_mode().and_then(|()| {
            execute!(
                io::stdout(),
                EnterAlternateScreen,
                EnableMouseCapture,
                EnableBracketedPaste
            )
        });
        if taken.is_err() {
            give_back();
        }
        taken?;
        self.forget()
    }

    /// Lets somebody else have the terminal.
    pub fn lend(&self) {
        give_back();
    }

    /// Whether a panic somewhere gave the terminal back behind our back: nothing may be drawn any more.
    pub fn lost(&self) -> bool {
        !TAKEN.load(Ordering::SeqCst)
    }

    /// Forgets what is on the screen, so that all of it is drawn.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn forget(&mut self) -> io::Result<()> {
        // not `clear`: it asks where the cursor is, and a terminal that does not answer stops the program
        let (width, height) = self.size()?;
        self.terminal.resize(Rect::new(0, 0, width, height))
    }

    /// Draws the model in one synchronised update; only what changed is written.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, model: &Model) -> io::Result<()> {
        let frame = FRAME.lock().unwrap_or_else(PoisonError::into_inner);
        if self.lost() {
            return Ok(());
        }
        WRITING.set(true);
        let written = self.write(model);
        WRITING.set(false);
        drop(frame);
        written
    }

    fn write(&mut self, model: &Model) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| draw(model, frame))?;
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        self.terminal.backend_mut().flush()
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Undoes all of it, once.
fn give_back() {
    let frame = (!WRITING.get()).then(|| FRAME.lock().unwrap_or_else(PoisonError::into_inner));
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let left = execute!(
        io::stdout(),
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    let raw = disable_raw_mode();
    if let Err(error) = left.and(raw) {
        tracing::warn!(%error, "the terminal could not be given back");
    }
    drop(frame);
}
