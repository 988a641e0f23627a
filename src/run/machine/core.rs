//! What the machine remembers, and one step of it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use super::pack::Batch;
use crate::letter::LetterId;
use crate::plan::{Consent, Deed, InDoubt, Item, Plan};
use crate::run::chance::Chance;
use crate::run::event::{Effect, Event, Ticket};
use crate::run::item::{Items, Later};
use crate::run::pace::Pace;
use crate::run::progress::{Fate, Kind, Progress, RunId, State, StoppedBy};
use crate::run::record::{Begun, Listed, Record, Step};
use crate::run::watch::Watch;
use crate::time::Time;

/// Letters that are listed in one write.
const LISTED_TOGETHER: usize = 500;
/// Progress is told no more often than this.
const TOLD: Duration = Duration::from_millis(100);

/// A run: pure, told of events, answering with effects.
#[derive(Debug)]
pub struct Machine {
    pub(super) run: RunId,
    pub(super) kind: Kind,
    pub(super) plan: Arc<Plan>,
    digest: u64,
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
    /// Batches whose intent is being written.
    pub(super) intents: usize,
    next_ticket: u64,
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
        Self {
            run,
            kind,
            digest: consent.digest(),
            items,
            waiting: VecDeque::new(),
            later: Later::default(),
            undeleted: VecDeque::new(),
            undeleted_later: Later::default(),
            writes: HashMap::new(),
            puts: HashMap::new(),
            deletes: HashMap::new(),
            intents: 0,
            next_ticket: 0,
            pace: Pace::new(rate, Time::default()),
            chance: Chance::new(seed),
            watch: Watch::new(&plan.options, canary, kind == Kind::Redrive),
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
            plan,
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
            Event::Tick => {}
            Event::Pause => self.pause(true),
            Event::Resume => self.pause(false),
            Event::Abort => self.stop_by(StoppedBy::Interrupt),
            Event::Rate(rate) => self.set_rate(rate),
            Event::Arrived(id) => self.arrived(&id),
        }
    }

    fn start(&mut self) {
        if self.next_ticket > 0 {
            return;
        }
        self.started = self.now;
        self.pace.ask(
            self.plan.options.rate.or(self.plan.rate_per_second),
            self.now,
        );
        let begun = Record::Begun(Arc::new(self.begun()));
        self.write(vec![begun], Write::Remark);
        let plan = Arc::clone(&self.plan);
        for (chunk, items) in plan.items.chunks(LISTED_TOGETHER).enumerate() {
            // a session numbers its letters with 32 bits
            let first = (chunk * LISTED_TOGETHER) as u32;
            let listed = (first..)
                .zip(items)
                .map(|(n, item)| Arc::new(self.listed(n, item)));
            let record = Record::Listed {
                run: self.run.clone(),
                items: listed.collect(),
                at: self.now,
            };
            let last = first + items.len() as u32;
            self.write(vec![record], Write::List(first..last));
        }
    }

    fn begun(&self) -> Begun {
        let follows = match &self.plan.deed {
            Deed::Undo { run } | Deed::Resume { run } => Some(RunId(run.as_str().into())),
            Deed::Redrive(_) | Deed::Delete => None,
        };
        let options = &self.plan.options;
        Begun {
            run: self.run.clone(),
            kind: self.kind,
            queue: self.plan.queue_url.as_str().into(),
            destination: self.plan.destination.clone(),
            digest: self.digest,
            options: format!(
                "rate {:?}, ramp {:?}, canary {}, watch {}s, max-bounce {}%, in-doubt {:?}",
                options.rate,
                options.ramp,
                options.canary,
                options.watch.as_secs(),
                options.max_bounce,
                options.in_doubt
            ),
            total: self.plan.items.len(),
            follows,
            despite_doubt: options.in_doubt == InDoubt::Resend || self.kind == Kind::Delete,
            at: self.now,
        }
    }

    fn listed(&self, number: u32, item: &Item) -> Listed {
        let letter = &item.letter;
        Listed {
            number,
            message: letter.message.clone(),
            keep: self.kind == Kind::Delete,
            event_id: letter.event.as_ref().and_then(|e| e.id().map(Arc::from)),
            edit: item.edit.as_ref().map(|e| Arc::clone(&e.text)),
            to: Arc::clone(&item.to),
            sent: item.sent.clone(),
        }
    }

    /// All that follows by itself from where things stand.
    fn turn(&mut self) {
        self.pace.recover(self.now);
        self.watch.settle(&mut self.items, self.now);
        self.look_for_bounces();
        if let Some(rate) = self.watch.ramp(self.now) {
            self.pace.ask(Some(rate), self.now);
        }
        self.admit();
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
        self.plan.items[item as usize].id()
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.counts()
    }
}

/// What a plan makes of its run.
fn kind_of(plan: &Plan) -> Kind {
    match plan.deed {
        Deed::Redrive(_) => Kind::Redrive,
        Deed::Delete => Kind::Delete,
        Deed::Undo { .. } => Kind::Undo,
        // what a delete goes on with goes nowhere, and never went anywhere
        Deed::Resume { .. } if plan.items.iter().all(only_deleted) => Kind::Delete,
        Deed::Resume { .. } => Kind::Redrive,
    }
}

fn only_deleted(item: &Item) -> bool {
    item.to.is_empty() && item.sent.is_none()
}

/// Marks the first letters that are to be put as the canary; answers how many they are.
fn mark_canary(plan: &Plan, items: &mut Items) -> usize {
    let fresh = (0..)
        .zip(&plan.items)
        .filter(|(_, item)| item.sent.is_none());
    let canary: Vec<u32> = fresh.take(plan.options.canary).map(|(n, _)| n).collect();
    canary.iter().for_each(|n| items.mark_canary(*n));
    canary.len()
}
