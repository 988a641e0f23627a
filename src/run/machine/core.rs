//! What the machine remembers, and one step of it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::late::Late;
use super::pack::Batch;
use super::start::{kind_of, mark_canary};
use crate::letter::LetterId;
use crate::plan::{Consent, Item, Plan};
use crate::run::chance::Chance;
use crate::run::event::{Effect, Event, Ticket};
use crate::run::item::{Items, Later};
use crate::run::pace::Pace;
use crate::run::progress::{Fate, Kind, Progress, RunId, State, StoppedBy};
use crate::run::record::{Record, Step};
use crate::run::scratch::Sets;
use crate::run::watch::Watch;
use crate::time::Time;

/// Progress is told no more often than this.
const TOLD: Duration = Duration::from_millis(100);

/// A run: pure, told of events, answering with effects.
#[derive(Debug)]
pub struct Machine {
    pub(super) run: RunId,
    pub(super) kind: Kind,
    pub(super) plan: Arc<Plan>,
    pub(super) digest: u64,
    /// The letters of the plan, and those that joined later.
    pub(super) letters: Vec<Item>,
    /// Letters that come later.
    pub(super) late: Late,
    pub(super) items: Items,
    /// May begin, in order.
    pub(super) waiting: VecDeque<u32>,
    /// May begin later.
    pub(super) later: Later,
    pub(super) undeleted: VecDeque<u32>,
    pub(super) undeleted_later: Later,
    /// What is being written.
    pub(super) writes: HashMap<Ticket, Write>,
    /// Puts, sends and deletes under way.
    pub(super) puts: HashMap<Ticket, Batch>,
    pub(super) deletes: HashMap<Ticket, Vec<u32>>,
    /// Scratch buses, and which of them is being made or removed.
    pub(super) sets: Sets,
    pub(super) making: HashMap<Ticket, usize>,
    /// Batches whose intent is being written.
    pub(super) intents: usize,
    pub(super) next_ticket: u64,
    pub(super) pace: Pace,
    pub(super) chance: Chance,
    pub(super) watch: Watch,
    /// FIFO queues: one call at a time, and none before that moment.
    pub(super) fifo_busy: HashSet<Arc<str>>,
    /// Message groups of FIFO queues of which a letter stayed behind.
    pub(super) stuck: HashSet<(Arc<str>, Arc<str>)>,
    /// Nothing begins before that moment.
    pub(super) hold: Option<Time>,
    /// Since when no call was answered.
    pub(super) silent_since: Option<Time>,
    pub(super) paused: bool,
    pub(super) stop: Option<StoppedBy>,
    pub(super) journal_broken: bool,
    /// Ids that arrived while it was not known whether they are ours.
    pub(super) strays: HashSet<Arc<str>>,
    pub(super) started: Time,
    pub(super) finished: Option<Time>,
    /// The end is being written, or was.
    pub(super) ending: bool,
    pub(super) last_error: String,
    pub(super) fates: Vec<(LetterId, Fate)>,
    pub(super) shown: Option<(Time, State)>,
    pub(super) changed: bool,
    pub(super) out: Vec<Effect>,
    pub(super) now: Time,
}

/// What is being written.
#[derive(Debug)]
pub(super) enum Write {
    /// Letters of the plan.
    List(Range<u32>),
    /// The intent of a batch.
    Intent(Batch),
    /// What became of a batch; these were accepted.
    Outcome(Vec<u32>),
    /// These were watched long enough.
    WatchOver(Vec<u32>),
    /// What is about to be made.
    Scratches,
    /// These are deleted.
    Note(Vec<u32>),
    /// Nothing waits for it but the end.
    Remark,
    /// The end.
    End,
}

