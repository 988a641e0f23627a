//! All that the desk owns.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::attention::Attention;
use super::leaving::Leaving;
use super::memory::Memory;
use super::queue::QueueDesk;
use super::running::Runs;
use super::sifting::Sieve;
use super::table::Table;
use super::walking::Walks;
use crate::engine::command::ViewRequest;
use crate::engine::event::Event;
use crate::engine::letters::Row;
use crate::engine::notice::{Notice, Weight};
use crate::engine::planner::Planner;
use crate::engine::ports::Ports;
use crate::engine::settings::Settings;
use crate::engine::sight::Sight;
use crate::engine::snapshot::{Mode, Planned, QueueId, RuleFacts, Skew, Snapshot};
use crate::time::Time;

/// What the desk owns.
pub(in crate::engine) struct State {
    pub(super) settings: Settings,
    pub(super) ports: Ports,
    pub(super) runtime: Handle,
    pub(super) events: mpsc::Sender<Event>,
    pub(super) table: Table,
    pub(super) queues: Vec<QueueDesk>,
    pub(super) mode: Mode,
    pub(super) planner: Planner,
    pub(super) planned: Option<Planned>,
    pub(super) rule: Option<RuleFacts>,
    pub(super) runs: Runs,
    pub(super) walks: Walks,
    pub(super) attention: Attention,
    pub(super) leaving: Option<Leaving>,
    pub(super) memory: Memory,
    /// Text that was typed and not taken over, by message id.
    pub(super) typed: Arc<HashMap<Arc<str>, Arc<str>>>,
    pub(super) sieve: Sieve,
    /// How far this machine's clock is off AWS's.
    pub(super) skew: Option<Skew>,
    /// When the view was last worked out anew because time passed.
    pub(super) refreshed: Time,
    /// Told with the next turn.
    pub(super) notices: Vec<Notice>,
    /// Something that faces see is not the same any more.
    pub(super) changed: bool,
}

impl State {
    /// A session's start.
    pub(in crate::engine) fn new(
        settings: Settings,
        (ports, runtime): (Ports, Handle),
        events: mpsc::Sender<Event>,
        (table, queues): (Table, Vec<QueueDesk>),
    ) -> Self {
        let now = settings.clock.now();
        let planner = Planner::new(
            Arc::clone(&ports.directory),
            settings.scribe.clone(),
            events.clone(),
        );
        Self {
            attention: Attention::new(settings.untouched, now),
            mode: if settings.read_only {
                Mode::ReadOnly
            } else {
                Mode::Lease
            },
            settings,
            ports,
            runtime,
            events,
            table,
            queues,
            planner,
            planned: None,
            rule: None,
            runs: Runs::default(),
            walks: Walks::default(),
            leaving: None,
            memory: Memory::default(),
            typed: Arc::default(),
            sieve: Sieve::default(),
            skew: None,
            refreshed: now,
            notices: Vec::new(),
            changed: true,
        }
    }

    pub(super) fn now(&self) -> Time {
        self.settings.clock.now()
    }

    pub(super) fn queue(&mut self, id: QueueId) -> Option<&mut QueueDesk> {
        self.queues.get_mut(usize::from(id.0))
    }

    pub(super) fn tell(&mut self, weight: Weight, text: impl Into<String>) {
        self.notices.push(Notice::new(weight, text));
    }

    /// Takes one piece of news.
    pub(super) fn event(&mut self, event: Event) {
        self.changed = true;
        match event {
            Event::Arrived {
                queue,
                at,
                letters,
                room,
            } => {
                self.arrived(queue, at, letters);
                // counted now: the next receive may reserve their room
                drop(room);
            }
            Event::Scanned(queue, news) => self.scanned(queue, news),
            Event::Facts(queue, facts) => self.facts(queue, facts),
            Event::Moving(queue, task) => self.moving(queue, task),
            Event::Hidden(hidden) => self.hidden(hidden),
            Event::Run(run, news) => self.run_news(&run, news),
            Event::RunBroke(run) => self.run_broke(&run),
            Event::Planned(revision, outcome) => self.planned(revision, outcome),
            Event::Joining(run, joining) => self.joining(&run, joining),
            Event::Unseen(run, letters) => self.unseen(&run, letters),
            Event::RuleRead(rule, world) => self.rule_read(&rule, world),
            Event::Sifted(program, outcome) => self.sifted(&program, outcome),
            Event::Remembered(memories) => self.remembered(memories),
            Event::Drafts(queue, drafts) => self.drafts(queue, drafts),
        }
    }

    /// One slice of the view's work.
    pub(super) fn view(&mut self) {
        if !self.table.viewer.is_behind() {
            return;
        }
        let sights = self.sights();
        let sieve = &self.sieve;
        let keep = |request: &ViewRequest, row: &Row| {
            let sight = sights.get(usize::from(row.queue.0))?;
            let wanted = request.cause.is_none_or(|cause| cause == row.cause);
            let kept = match request.filter.jq() {
                _ if !wanted => false,
                Some(program) => sieve.shows(program, row.letter.id),
                None => sight.shows(&request.filter, row),
            };
            kept.then_some(sight.retention)
        };
        self.changed |= self.table.work(&keep);
    }

    /// What filters need to know of each queue.
    pub(super) fn sights(&self) -> Vec<Sight> {
        let now = self.now();
        self.queues
            .iter()
            .map(|desk| Sight {
                now,
                retention: desk.state.retention,
                account: desk.state.account.clone(),
                region: desk.state.region.clone(),
            })
            .collect()
    }

    /// What faces see now.
    pub(super) fn snapshot(&mut self) -> Snapshot {
        let now = self.now();
        for queue in &mut self.queues {
            queue.refresh(now);
        }
        Snapshot {
            revision: 0,
            now,
            queues: self.queues.iter().map(|q| q.state.clone()).collect(),
            mode: self.mode,
            letters: self.table.letters().clone(),
            causes: self.table.causes(),
            view: self.table.viewer.shown().clone(),
            planned: self.planned.clone(),
            rule: self.rule.clone(),
            runs: self.runs.progress(),
            typed: Arc::clone(&self.typed),
            closing: self.leaving.as_ref().map(|l| l.shown.clone()),
            skew: self.skew,
            untouched: self.attention.lets_go_at(),
        }
    }
}
