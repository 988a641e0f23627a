//! What faces ask.

use std::sync::Arc;

use super::state::State;
use crate::engine::command::Command;
use crate::engine::news::RunOrder;
use crate::engine::notice::Weight;
use crate::engine::scan::ScanOrder;
use crate::engine::snapshot::Mode;
use crate::letter::LetterId;
use crate::repair::Edit;

impl State {
    /// Does what a face asks, as far as it can be done at once.
    pub(super) fn command(&mut self, command: Command) {
        let now = self.now();
        if !matches!(command, Command::Close) {
            self.attention.touch(now);
        }
        match command {
            Command::View(request) => self.ask_view(request),
            Command::Edit { letter, edit } => self.edit(letter, edit),
            Command::Edits(edits) => self.edits(edits),
            Command::Typed { letter, text } => self.typed(letter, text),
            Command::ReadRule { rule_arn, bus } => self.read_rule(rule_arn, bus),
            Command::DropPlan => self.planned = None,
            Command::Run(consent) => self.begin(consent),
            Command::PauseRun(run) => self.runs.order(&run, RunOrder::Pause),
            Command::ResumeRun(run) => self.runs.order(&run, RunOrder::Resume),
            Command::AbortRun(run) => self.runs.order(&run, RunOrder::Abort),
            Command::SetRate(run, rate) => self.runs.order(&run, RunOrder::Rate(rate)),
            Command::Pause(true) => self.order_all(ScanOrder::Halt),
            Command::Pause(false) => self.order_all(ScanOrder::Go),
            Command::ReadOnly => self.read_only(),
            Command::Plan(request) => self.plan(request),
            Command::Touch => {}
            Command::Close => self.close(),
        }
    }

    fn order_all(&mut self, order: ScanOrder) {
        if self.leaving.is_some() {
            return;
        }
        for desk in &mut self.queues {
            if order == ScanOrder::Go {
                desk.letting_go = false;
            }
            desk.order(order);
        }
    }

    /// From now on nothing is changed: runs end, and what was looked at is given back.
    fn read_only(&mut self) {
        if self.mode == Mode::ReadOnly {
            return;
        }
        self.mode = Mode::ReadOnly;
        self.planned = None;
        self.runs.abort_all();
        for at in 0..self.queues.len() {
            if self.queues[at].has_passed() {
                self.let_go(self.queues[at].id);
            }
        }
        self.tell(Weight::Done, "read-only: from now on nothing is changed");
    }

    fn edits(&mut self, edits: Vec<(LetterId, Option<Arc<Edit>>)>) {
        if self.mode == Mode::ReadOnly {
            self.tell(Weight::Warning, "read-only: the edits are not kept");
            return;
        }
        for (letter, edit) in edits {
            self.edit(letter, edit);
        }
    }

    fn edit(&mut self, letter: LetterId, edit: Option<Arc<Edit>>) {
        if self.mode == Mode::ReadOnly {
            self.tell(Weight::Warning, "read-only: the edit is not kept");
            return;
        }
        let Some(row) = self.table.letters().get(letter).cloned() else {
            self.tell(Weight::Warning, "that letter left the queue meanwhile");
            return;
        };
        self.table.edit(letter, edit.clone());
        self.record_edit(&row, edit.as_ref());
    }
}
