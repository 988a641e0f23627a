//! Runs that take in letters as they come: the queue is longer than the window, or is followed.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::state::State;
use crate::engine::event::Event;
use crate::engine::letters::{Hold, Row};
use crate::engine::news::RunOrder;
use crate::engine::notice::Weight;
use crate::engine::planner::{Fresh, Joining, Walk};
use crate::engine::snapshot::{Phase, QueueId};
use crate::letter::LetterId;
use crate::plan::Plan;
use crate::problem::Problem;
use crate::run::{Progress, RunId, State as RunState, Unseen};
use crate::text;
use crate::time::Time;

/// The counters of a queue lag by a minute and more (DOMAIN 3.7): so long after the last letter they are not believed to
/// come down to zero by themselves.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs that take in letters.
#[derive(Default)]
pub(super) struct Walks {
    all: Vec<Walking>,
}

/// One of them.
struct Walking {
    walk: Arc<Walk>,
    queue: QueueId,
    follows: bool,
    /// Letters below this were looked at.
    next: u32,
    /// It is being worked out which of the letters that came join.
    at_work: bool,
    /// Letters that the run was told of.
    told: usize,
    /// So many more may join.
    most: usize,
    /// Letters that an earlier run left and that did not come yet, where no others belong.
    missing: Option<usize>,
    /// Letters that this run put, and that came back.
    ours: HashSet<LetterId>,
    held_back: BTreeMap<String, usize>,
    /// Orders that the run has not taken yet.
    orders: VecDeque<RunOrder>,
    /// When something came last.
    came_at: Time,
    /// The run was told, or is about to be, that no more come.
    ending: bool,
}

/// What is to be done about a walk.
enum Turn {
    Wait,
    /// It saw all that there is to see.
    Over,
    /// The window is full of letters that are none of its business, or that it is done with.
    Full,
    /// It can't go on by itself.
    Stuck,
    Failed(Problem),
}

impl Walks {
    /// The event of a letter was put by that run.
    pub(super) fn came_back(&mut self, run: &RunId, letter: LetterId) {
        for walking in &mut self.all {
            if walking.walk.run() == run {
                walking.ours.insert(letter);
            }
        }
    }

    fn of(&mut self, run: &RunId) -> Option<&mut Walking> {
        self.all.iter_mut().find(|w| w.walk.run() == run)
    }
}

impl Walking {
    fn end(&mut self, unseen: Unseen) {
        self.ending = true;
        self.orders.push_back(RunOrder::NoMore(unseen));
    }

    /// Whether the run has done all that it was told of, as far as it can.
    fn is_done(&self, progress: &Progress) -> bool {
        progress.state == RunState::Waiting && progress.told == self.told && self.orders.is_empty()
    }
}

impl State {
    /// A run begins: from now on it takes in what its plan says.
    pub(super) fn begin_walk(&mut self, run: &RunId, plan: &Plan) {
        let Some(beyond) = &plan.beyond else { return };
        let Some(walk) = Walk::of(run, plan, self.settings.executable.clone()) else {
            return;
        };
        let Some(desk) = self.queues.iter().find(|d| d.state.url == plan.queue_url) else {
            return;
        };
        let now = self.now();
        let limit = plan.options.limit.unwrap_or(usize::MAX);
        self.walks.all.push(Walking {
            walk: Arc::new(walk),
            queue: desk.id,
            follows: plan.options.follow,
            next: beyond.first.0,
            at_work: false,
            told: plan.items.len(),
            most: limit.saturating_sub(plan.items.len()),
            missing: beyond.missing,
            ours: HashSet::new(),
            held_back: BTreeMap::new(),
            orders: VecDeque::new(),
            came_at: now,
            ending: false,
        });
    }

    /// Goes on with all of them: hands on what they were to be told, looks at what came, ends those that saw all.
    pub(super) fn walk(&mut self) {
        let mut all = std::mem::take(&mut self.walks.all);
        all.retain_mut(|walking| self.go_on(walking));
        self.walks.all = all;
    }

    /// Goes on with one; `false` when there is nothing more to do for it.
    fn go_on(&mut self, walking: &mut Walking) -> bool {
        let stopping = |p: &Progress| p.finished.is_some() || p.stopped_by.is_some();
        let run = walking.walk.run().clone();
        if self.runs.at(&run).is_none_or(stopping) {
            self.tell_held_back(walking);
            return false;
        }
        while let Some(order) = walking.orders.pop_front() {
            if let Err(order) = self.runs.hand(&run, order) {
                walking.orders.push_front(order);
                return true;
            }
        }
        if walking.ending || walking.at_work {
            return true;
        }
        let rows = self.came(walking);
        if !rows.is_empty() {
            self.ask_late(walking, rows);
            return true;
        }
        match self.turn(walking) {
            Turn::Wait => {}
            Turn::Over => walking.end(Unseen::default()),
            Turn::Full if self.set_aside(walking.queue) => {}
            Turn::Full | Turn::Stuck => self.count_unseen(walking),
            Turn::Failed(problem) => walking.end(Unseen {
                letters: walking.missing.unwrap_or_default(),
                why: problem.to_string(),
            }),
        }
        true
    }

    /// Lets go of the texts of all letters of a queue and keeps their leases, so that SQS brings others; whether that
    /// made room. Where a person looks at the letters they stay.
    fn set_aside(&mut self, queue: QueueId) -> bool {
        if self.settings.untouched.is_some() {
            return false;
        }
        let letters = self.table.letters().iter();
        let held = letters.filter(|row| row.queue == queue && matches!(row.hold, Hold::Held(_)));
        let ids: Vec<LetterId> = held.map(|row| row.letter.id).collect();
        for id in &ids {
            // the book of leases and the queue's ids still know it: it is kept, given back, and no news when it comes again
            self.table.take(*id);
        }
        !ids.is_empty()
    }

