//! What is asked of the loop that is not drawing.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::Instant;

use super::face::{Face, TICK};
use super::happened::Happened;
use crate::engine::{Command, Notice, Row, Weight, check_program};
use crate::filter::Filter;
use crate::letter::LetterId;
use crate::try_it::Call;
use crate::tui::input::Input;
use crate::tui::msg::{Ask, Msg, PastAsk};
use crate::tui::options::Ended;
use crate::tui::update::copied;
use crate::tui::{browser, clipboard, editor_process};

fn copy(text: &str) -> Option<Ended> {
    clipboard::copy(text).is_err().then_some(Ended::HungUp)
}

impl Face {
    /// Does one thing; how the face ended, if it did by that.
    pub(super) fn act(&mut self, ask: Ask) -> Option<Ended> {
        match ask {
            Ask::Command(command) => self.send(command),
            Ask::Copy(text) => return copy(&text),
            Ask::CopyMessage(row) => {
                let text = (self.hands.exported)(&row);
                copied(&mut self.model, "message as JSON", text.len());
                return copy(&text);
            }
            Ask::Open(url) => return self.open(&url),
            Ask::EditOutside(letter, text) => return self.edit_outside(letter, &text),
            Ask::Remember(filter) => (self.hands.remember)(&filter),
            Ask::EditBundle(text) => return self.edit_bundle(&text),
            Ask::Calls => {
                let calls = (self.hands.calls)();
                return self.change(Msg::Calls(calls));
            }
            Ask::Past(ask) => self.past(ask),
            Ask::Survey => self.survey(),
            Ask::LookAt(rows) => {
                if let Some(survey) = &self.survey {
                    survey.look_at(rows);
                }
            }
            Ask::EndSurvey => self.survey = None,
            Ask::Export(path, rows) => self.export(path, rows),
            Ask::Transform(job) => self.transformer.ask(job),
            Ask::StopTransform => self.transformer.stop(),
            Ask::Check(revision, filter) => self.check(revision, filter),
            Ask::Try(revision, call) => self.try_it(revision, call),
            Ask::StopTry => self.trying.store(0, Ordering::SeqCst),
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

    /// Opens an address, or shows and copies it where nothing can open it.
    fn open(&mut self, url: &str) -> Option<Ended> {
        if browser::open(url) {
            self.model
                .say(Weight::Done, format!("Opened in the browser: {url}"));
            return None;
        }
        if clipboard::copy(url).is_err() {
            return Some(Ended::HungUp);
        }
        let words = format!("No browser here; sent to the terminal's clipboard: {url}");
        self.model.say(Weight::Warning, words);
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
            let queues = self.model.opens.clone();
            let theme = self.model.theme.name;
            if queues.is_empty() {
                Ended::Quit
            } else {
                Ended::Open { queues, theme }
            }
        } else {
            Ended::Interrupted
        }
    }

    fn survey(&mut self) {
        let survey = (self.hands.survey)();
        let to = self.to.clone();
        // where the channel is full the next change tells it again
        survey.on_change(move || to.try_send(Happened::Surveyed).unwrap_or_default());
        self.survey = Some(survey);
    }

    /// Hands the terminal over to the operator's editor, and takes it back.
    fn edit_outside(&mut self, letter: LetterId, text: &str) -> Option<Ended> {
        self.input.stop();
        self.screen.lend();
        let edited = editor_process::edit(text, "event.json");
        self.take_back()
            .or_else(|| self.change(Msg::Edited(letter, edited)))
    }

    /// The same for several letters.
    fn edit_bundle(&mut self, text: &str) -> Option<Ended> {
        self.input.stop();
        self.screen.lend();
        let edited = editor_process::edit(text, "events.txt");
        self.take_back()
            .or_else(|| self.change(Msg::BundleEdited(edited)))
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
            to.send(Happened::Told(Msg::Said(said))).unwrap_or_default();
        };
        self.away("extra", work);
    }

    fn away(&mut self, name: &str, work: impl FnOnce() + Send + 'static) {
        if let Err(error) = thread::Builder::new().name(name.into()).spawn(work) {
            let words = format!("It could not be started: {error}");
            self.model.say(Weight::Warning, words);
        }
    }

    /// Asks the journal away from this thread.
    fn past(&mut self, ask: PastAsk) {
        let (to, past) = (self.to.clone(), Arc::clone(&self.hands.past));
        self.away("past", move || {
            let told = match ask {
                PastAsk::Runs => Msg::Runs(past.runs()),
                PastAsk::Letters(run) => {
                    let letters = past.letters(&run);
                    Msg::RunLetters(run, letters)
                }
                PastAsk::Export(run, path) => Msg::Notices(vec![written(past.export(&run, &path))]),
            };
            to.send(Happened::Told(told)).unwrap_or_default();
        });
    }

    /// Compiles a filter's program away from this thread.
    fn check(&mut self, revision: u64, filter: Filter) {
        let to = self.to.clone();
        self.away("check", move || {
            let answer = check_program(&filter).map_err(|problem| problem.what);
            let told = Happened::Told(Msg::Checked(revision, filter, answer));
            to.send(told).unwrap_or_default();
        });
    }

    /// Makes one exchange away from this thread.
    fn try_it(&mut self, revision: u64, call: Call) {
        self.trying.store(revision, Ordering::SeqCst);
        let (to, wanted) = (self.to.clone(), Arc::clone(&self.trying));
        let try_it = Arc::clone(&self.hands.try_it);
        self.away("try", move || {
            let wanted = || wanted.load(Ordering::SeqCst) == revision;
            if let Some(answer) = try_it(&call, &wanted) {
                let told = Happened::Told(Msg::Tried(revision, answer));
                to.send(told).unwrap_or_default();
            }
        });
    }

    /// Writes letters to a file away from this thread.
    fn export(&mut self, path: String, rows: Vec<Arc<Row>>) {
        let (to, export) = (self.to.clone(), Arc::clone(&self.hands.export));
        self.away("export", move || {
            let notice = written(export(&path, &rows));
            let told = Happened::Told(Msg::Notices(vec![notice]));
            to.send(told).unwrap_or_default();
        });
    }

    /// The terminal first, then the leases: nobody is left to look, but the letters must go back.
    pub(super) fn close_up(mut self, ended: Ended) -> Ended {
        self.input.stop();
        self.screen.lend();
        if matches!(ended, Ended::HungUp | Ended::Panicked) {
            if self.closing.is_none() {
                self.send(Command::Close);
            }
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

/// What came of writing a file.
fn written(outcome: Result<String, String>) -> Notice {
    match outcome {
        Ok(said) => Notice::new(Weight::Done, said),
        Err(why) => Notice::new(Weight::Warning, why),
    }
}
