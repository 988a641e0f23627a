//! What the desk knows of one queue.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::minutes::Minutes;
use super::neighbours::is_crowded;
use crate::arn::Arn;
use crate::engine::event::ScanNews;
use crate::engine::fault::problem_of;
use crate::engine::keeper::Keeper;
use crate::engine::ports::{Fault, QueueFacts};
use crate::engine::scan::ScanOrder;
use crate::engine::snapshot::{Others, Phase, QueueId, QueueState, Scan};
use crate::lease::Book;
use crate::letter::LetterId;
use crate::repair::Edit;
use crate::time::Time;

/// Counters at zero for so long, while letters are held, make the leases doubtful.
const DOUBT: Duration = Duration::from_secs(15);
/// What was held within this may still be in the counters.
const COUNTERS_LAG: Duration = Duration::from_secs(60);
/// Letters that expire within this are counted as expiring soon.
const SOON: Duration = Duration::from_secs(3600);

/// One queue: its state as faces see it, its leases, its scan.
pub(in crate::engine) struct QueueDesk {
    pub id: QueueId,
    pub state: QueueState,
    pub book: Book,
    pub keeper: Keeper,
    pub orders: watch::Sender<ScanOrder>,
    /// The letters by message id.
    pub ids: HashMap<Arc<str>, LetterId>,
    pub(super) sent: Minutes,
    /// Edits of this and earlier sessions by message id.
    pub drafts: HashMap<Arc<str>, Arc<Edit>>,
    /// Everything that is held is being given back, though the session goes on.
    pub letting_go: bool,
    /// When a lease last lapsed, until what lapsed came again or was missed.
    pub lapsed_at: Option<Time>,
    /// Giving back failed lately: it is not tried again before this.
    pub not_before: Time,
    /// The scan has nothing in flight.
    pub idle: bool,
    /// SQS lets nobody receive more of it.
    pub crowded: bool,
    /// It was told that others are at work on it.
    pub told_others: bool,
    /// What we held at the last looks at the counters.
    held_lately: VecDeque<(Time, usize)>,
    /// All leases were extended at once because they are doubtful.
    hurried: bool,
    began: Option<Time>,
    /// What it did before it went offline, where only the counters tell that.
    before: Option<Phase>,
}

impl QueueDesk {
    pub(in crate::engine) fn new(
        id: QueueId,
        url: &str,
        (book, keeper): (Book, Keeper),
        orders: watch::Sender<ScanOrder>,
    ) -> Self {
        Self {
            id,
            state: blank(id, url),
            book,
            keeper,
            orders,
            ids: HashMap::new(),
            sent: Minutes::default(),
            drafts: HashMap::new(),
            letting_go: false,
            lapsed_at: None,
            not_before: Time::default(),
            idle: false,
            crowded: false,
            told_others: false,
            held_lately: VecDeque::new(),
            hurried: false,
            began: None,
            before: None,
        }
    }

    /// Brings what follows from letters, leases and time up to date.
    pub(super) fn refresh(&mut self, now: Time) {
        self.state.others.in_flight = self.in_flight_by_others();
        let state = &mut self.state;
        state.ours = self.book.len();
        state.growth_per_minute = self.sent.growth(now);
        let known = state.retention > Duration::ZERO;
        state.oldest_expires = self
            .sent
            .oldest()
            .filter(|_| known)
            .map(|sent| sent.plus(state.retention));
        state.expiring_soon = if known {
            self.sent.before(now.plus(SOON).minus(state.retention))
        } else {
            0
        };
        if !state.scan.complete
            && let Some(began) = self.began
        {
            state.scan.took = now.since(began);
        }
    }

    /// Takes the counters. Answers whether the queue turned out to have a redrive policy of its own.
    pub(super) fn facts(&mut self, facts: Result<QueueFacts, Fault>, now: Time) -> bool {
        let facts = match facts {
            Ok(facts) => facts,
            Err(fault) => {
                self.counters_failed(&fault, now);
                return false;
            }
        };
        if let Some(before) = self.before.take() {
            self.state.phase = before;
        }
        let state = &mut self.state;
        if state.arn != facts.arn
            && let Some(arn) = Arn::parse(&facts.arn)
        {
            state.region = arn.region;
            state.account = arn.account;
        }
        state.arn = facts.arn;
        state.visible = facts.visible;
        state.in_flight = facts.in_flight;
        self.crowded = is_crowded(facts.in_flight);
        let messages = facts.visible + facts.in_flight + facts.delayed;
        state.delayed = facts.delayed;
        state.retention = facts.retention;
        let news = state.redrive_policy.is_none() && facts.redrive_policy.is_some();
        state.redrive_policy = facts.redrive_policy;
        let read = state.scan.read as u64;
        if state.scan.approximate == 0 {
            state.scan.approximate = read + facts.visible;
        }
        if state.phase == Phase::Live {
            state.scan.complete |= facts.visible == 0;
            state.scan.approximate = read + facts.visible;
        }
        self.compare(messages, now);
        news
    }