    /// The letters that came since the last look, less those that the run itself sent.
    fn came(&self, walking: &mut Walking) -> Vec<Arc<Row>> {
        let known = self.memory.known();
        let new = (walking.next..known).filter_map(|id| self.table.letters().get(LetterId(id)));
        let rows = new
            .filter(|row| row.queue == walking.queue && !walking.ours.contains(&row.letter.id))
            .cloned()
            .collect();
        walking.next = walking.next.max(known);
        rows
    }

    fn ask_late(&mut self, walking: &mut Walking, rows: Vec<Arc<Row>>) {
        let Some(sight) = self.sights().into_iter().nth(usize::from(walking.queue.0)) else {
            return;
        };
        walking.at_work = true;
        walking.came_at = sight.now;
        let fresh = Fresh {
            rows,
            sight,
            most: walking.most,
        };
        self.planner.ask_late(&self.runtime, &walking.walk, fresh);
    }

    /// What is to be done now that there is nothing to look at.
    fn turn(&self, walking: &Walking) -> Turn {
        let (Some(desk), Some(progress)) = (
            self.queues.get(usize::from(walking.queue.0)),
            self.runs.at(walking.walk.run()),
        ) else {
            return Turn::Wait;
        };
        if self.memory.known() < self.table.end() {
            return Turn::Wait;
        }
        let done = walking.is_done(progress);
        match &desk.state.phase {
            Phase::Live if walking.follows => Turn::Wait,
            Phase::Live if desk.state.scan.complete => Turn::Over,
            // polls bring nothing, and the counters say that there is more
            Phase::Live if done && self.now().since(walking.came_at) >= PATIENCE => Turn::Stuck,
            Phase::Full if done && self.table.is_full() => Turn::Full,
            // without hands nobody goes on with the polling
            Phase::Paused if done && self.settings.untouched.is_none() => Turn::Stuck,
            Phase::Failed(problem) if done => Turn::Failed(problem.clone()),
            _ => Turn::Wait,
        }
    }

    /// It was worked out which letters join.
    pub(super) fn joining(&mut self, run: &RunId, joining: Result<Joining, Problem>) {
        let Some(walking) = self.walks.of(run) else {
            return;
        };
        walking.at_work = false;
        let joining = match joining {
            Ok(joining) => joining,
            Err(problem) => {
                let why = problem.to_string();
                let letters = walking.missing.unwrap_or(1);
                walking.end(Unseen { letters, why });
                return self.walk();
            }
        };
        for (reason, letters) in joining.reasons {
            *walking.held_back.entry(reason).or_default() += letters;
        }
        let more = joining.more;
        walking.told += more.items.len() + more.in_doubt;
        walking.most = walking.most.saturating_sub(more.items.len());
        walking.missing = walking.missing.map(|n| n.saturating_sub(joining.found));
        let enough = walking.most == 0 || walking.missing == Some(0);
        if !more.items.is_empty() || more.held_back + more.in_doubt > 0 {
            walking.orders.push_back(RunOrder::More(more));
        }
        if enough {
            walking.end(Unseen::default());
        }
        for (letter, edit) in joining.edits {
            self.table.edit(letter, Some(edit));
        }
        self.walk();
    }

    /// Asks how many letters of the queue can't be looked at.
    fn count_unseen(&mut self, walking: &mut Walking) {
        walking.ending = true;
        let at = usize::from(walking.queue.0);
        let Some(queue) = self.ports.queues.get(at).cloned() else {
            return;
        };
        let (run, events) = (walking.walk.run().clone(), self.events.clone());
        let missing = walking.missing;
        self.runtime.spawn(async move {
            let letters = match (missing, queue.facts().await) {
                (Some(missing), _) => missing,
                (None, Ok(facts)) => {
                    usize::try_from(facts.visible + facts.delayed).unwrap_or(usize::MAX)
                }
                // that it is none is not known
                (None, Err(_)) => 1,
            };
            if events.send(Event::Unseen(run, letters)).await.is_err() {
                tracing::debug!("the desk is gone before it was counted what is unseen");
            }
        });
    }

    /// So many letters can't be looked at: the run ends, and says so.
    pub(super) fn unseen(&mut self, run: &RunId, letters: usize) {
        let Some(queue) = self.walks.of(run).map(|walking| walking.queue) else {
            return;
        };
        let why = if letters == 0 {
            String::new()
        } else {
            let n = text::count(letters as u64);
            format!(
                "about {n} letters were not looked at: {}",
                self.why_unseen(queue)
            )
        };
        if !why.is_empty() {
            self.tell(Weight::Warning, why.clone());
        }
        if let Some(walking) = self.walks.of(run) {
            walking.end(Unseen { letters, why });
        }
        self.walk();
    }

    fn why_unseen(&self, queue: QueueId) -> &'static str {
        let desk = self.queues.get(usize::from(queue.0));
        match desk.map(|desk| &desk.state.phase) {
            Some(Phase::Paused) => "polling is paused",
            Some(Phase::Live) => "the queue's counters tell of them, and no receive brings them",
            _ => "the window is full of letters that stay in the queue; raise --max-messages",
        }
    }

    fn tell_held_back(&mut self, walking: &mut Walking) {
        for (reason, letters) in std::mem::take(&mut walking.held_back) {
            let n = text::count(letters as u64);
            let text = format!("{n} letters that came later are held back: {reason}");
            self.tell(Weight::Warning, text);
        }
    }
}
