//! The only place that prints: standard output for what was asked for, standard error for everything else.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::args::Format;
use super::documents::ErrorDocument;
use super::request::Early;
use crate::problem::{Exit, Problem};
use crate::text;

type Sink = Box<dyn Write + Send>;

/// Where a subcommand prints, and how.
pub struct Output {
    format: Format,
    out: Mutex<Sink>,
    err: Mutex<Sink>,
    /// Whether standard error is a terminal, on which one line can be written over and over.
    terminal: bool,
    /// A progress line stands on the terminal.
    line: AtomicBool,
    /// Something could not be written.
    broken: AtomicBool,
}

/// What a captured output held, for tests.
#[derive(Clone, Default)]
pub struct Captured {
    out: Shared,
    err: Shared,
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Output {
    /// On the process's own standard output and error.
    #[must_use]
    pub fn standard(format: Format) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self::on(
            format,
            Box::new(std::io::stdout()),
            Box::new(std::io::stderr()),
            terminal,
        )
    }

    /// Into memory, for tests.
    #[must_use]
    pub fn captured(format: Format) -> (Self, Captured) {
        let held = Captured::default();
        let (out, err) = (held.out.clone(), held.err.clone());
        (Self::on(format, Box::new(out), Box::new(err), false), held)
    }

    fn on(format: Format, out: Sink, err: Sink, terminal: bool) -> Self {
        Self {
            format,
            out: Mutex::new(out),
            err: Mutex::new(err),
            terminal,
            line: AtomicBool::new(false),
            broken: AtomicBool::new(false),
        }
    }

    /// Whether one JSON document is asked for.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether something that was asked for could not be written: a full disk, not a reader that went away.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// Text for people on standard output; what is hostile in it becomes visible.
    pub fn text(&self, text: &str) {
        self.end_progress();
        for line in text.trim_end_matches('\n').split('\n') {
            self.write_out(&format!("{}\n", text::safe(line)));
        }
    }

    /// Text of our own on standard output as it is: a manual page, a completion script, an exported line.
    pub fn verbatim(&self, text: &str) {
        self.end_progress();
        self.write_out(text);
    }

    /// A JSON document on standard output, with a new line behind it.
    pub fn document(&self, document: &impl Serialize) {
        self.end_progress();
        match serde_json::to_string_pretty(document) {
            Ok(json) => self.write_out(&(json + "\n")),
            Err(e) => self.note(&format!("the document can't be written: {e}")),
        }
    }

    /// A JSON document in one line, for streams of them.
    pub fn line(&self, document: &impl Serialize) {
        match serde_json::to_string(document) {
            Ok(json) => self.write_out(&(json + "\n")),
            Err(e) => self.note(&format!("the line can't be written: {e}")),
        }
    }

    /// A sentence on standard error.
    pub fn note(&self, text: &str) {
        self.end_progress();
        for line in text.lines() {
            self.write_err(&format!("{}\n", text::safe(line)));
        }
    }

    /// How far it is, on one line of the terminal; nothing where standard error is none.
    pub fn progress(&self, text: &str) {
        if self.terminal {
            self.line.store(true, Ordering::Relaxed);
            self.write_err(&format!("\r\x1b[K{}", text::safe_line(text, 78)));
        }
    }

    /// A problem: as a document where JSON is asked for, and for people on standard error otherwise.
    pub fn problem(&self, problem: &Problem) {
        if self.is_json() {
            return self.document(&ErrorDocument::of(problem));
        }
        let place = if problem.place.is_empty() {
            String::new()
        } else {
            format!(" ({})", problem.place)
        };
        self.note(&format!("error: {}{place}", problem.what));
        if !problem.remedy.is_empty() {
            self.note(&format!("  {}", problem.remedy));
        }
    }

    /// Prints why the program ends before it begins; answers the exit code.
    pub fn early(&self, early: &Early) -> Exit {
        match early {
            Early::Text(text) => {
                self.verbatim(text);
                Exit::Done
            }
            Early::Wrong {
                problem,
                json: true,
                ..
            } => {
                self.document(&ErrorDocument::of(problem));
                Exit::Usage
            }
            Early::Wrong { text, .. } => {
                self.note(text);
                Exit::Usage
            }
        }
    }

    fn end_progress(&self) {
        if self.line.swap(false, Ordering::Relaxed) {
            self.write_err("\r\x1b[K");
        }
    }

    fn write_out(&self, text: &str) {
        let mut out = lock(&self.out);
        if let Err(e) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
            && e.kind() != ErrorKind::BrokenPipe
        {
            self.broken.store(true, Ordering::Relaxed);
        }
    }

    /// There is nowhere left to say that standard error is gone.
    fn write_err(&self, text: &str) {
        let mut err = lock(&self.err);
        err.write_all(text.as_bytes())
            .and_then(|()| err.flush())
            .ok();
    }
}

impl Captured {
    /// What standard output held.
    #[must_use]
    pub fn out(&self) -> String {
        self.out.text()
    }

    /// What standard error held.
    #[must_use]
    pub fn err(&self) -> String {
        self.err.text()
    }
}

impl Shared {
    fn text(&self) -> String {
        String::from_utf8_lossy(&lock(&self.0)).into_owned()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        lock(&self.0).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