impl Machine {
    /// A run of the plan that was agreed to. `seed` decides nothing but jitter.
    #[must_use]
    pub fn new(run: RunId, consent: &Consent, seed: u64) -> Self {
        let plan = Arc::clone(consent.plan());
        let kind = kind_of(&plan);
        let mut items = Items::new(plan.items.len());
        let canary = if kind == Kind::Redrive {
            mark_canary(&plan, &mut items)
        } else {
            0
        };
        let rate = plan.options.rate.or(plan.rate_per_second);
        let sets = Sets::new(&plan, &run);
        let settles = kind == Kind::Redrive && !sets.any();
        Self {
            run,
            kind,
            digest: consent.digest(),
            letters: plan.items.clone(),
            late: Late::of(&plan),
            items,
            waiting: VecDeque::new(),
            later: Later::default(),
            undeleted: VecDeque::new(),
            undeleted_later: Later::default(),
            writes: HashMap::new(),
            puts: HashMap::new(),
            deletes: HashMap::new(),
            sets,
            making: HashMap::new(),
            intents: 0,
            next_ticket: 0,
            pace: Pace::new(rate, Time::default()),
            chance: Chance::new(seed),
            watch: Watch::new(&plan.options, canary, settles),
            fifo_busy: HashSet::new(),
            stuck: HashSet::new(),
            hold: None,
            silent_since: None,
            paused: false,
            stop: None,
            journal_broken: false,
            strays: HashSet::new(),
            started: Time::default(),
            finished: None,
            ending: false,
            last_error: String::new(),
            fates: Vec::new(),
            shown: None,
            changed: true,
            out: Vec::new(),
            now: Time::default(),
            // its letters are in the items, and need not outlive them
            plan: Arc::new(plan.outline()),
        }
    }

    /// What it does.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.finished.is_some() && self.writes_nothing()
    }

    /// Takes in what happened; answers what is to be done.
    pub fn step(&mut self, event: Event, now: Time) -> Vec<Effect> {
        self.now = self.now.max(now);
        if self.is_over() {
            return Vec::new();
        }
        self.take_in(event);
        self.turn();
        std::mem::take(&mut self.out)
    }

    fn take_in(&mut self, event: Event) {
        match event {
            Event::Start => self.start(),
            Event::Journalled { ticket, taken } => self.journalled(ticket, &taken),
            Event::JournalFailed(why) => self.journal_failed(why),
            Event::Answered { call, outcome } => self.answered(call, outcome),
            Event::Deleted { call, outcome } => self.delete_answered(call, outcome),
            Event::Made { call, outcome } => self.made(call, outcome),
            Event::Heard { set, heard } => self.heard_of(set, heard),
            Event::Removed { call, outcome } => self.removed(call, outcome),
            Event::More(letters) => self.join(letters),
            Event::NoMore(unseen) => self.no_more(unseen),
            Event::Tick => {}
            Event::Pause => self.pause(true),
            Event::Resume => self.pause(false),
            Event::Abort => self.stop_by(StoppedBy::Interrupt),
            Event::Rate(rate) => self.set_rate(rate),
            Event::Arrived(id) => self.arrived(&id),
        }
    }

    /// All that follows by itself from where things stand.
    fn turn(&mut self) {
        self.pace.recover(self.now);
        self.decide();
        self.watch.settle(&mut self.items, self.now);
        self.look_for_bounces();
        if let Some(rate) = self.watch.ramp(self.now) {
            self.pace.ask(Some(rate), self.now);
        }
        self.admit();
        self.scratch();
        self.delete();
        self.close();
        self.show(TOLD);
    }

    pub(super) fn write(&mut self, records: Vec<Record>, what: Write) {
        let ticket = self.ticket();
        self.writes.insert(ticket, what);
        self.out.push(Effect::Journal { ticket, records });
    }

    pub(super) fn ticket(&mut self) -> Ticket {
        self.next_ticket += 1;
        Ticket(self.next_ticket)
    }

    pub(super) fn progress_step(&self, items: Vec<u32>) -> Step {
        Step {
            run: self.run.clone(),
            items,
            at: self.now,
        }
    }

    pub(super) fn letter_of(&self, item: u32) -> LetterId {
        self.letters[item as usize].id()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.counts()
    }
}
