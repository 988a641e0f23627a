//! The loop: waits on one channel, changes the model, does what is asked, draws.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::Event;

use crate::engine::{Command, Handle, Notice, Weight};
use crate::letter::LetterId;
use crate::tui::hangup::Watch;
use crate::tui::input::Input;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Msg};
use crate::tui::options::{Ended, Extra, Options};
use crate::tui::stop::Stop;
use crate::tui::terminal::{self, Screen};
use crate::tui::update::update;
use crate::tui::{clipboard, editor_process};

/// Things that may wait for the loop.
const WAITING: usize = 1024;
/// Things that are worked off before a frame is drawn.
const AT_ONCE: usize = 256;
/// Shortest time between two frames, but after a key.
const FRAME: Duration = Duration::from_millis(33);
/// How often ages on the screen go on.
const TICK: Duration = Duration::from_secs(1);

/// What the loop waits for.
#[derive(Debug)]
pub enum Happened {
    /// The terminal says something.
    Input(Event),
    /// The engine shows or tells something new.
    Changed,
    /// An extra has done its work.
    Said(String),
    /// Somebody outside wants an end.
    Stop,
    /// The terminal is gone.
    HungUp,
}

/// Runs the face until the operator quits, `stop` is used, or the terminal is gone. All leases are given back
/// before it ends, as far as `options.patience` allows.
#[must_use]
pub fn run(handle: Handle, options: Options, stop: &Stop) -> Ended {
    if !terminal::is_one() {
        return Ended::NoTerminal;
    }
    let (to, from) = sync_channel(WAITING);
    let started = Screen::take().and_then(|screen| {
        let watch = Watch::start(to.clone())?;
        Face::new((handle, screen, to), options, stop).map(|face| (face, watch))
    });
    match started {
        Ok((mut face, watch)) => {
            let ended = face.run(&from);
            drop(watch);
            face.close_up(ended)
        }
        Err(error) => {
            tracing::error!(%error, "the terminal could not be set up");
            Ended::NoTerminal
        }
    }
}

struct Face {
    handle: Handle,
    screen: Screen,
    input: Input,
    to: SyncSender<Happened>,
    stop: Stop,
    model: Model,
    extras: Vec<Arc<Mutex<Extra>>>,
    patience: Duration,
    /// A change was told and not yet looked at.
    changed: Arc<AtomicBool>,
    /// When the snapshot came, for the time since then.
    seen: Instant,
    /// Since when leases are being given back.
    closing: Option<Instant>,
    dirty: bool,
    at_once: bool,
}

impl Face {
    fn new(
        (handle, screen, to): (Handle, Screen, SyncSender<Happened>),
        options: Options,
        stop: &Stop,
    ) -> io::Result<Self> {
        let mut model = Model::new(
            handle.snapshot(),
            (options.theme, options.who),
            options.catalogue,
        );
        model.first_time = options.first_time;
        model.size = screen.size()?;
        let named = |extra: &Extra| (extra.name.clone(), extra.help.clone());
        model.extras = options.extras.iter().map(named).collect();
        let changed = Arc::new(AtomicBool::new(false));
        listen(&handle, &changed, to.clone());
        stop.connect(to.clone());
        Ok(Self {
            input: Input::start(to.clone())?,
            handle,
            screen,
            to,
            stop: stop.clone(),
            model,
            extras: options
                .extras
                .into_iter()
                .map(|e| Arc::new(Mutex::new(e)))
                .collect(),
            patience: options.patience,
            changed,
            seen: Instant::now(),
            closing: None,
            dirty: true,
            at_once: true,
        })
    }

    fn run(&mut self, from: &Receiver<Happened>) -> Ended {
        let mut drawn = Instant::now();
        let mut ticked = Instant::now();
        let first = self.change(Msg::Snapshot(self.handle.snapshot()));
        if let Some(ended) = first {
            return ended;
        }
        loop {
            let since = drawn.elapsed();
            if self.dirty && (self.at_once || since >= FRAME) {
                if self.screen.lost() || self.screen.draw(&self.model).is_err() {
                    return Ended::HungUp;
                }
                (self.dirty, self.at_once, drawn) = (false, false, Instant::now());
            }
            let wait = if self.dirty {
                FRAME.saturating_sub(drawn.elapsed())
            } else {
                TICK.saturating_sub(ticked.elapsed())
            };
            if let Some(ended) = self.work_off(from, wait) {
                return ended;
            }
            if ticked.elapsed() >= TICK {
                ticked = Instant::now();
                if let Some(ended) = self.tick() {
                    return ended;
                }
            }
        }
    }

    /// Waits for something, and works off what has gathered.
    fn work_off(&mut self, from: &Receiver<Happened>, wait: Duration) -> Option<Ended> {
        let mut next = from.recv_timeout(wait);
        for _ in 0..AT_ONCE {
            match next {
                Ok(happened) => {
                    if let Some(ended) = self.happened(happened) {
                        return Some(ended);
                    }
                }
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Some(Ended::HungUp),
            }
            next = from.try_recv().map_err(|_| RecvTimeoutError::Timeout);
        }
        None
    }

    fn happened(&mut self, happened: Happened) -> Option<Ended> {
        let msg = match happened {
            Happened::Input(event) => {
                self.at_once = true;
                input(event)?
            }
            Happened::Changed => {
                self.changed.store(false, Ordering::SeqCst);
                return self.look();
            }
            Happened::Said(text) => Msg::Said(text),
            Happened::Stop => Msg::Stop,
            Happened::HungUp => return Some(Ended::HungUp),
        };
        self.change(msg)
    }

