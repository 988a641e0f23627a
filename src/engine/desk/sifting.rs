//! The view's jq filter: which letters its program lets through, as far as it was run.

use std::collections::HashSet;
use std::sync::Arc;

use super::state::State;
use crate::engine::command::ViewRequest;
use crate::engine::event::Event;
use crate::engine::notice::Weight;
use crate::engine::sieve::{Sifted, sift};
use crate::letter::LetterId;
use crate::problem::Problem;

/// What a program let through so far.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    program: Option<Arc<str>>,
    through: HashSet<LetterId>,
    /// Letters below this were judged.
    judged: u32,
    at_work: bool,
    /// Shown when its program was run.
    wanted: Option<ViewRequest>,
}

impl Sieve {
    /// Whether the program of a filter lets a letter through.
    pub(super) fn shows(&self, program: &str, letter: LetterId) -> bool {
        self.program.as_deref() == Some(program) && self.through.contains(&letter)
    }
}

impl State {
    /// Shows another view; one with a jq filter when its program was run.
    pub(super) fn ask_view(&mut self, request: ViewRequest) {
        let Some(program) = request.filter.jq().map(Arc::from) else {
            self.sieve = Sieve::default();
            self.table.viewer.ask(request);
            return;
        };
        if self.sieve.program.as_ref() == Some(&program) && self.sieve.wanted.is_none() {
            self.table.viewer.ask(request);
            return;
        }
        self.sieve = Sieve {
            program: Some(program),
            wanted: Some(request),
            ..Sieve::default()
        };
        self.go_on_sifting();
    }

    /// Runs the program over letters that came since.
    pub(super) fn go_on_sifting(&mut self) {
        let end = self.table.end();
        let news = self.sieve.judged < end || self.sieve.wanted.is_some();
        let Some(program) = self.sieve.program.clone().filter(|_| news) else {
            return;
        };
        if self.sieve.at_work {
            return;
        }
        self.sieve.at_work = true;
        let from = LetterId(self.sieve.judged);
        self.sieve.judged = end;
        let letters = self.table.letters().clone();
        let executable = self.settings.executable.clone();
        let events = self.events.clone();
        self.runtime.spawn(async move {
            let ran = Arc::clone(&program);
            let work = move || {
                let fresh = letters.iter().filter(|row| row.letter.id >= from);
                sift(&executable, &ran, fresh)
            };
            let outcome = match tokio::task::spawn_blocking(work).await {
                Ok(outcome) => outcome,
                Err(error) => Err(Problem::internal(format!("jq broke off: {error}"))),
            };
            if events.send(Event::Sifted(program, outcome)).await.is_err() {
                tracing::debug!("the desk is gone before a filter's program ended");
            }
        });
    }

    /// A program was run. One that is not asked for any more is forgotten.
    pub(super) fn sifted(&mut self, program: &Arc<str>, outcome: Result<Sifted, Problem>) {
        if self.sieve.program.as_ref() != Some(program) {
            return;
        }
        self.sieve.at_work = false;
        match outcome {
            Err(problem) => {
                let wanted = std::mem::take(&mut self.sieve).wanted;
                self.tell(Weight::Warning, problem.to_string());
                if let Some(request) = wanted {
                    self.table.viewer.refuse(request.revision, problem);
                }
            }
            Ok(sifted) => {
                for letter in &sifted.through {
                    self.table.viewer.touch(*letter);
                }
                self.sieve.through.extend(sifted.through);
                if sifted.failed > 0 {
                    let text =
                        format!("jq failed on {} letters; they are not shown", sifted.failed);
                    self.tell(Weight::Note, text);
                }
                if let Some(request) = self.sieve.wanted.take() {
                    self.table.viewer.ask(request);
                }
            }
        }
    }
}
