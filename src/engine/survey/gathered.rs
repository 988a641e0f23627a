//! What is known, and what is asked next. Pure: time comes in as the time since the survey began.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::port::{Page, Undelivered};
use super::shown::{Depth, Feeder, Listed, Surveyed};
use crate::arn::{Arn, QueueRef};
use crate::engine::ports::{Fault, FaultKind, QueueFacts};
use crate::json::Doc;

/// The counters of a queue that is looked at are asked again after this.
const AGAIN: Duration = Duration::from_secs(10);
/// Between two questions about queues that nobody looks at: 5,000 of them take minutes, in the background.
const REST: Duration = Duration::from_millis(50);
/// Between two tries of a call that got no answer.
const RETRY: Duration = Duration::from_secs(2);
/// Tries of a call that is about one queue or rule.
const TRIES: u32 = 4;
/// The bus that every account has.
pub(super) const DEFAULT_BUS: &str = "default";

/// One call to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// A page of the queues.
    Queues(Option<String>),
    /// A page of the buses.
    Buses(Option<String>),
    /// A page of a bus's rules.
    Rules(Arc<str>, Option<String>),
    /// A page of a rule's targets: bus, rule.
    Targets((Arc<str>, Arc<str>), Option<String>),
    /// A page of the queues that send their dead letters to the queue in that row.
    Sources((usize, Arc<str>), Option<String>),
    /// Counters and policy of the queue in that row.
    Facts(usize, Arc<str>),
}

/// What a call answered.
pub(super) enum Got {
    /// URLs or names.
    Names(Page<String>),
    /// Targets.
    Targets(Page<Undelivered>),
    /// Attributes.
    Facts(Box<QueueFacts>),
}

/// What was asked about one queue.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    facts: Option<Duration>,
    sources: bool,
    under_way: bool,
}

/// What is known, and what is still to be asked.
pub(super) struct Gathered {
    pub(super) shown: Surveyed,
    /// Pages of lists: nothing is known before them.
    pub(super) lists: VecDeque<Job>,
    /// Rules whose targets are to be read.
    pub(super) rules: VecDeque<Job>,
    /// Lists of rules that were begun and not ended.
    pub(super) open_lists: usize,
    /// Buses whose rules may not be listed.
    pub(super) silent: Vec<Arc<str>>,
    asked: Vec<Asked>,
    rows: HashMap<String, usize>,
    /// Dead-letter queues that were not asked yet.
    dead: VecDeque<usize>,
    /// Rows that somebody looks at.
    seen: Vec<usize>,
    /// Rows whose sources are to be asked, though nobody looks at them.
    sources: VecDeque<usize>,
    no_sources: bool,
    /// How far the rest is: queues that are called as dead-letter queues are, then all.
    rest: [usize; 2],
    rest_due: Duration,
}

impl Gathered {
    pub(super) fn new(place: String) -> Self {
        Self {
            shown: Surveyed {
                place,
                ..Surveyed::default()
            },
            lists: [Job::Queues(None), Job::Buses(None)].into(),
            rules: VecDeque::new(),
            open_lists: 1,
            silent: Vec::new(),
            asked: Vec::new(),
            rows: HashMap::new(),
            dead: VecDeque::new(),
            seen: Vec::new(),
            sources: VecDeque::new(),
            no_sources: false,
            rest: [0; 2],
            rest_due: Duration::ZERO,
        }
    }

    /// Which rows somebody looks at.
    pub(super) fn look_at(&mut self, rows: &[usize]) {
        let known = self.shown.queues.len();
        self.seen = rows.iter().copied().filter(|row| *row < known).collect();
    }