    /// Takes what the engine shows and tells.
    fn look(&mut self) -> Option<Ended> {
        let snapshot = self.handle.snapshot();
        let notices = self.handle.take_notices();
        let told = if notices.is_empty() {
            None
        } else {
            self.change(Msg::Notices(notices))
        };
        if told.is_some() || snapshot.revision == self.model.snapshot.revision {
            return told;
        }
        self.seen = Instant::now();
        self.change(Msg::Snapshot(snapshot))
    }

    /// A second has passed.
    fn tick(&mut self) -> Option<Ended> {
        let now = self.model.snapshot.now.plus(self.seen.elapsed());
        if self.stop.asked() && !self.model.closing {
            return self.change(Msg::Stop);
        }
        let waited = self.closing.map_or(Duration::ZERO, |since| since.elapsed());
        if waited > self.patience {
            return Some(Ended::Interrupted);
        }
        self.look().or_else(|| self.change(Msg::Clock(now)))
    }

    fn change(&mut self, msg: Msg) -> Option<Ended> {
        self.dirty = true;
        let asks = update(&mut self.model, msg);
        asks.into_iter().find_map(|ask| self.act(ask))
    }

    fn act(&mut self, ask: Ask) -> Option<Ended> {
        match ask {
            Ask::Command(command) => self.send(command),
            Ask::Copy(text) => {
                if clipboard::copy(&text).is_err() {
                    return Some(Ended::HungUp);
                }
            }
            Ask::EditOutside(letter, text) => return self.edit_outside(letter, &text),
            Ask::Extra(number) => self.extra(number),
            Ask::Suspend => return self.suspend(),
            Ask::Redraw => {
                if self.screen.forget().is_err() {
                    return Some(Ended::HungUp);
                }
            }
            Ask::End => return Some(self.ended()),
        }
        None
    }

    fn send(&mut self, command: Command) {
        if matches!(command, Command::Close) {
            self.closing = Some(Instant::now());
        }
        if !self.handle.send(command) {
            let words = "The engine did not take that: it is busy or has ended";
            self.model.say(Weight::Warning, words);
        }
    }

    fn ended(&self) -> Ended {
        let done = self.model.snapshot.closing.as_ref().is_some_and(|c| c.done);
        if done && !self.stop.asked() {
            Ended::Quit
        } else {
            Ended::Interrupted
        }
    }

    /// Hands the terminal over to the operator's editor, and takes it back.
    fn edit_outside(&mut self, letter: LetterId, text: &str) -> Option<Ended> {
        self.input.stop();
        self.screen.lend();
        let edited = editor_process::edit(text);
        self.take_back()
            .or_else(|| self.change(Msg::Edited(letter, edited)))
    }

    fn suspend(&mut self) -> Option<Ended> {
        self.input.stop();
        self.screen.lend();
        let own = rustix::process::getpid();
        if let Err(error) = rustix::process::kill_process(own, rustix::process::Signal::TSTP) {
            tracing::warn!(%error, "the process could not be suspended");
        }
        self.take_back().or_else(|| self.change(Msg::Woken))
    }

    fn take_back(&mut self) -> Option<Ended> {
        let input = self
            .screen
            .again()
            .and_then(|()| Input::start(self.to.clone()));
        let Ok(input) = input else {
            return Some(Ended::HungUp);
        };
        self.input = input;
        let size = self.screen.size().ok()?;
        self.change(Msg::Resize(size.0, size.1))
    }

    /// Runs an extra away from this thread.
    fn extra(&mut self, number: usize) {
        let Some(extra) = self.extras.get(number).map(Arc::clone) else {
            return;
        };
        let to = self.to.clone();
        let work = move || {
            let said = (extra.lock().unwrap_or_else(PoisonError::into_inner).act)();
            to.send(Happened::Said(said)).unwrap_or_default();
        };
        if let Err(error) = thread::Builder::new().name("extra".into()).spawn(work) {
            let notice = Notice::new(Weight::Warning, format!("It could not be started: {error}"));
            self.model.say(notice.weight, notice.text);
        }
    }

    /// The terminal first, then the leases: nobody is left to look, but the letters must go back.
    fn close_up(mut self, ended: Ended) -> Ended {
        self.input.stop();
        self.screen.lend();
        if ended == Ended::HungUp && self.closing.is_none() {
            self.send(Command::Close);
            self.wait_until_closed();
        }
        ended
    }

    fn wait_until_closed(&self) {
        let end = Instant::now() + self.patience;
        let mut snapshot = self.handle.snapshot();
        while !snapshot.closing.as_ref().is_some_and(|c| c.done) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            snapshot = self.handle.wait(snapshot.revision, left.min(TICK));
        }
    }
}

/// What the terminal says, as a message; `None` for what means nothing here.
fn input(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => Some(Msg::Key(key)),
        Event::Mouse(mouse) => Some(Msg::Mouse(mouse)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
        Event::FocusGained | Event::FocusLost => None,
    }
}

/// Wakes the loop once for all changes that it has not looked at yet.
fn listen(handle: &Handle, changed: &Arc<AtomicBool>, to: SyncSender<Happened>) {
    let changed = Arc::clone(changed);
    handle.on_change(move || {
        let told = changed.swap(true, Ordering::SeqCst);
        if !told && to.try_send(Happened::Changed).is_err() {
            changed.store(false, Ordering::SeqCst);
        }
    });
}