    /// What of the counters is not ours. They lag by about a minute (DOMAIN 3.7): what we held lately may still be
    /// in them. During a pass our own receives under way are.
    fn in_flight_by_others(&self) -> u64 {
        if self.state.phase == Phase::Scanning {
            return 0;
        }
        let lately = self.held_lately.iter().map(|(_, held)| *held).max();
        let ours = lately.unwrap_or(0).max(self.book.len());
        self.state.in_flight.saturating_sub(ours as u64)
    }

    /// Remembers what is held beside these counters, and doubts it when SQS counts nothing.
    fn compare(&mut self, messages: u64, now: Time) {
        let held = self.book.len();
        self.held_lately.push_back((now, held));
        self.held_lately
            .retain(|(at, _)| now.since(*at) <= COUNTERS_LAG);
        let state = &mut self.state;
        state.others.emptied = match state.others.emptied {
            _ if held == 0 || messages > 0 => None,
            None => Some(now),
            since => since,
        };
        let doubtful = state
            .others
            .emptied
            .is_some_and(|at| now.since(at) >= DOUBT);
        if doubtful && !std::mem::replace(&mut self.hurried, doubtful) {
            self.book.hurry(now);
        }
        self.hurried &= doubtful;
    }

    /// While nothing is received, only the counters tell that AWS does not answer.
    fn counters_failed(&mut self, fault: &Fault, now: Time) {
        let quiet = matches!(
            self.state.phase,
            Phase::Connecting | Phase::Full | Phase::Paused
        );
        if quiet {
            let offline = Phase::Offline {
                since: now,
                problem: problem_of(fault, &self.state.url),
            };
            self.before = Some(std::mem::replace(&mut self.state.phase, offline));
        }
    }

    /// Takes what the scan tells.
    pub(super) fn scanned(&mut self, news: ScanNews, now: Time) {
        self.before = None;
        self.idle = matches!(news, ScanNews::Stopped | ScanNews::Failed(_));
        match news {
            ScanNews::Scanning => self.scanning(now),
            ScanNews::End { known } => {
                self.state.phase = Phase::Live;
                self.state.scan.complete |= known;
            }
            ScanNews::Full => self.state.phase = Phase::Full,
            ScanNews::Offline(problem) => {
                let since = match &self.state.phase {
                    Phase::Offline { since, .. } => *since,
                    _ => now,
                };
                self.state.phase = Phase::Offline { since, problem };
            }
            ScanNews::Back => {}
            ScanNews::Failed(problem) => self.state.phase = Phase::Failed(problem),
            ScanNews::Stopped => {
                if !matches!(self.state.phase, Phase::Failed(_) | Phase::Full) {
                    self.state.phase = Phase::Paused;
                }
            }
        }
    }

    fn scanning(&mut self, now: Time) {
        if self.state.phase != Phase::Scanning && self.state.scan.complete {
            // another pass
            self.began = None;
        }
        self.began.get_or_insert(now);
        self.state.phase = Phase::Scanning;
        self.state.scan.complete = false;
    }

    /// Whether the first look at the queue is over.
    pub(super) fn has_passed(&self) -> bool {
        matches!(self.state.phase, Phase::Live | Phase::Full | Phase::Paused)
    }

    /// Orders the scan; a scan that ended keeps its last order.
    pub(super) fn order(&mut self, order: ScanOrder) {
        self.orders.send_replace(order);
    }

    /// A message was received; `again` when it is known.
    pub(super) fn count(&mut self, again: bool) {
        let scan: &mut Scan = &mut self.state.scan;
        if again {
            scan.duplicates += 1;
        } else {
            scan.read += 1;
        }
        scan.approximate = scan.approximate.max(scan.read as u64);
    }
}

fn blank(id: QueueId, url: &str) -> QueueState {
    QueueState {
        id,
        name: url.rsplit('/').next().unwrap_or(url).to_owned(),
        url: url.to_owned(),
        arn: String::new(),
        region: String::new(),
        account: String::new(),
        visible: 0,
        in_flight: 0,
        delayed: 0,
        ours: 0,
        retention: Duration::ZERO,
        redrive_policy: None,
        oldest_expires: None,
        expiring_soon: 0,
        growth_per_minute: 0.0,
        others: Others::default(),
        phase: Phase::default(),
        scan: Scan::default(),
    }
}