    /// What to ask next, the most wanted first; `None` when nothing is to be asked now.
    pub(super) fn next(&mut self, now: Duration) -> Option<Job> {
        if let Some(job) = self.lists.pop_front() {
            return Some(job);
        }
        while let Some(row) = self.dead.pop_front() {
            if self.asked[row].facts.is_none()
                && let Some(job) = self.facts_of(row, now)
            {
                return Some(job);
            }
        }
        let seen = std::mem::take(&mut self.seen);
        let wanted = seen.iter().find_map(|row| self.of_a_seen(*row, now));
        self.seen = seen;
        wanted
            .or_else(|| self.rules.pop_front())
            .or_else(|| {
                let row = self.sources.pop_front()?;
                self.sources_of(row)
            })
            .or_else(|| self.one_of_the_rest(now))
    }

    fn of_a_seen(&mut self, row: usize, now: Duration) -> Option<Job> {
        let due = self.asked[row].facts.is_none_or(|at| now >= at + AGAIN);
        let facts = if due { self.facts_of(row, now) } else { None };
        facts.or_else(|| self.sources_of(row))
    }

    fn facts_of(&mut self, row: usize, now: Duration) -> Option<Job> {
        let (asked, queue) = (&mut self.asked[row], &self.shown.queues[row]);
        if asked.under_way || !queue.listed {
            return None;
        }
        asked.under_way = true;
        asked.facts = Some(now);
        Some(Job::Facts(row, Arc::clone(&queue.id)))
    }

    fn sources_of(&mut self, row: usize) -> Option<Job> {
        let (asked, queue) = (&mut self.asked[row], &self.shown.queues[row]);
        if asked.sources || self.no_sources || !queue.listed {
            return None;
        }
        asked.sources = true;
        Some(Job::Sources((row, Arc::clone(&queue.id)), None))
    }

    fn one_of_the_rest(&mut self, now: Duration) -> Option<Job> {
        if now < self.rest_due {
            return None;
        }
        for turn in 0..self.rest.len() {
            while let Some(queue) = self.shown.queues.get(self.rest[turn]) {
                let row = self.rest[turn];
                self.rest[turn] += 1;
                if (turn == 1 || queue.is_called_so())
                    && self.asked[row].facts.is_none()
                    && let Some(job) = self.facts_of(row, now)
                {
                    self.rest_due = now + REST;
                    return Some(job);
                }
            }
        }
        None
    }

    /// Takes the answer to a call.
    pub(super) fn take(&mut self, job: &Job, got: Got) {
        match (job, got) {
            (Job::Queues(_), Got::Names(page)) => self.queues(page),
            (Job::Buses(_), Got::Names(page)) => self.buses(page),
            (Job::Rules(bus, _), Got::Names(page)) => self.rules_of(bus, page),
            (Job::Targets(rule, _), Got::Targets(page)) => self.targets_of(rule, page),
            (Job::Sources(of, _), Got::Names(page)) => self.sources_are(of, page),
            (Job::Facts(row, _), Got::Facts(facts)) => self.facts_are(*row, &facts),
            // the task answers a job with its own kind
            _ => {}
        }
    }

    /// A call failed for the `tries`-th time: after which time it is tried again, `None` for never.
    pub(super) fn failed(&mut self, job: &Job, fault: &Fault, tries: u32) -> Option<Duration> {
        let passing = matches!(
            fault.kind,
            FaultKind::Throttled | FaultKind::Unreachable | FaultKind::Ambiguous
        );
        let lists = matches!(job, Job::Queues(_) | Job::Buses(_) | Job::Rules(..));
        if passing && (lists || tries < TRIES) {
            return Some(RETRY);
        }
        match job {
            Job::Queues(_) => {
                self.shown.listed = true;
                self.say(
                    fault,
                    "ListQueues",
                    "only queues that rules name are here; --queue opens any other",
                );
            }
            Job::Buses(_) => self.no_buses(fault),
            Job::Rules(bus, _) => self.no_rules(bus, fault),
            Job::Targets(..) => self.no_targets(fault),
            Job::Sources(..) => {
                self.no_sources = true;
                self.say(
                    fault,
                    "ListDeadLetterSourceQueues",
                    "which queues send their dead letters where is known only as far as redrive policies were read",
                );
            }
            Job::Facts(row, _) => {
                self.asked[*row].under_way = false;
                self.row(*row).depth = Depth::Unknown(fault.code.as_str().into());
            }
        }
        None
    }

