//! The loop: waits on one channel, changes the model, does what is asked, draws.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::happened::{Happened, input};
use super::transformer::Transformer;
use crate::engine::survey::Survey;
use crate::engine::{Handle, Weight};
use crate::tui::input::Input;
use crate::tui::model::Model;
use crate::tui::msg::Msg;
use crate::tui::options::{Ended, Extra, Hands, Options};
use crate::tui::stop::Stop;
use crate::tui::terminal::Screen;
use crate::tui::update::update;

/// Things that are worked off before a frame is drawn.
const AT_ONCE: usize = 256;
/// Shortest time between two frames, but after a key.
const FRAME: Duration = Duration::from_millis(33);
/// How often ages on the screen go on.
pub const TICK: Duration = Duration::from_secs(1);

/// The loop's state: the model, and what is not a value.
pub struct Face {
    pub(super) handle: Handle,
    pub(super) screen: Screen,
    pub(super) input: Input,
    pub(super) to: SyncSender<Happened>,
    pub(super) stop: Stop,
    pub(super) model: Model,
    pub(super) extras: Vec<Arc<Mutex<Extra>>>,
    pub(super) hands: Hands,
    pub(super) survey: Option<Survey>,
    /// Begin with the queues of the account.
    choose: bool,
    pub(super) transformer: Transformer,
    /// The exchange that is waited for; 0 is none.
    pub(super) trying: Arc<AtomicU64>,
    pub(super) patience: Duration,
    /// A change was told and not yet looked at.
    pub(super) changed: Arc<AtomicBool>,
    /// When the snapshot came, for the time since then.
    pub(super) seen: Instant,
    /// Since when leases are being given back.
    pub(super) closing: Option<Instant>,
    pub(super) dirty: bool,
    pub(super) at_once: bool,
}

impl Face {
    /// Starts to read and to listen.
    ///
    /// # Errors
    /// When the terminal has no size or no thread can be had.
    pub fn new(
        (handle, screen, to): (Handle, Screen, SyncSender<Happened>),
        options: Options,
        stop: &Stop,
    ) -> io::Result<Self> {
        let mut model = Model::new(
            handle.snapshot(),
            (options.theme, options.who),
            options.catalogue,
        );
        model.keys = Arc::new(options.keys);
        model.redaction = Arc::new(options.redaction);
        model.filters = options.filters.into();
        model.aws_flags = options.aws_flags;
        model.first_time = options.first_time && !options.choose;
        if let Some(warning) = options.warning {
            model.say(Weight::Warning, warning);
        }
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
            stop: stop.clone(),
            model,
            extras: options
                .extras
                .into_iter()
                .map(|e| Arc::new(Mutex::new(e)))
                .collect(),
            transformer: Transformer::start(Arc::clone(&options.hands.jq), to.clone())?,
            trying: Arc::default(),
            hands: options.hands,
            survey: None,
            choose: options.choose,
            patience: options.patience,
            changed,
            seen: Instant::now(),
            closing: None,
            dirty: true,
            at_once: true,
            to,
        })
    }

    /// Goes round until it ends.
    pub fn run(&mut self, from: &Receiver<Happened>) -> Ended {
        let mut drawn = Instant::now();
        let mut ticked = Instant::now();
        let first = self.change(Msg::Snapshot(self.handle.snapshot()));
        if let Some(ended) = first {
            return ended;
        }
        if self.choose
            && let Some(ended) = self.change(Msg::Choose)
        {
            return ended;
        }
        loop {
            let since = drawn.elapsed();
            if self.dirty && (self.at_once || since >= FRAME) {
                if self.screen.lost() {
                    return Ended::Panicked;
                }
                if self.screen.draw(&self.model).is_err() {
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
            Happened::Told(msg) => msg,
            Happened::Surveyed => Msg::Surveyed(self.survey.as_ref()?.shown()),
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
        self.look()
            .or_else(|| self.change(Msg::Clock(now)))
            .or_else(|| self.happened(Happened::Surveyed))
    }

    /// Changes the model, and does what comes of it.
    pub(super) fn change(&mut self, msg: Msg) -> Option<Ended> {
        self.dirty = true;
        let asks = update(&mut self.model, msg);
        asks.into_iter().find_map(|ask| self.act(ask))
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