    /// Says once what could not be known.
    pub(super) fn say(&mut self, fault: &Fault, operation: &str, what: &str) {
        let text = format!("{operation} was refused ({}): {what}", fault.code);
        let begins = format!("{operation} ");
        let said = &mut self.shown.unknown;
        match said.iter_mut().find(|old| old.starts_with(&begins)) {
            Some(old) => *old = text,
            None => said.push(text),
        }
    }

    fn queues(&mut self, page: Page<String>) {
        for url in page.items {
            self.listed(&url);
        }
        match page.next {
            Some(next) => self.lists.push_back(Job::Queues(Some(next))),
            None => self.shown.listed = true,
        }
    }

    /// A queue of the list: perhaps a rule named it before.
    fn listed(&mut self, url: &str) {
        let (account, name) = match QueueRef::parse(url) {
            Ok(QueueRef::Url { account, name, .. }) => (account.unwrap_or_default(), name),
            _ => (String::new(), url.to_owned()),
        };
        let row = self.row_of((&account, &name), url);
        let queue = self.row(row);
        queue.id = url.into();
        queue.listed = true;
        if queue.gets_dead_letters() {
            self.dead.push_back(row);
        }
    }

    /// The row of a queue; a new one with that id if it has none. Not every emulator's URL has an account.
    fn row_of(&mut self, (account, name): (&str, &str), id: &str) -> usize {
        let found = [account, ""]
            .iter()
            .find_map(|account| self.rows.get(&format!("{account}/{name}")));
        if let Some(row) = found {
            return *row;
        }
        let row = self.shown.queues.len();
        self.rows.insert(format!("{account}/{name}"), row);
        self.asked.push(Asked::default());
        self.shown.queues.push(Arc::new(Listed {
            id: id.into(),
            name: name.into(),
            listed: false,
            feeders: Vec::new(),
            depth: Depth::Unasked,
        }));
        row
    }

    fn row(&mut self, row: usize) -> &mut Listed {
        Arc::make_mut(&mut self.shown.queues[row])
    }

    /// Something sends its dead letters to the queue with that ARN.
    pub(super) fn feeds(&mut self, queue_arn: &str, feeder: Feeder) {
        let Some(arn) = Arn::parse(queue_arn) else {
            return;
        };
        let row = self.row_of((&arn.account, &arn.resource), queue_arn);
        self.feeds_row(row, feeder);
    }

    fn feeds_row(&mut self, row: usize, feeder: Feeder) {
        let queue = self.row(row);
        if let Err(place) = queue.feeders.binary_search(&feeder) {
            queue.feeders.insert(place, feeder);
            self.dead.push_back(row);
        }
    }

    fn sources_are(&mut self, (row, url): &(usize, Arc<str>), page: Page<String>) {
        for source in &page.items {
            let name = source.rsplit('/').next().unwrap_or(source);
            self.feeds_row(*row, Feeder::Queue(name.into()));
        }
        if page.next.is_some() {
            let of = (*row, Arc::clone(url));
            self.lists.push_back(Job::Sources(of, page.next));
        }
    }

    fn facts_are(&mut self, row: usize, facts: &QueueFacts) {
        self.asked[row].under_way = false;
        let queue = self.row(row);
        queue.depth = Depth::Known {
            waiting: facts.visible + facts.delayed,
            in_flight: facts.in_flight,
        };
        let name = Arc::clone(&queue.name);
        if queue.is_called_so() || queue.gets_dead_letters() {
            self.sources.push_back(row);
        }
        let policy = facts
            .redrive_policy
            .as_deref()
            .and_then(|p| Doc::read(p).ok());
        let dead = policy.as_ref().and_then(|doc| {
            let arn = doc.root().get("deadLetterTargetArn")?;
            Some(arn.string()?.into_owned())
        });
        if let Some(arn) = dead {
            self.feeds(&arn, Feeder::Queue(name));
        }
    }
}
