//! What a redrive to the failed target alone takes: a copy of each target that failed, on a bus of its own, and how
//! long its events are watched (DOMAIN 5.3).
//!
//! Nobody tells whether EventBridge delivered an event. So the copy may try for a bounded time only, and a letter
//! is kept until its event's try is certainly over: then silence means that it was delivered. Its rule sends each
//! event's id to the scratch queue too: what the rule did not match was not sent anywhere, and is never deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::count::Counted;
use super::facts::{Rule, Target, World};
use super::outline::Fires;
use crate::arn::{Arn, rule_bus_and_name};
use crate::letter::Letter;
use crate::limits::{
    API_DESTINATION_TIMEOUT, DEAD_LETTER_LATENCY, RETRY_AGE, RETRY_ATTEMPTS, SHORTEST_RETRY_AGE,
};

/// What names of scratch buses and queues begin with.
pub const SCRATCH_PREFIX: &str = "dlq-tui-";
/// From the making of a rule to its first event. AWS asks to "allow a short period" and gives no number; a first
/// event that comes too early is seen to be missed, and costs no letter.
pub const SCRATCH_SETTLE: Duration = Duration::from_secs(5);
/// Requests that it takes to make and to remove one, about.
const REQUESTS: u64 = 16;
/// Targets that one run copies at most. An account has a hundred buses. (EventBridge quotas)
pub const SCRATCHES: usize = 10;
/// What `Item::to` begins with where the failed target alone is meant.
const WORD: &str = "failed-target ";
/// Time for a dead letter to be seen in the scratch queue.
const MARGIN: Duration = Duration::from_secs(5);
/// EventBridge's wait before the first retry, doubled for each further one, and the longest: it publishes no
/// numbers; these fit a recorded letter of 129 retries in 24 hours, and are taken twice.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(15 * 60));

/// A target that failed, to be copied to a scratch bus.
#[derive(Clone, Debug, PartialEq)]
pub struct Scratch {
    /// As `Item::to` names it.
    pub to: Arc<str>,
    /// The name of its rule; the scratch rule has the same.
    pub rule: String,
    /// ARN of its rule.
    pub rule_arn: String,
    /// The target as it is copied: the age of its events is bounded.
    pub target: Target,
    /// The name of what an earlier run made for it, where that run is gone on with.
    pub name: Option<Arc<str>>,
}

/// Whether a destination (`Item::to`) is a failed target alone.
#[must_use]
pub fn is_failed_target(to: &str) -> bool {
    to.starts_with(WORD)
}

/// The copies of one plan.
pub(super) struct Copies<'w> {
    world: &'w World,
    /// Name of the letters' queue.
    queue: String,
    /// How long was asked to be watched.
    asked: Duration,
    known: BTreeMap<(String, String), Result<usize, String>>,
    all: Vec<(Scratch, usize)>,
    pub(super) warnings: Counted,
}

impl<'w> Copies<'w> {
    pub(super) fn new(world: &'w World, queue_url: &str, asked: Duration) -> Self {
        Self {
            world,
            queue: queue_url.rsplit('/').next().unwrap_or_default().to_owned(),
            asked,
            known: BTreeMap::new(),
            all: Vec::new(),
            warnings: Counted::default(),
        }
    }

    /// The copy for a letter whose rule is on `bus`; answers its `Item::to`.
    ///
    /// Fails with the reason, in words.
    pub(super) fn add(&mut self, bus: &str, letter: &Letter) -> Result<Arc<str>, String> {
        let failure = &letter.failure;
        let (Some(rule), Some(target)) = (&failure.rule_arn, &failure.target_arn) else {
            return Err("the message names no rule and target that failed".into());
        };
        let key = (rule.to_string(), target.to_string());
        let found = match self.known.get(&key) {
            Some(found) => found.clone(),
            None => {
                let found = self.copy(bus, &key);
                self.known.insert(key, found.clone());
                found
            }
        };
        let at = found?;
        self.all[at].1 += 1;
        Ok(Arc::clone(&self.all[at].0.to))
    }

    fn copy(
        &mut self,
        bus: &str,
        (rule_arn, target_arn): &(String, String),
    ) -> Result<usize, String> {
        if bus.starts_with("arn:") {
            return Err(
                "its rule is in another account or region, and is copied only there".into(),
            );
        }
        if self.all.len() == SCRATCHES {
            return Err(format!(
                "more than {SCRATCHES} targets failed, and one run copies no more: choose a cause"
            ));
        }
        let rule = self.rule(bus, rule_arn)?;
        let found = self.target(rule, target_arn)?;
        if !found.uncopied.is_empty() {
            return Err(format!(
                "its target has parameters that are not copied: {}",
                found.uncopied.join(", ")
            ));
        }
        self.warn(found);
        let mut target = found.clone();
        target.max_age = Some(age(found, self.asked));
        let scratch = Scratch {
            to: format!("{WORD}{rule_arn} {target_arn}").into(),
            rule: rule.name.clone(),
            rule_arn: rule_arn.clone(),
            target,
            name: None,
        };
        self.all.push((scratch, 0));
        Ok(self.all.len() - 1)
    }

    fn rule(&self, bus: &str, arn: &str) -> Result<&'w Rule, String> {
        let name = Arn::parse(arn).and_then(|a| rule_bus_and_name(&a).map(|(_, n)| n.to_owned()));
        let name = name.as_deref().unwrap_or(arn);
        let rules = match self.world.rules.get(bus) {
            Some(Ok(rules)) => rules,
            Some(Err(why)) => return Err(format!("the rules of its bus could not be read: {why}")),
            None => return Err("nothing is known of its rule".into()),
        };
        let rule = rules.iter().find(|rule| rule.arn == arn);
        rule.ok_or_else(|| format!("rule {name} is gone: there is no target to copy"))
    }

    /// The one target of the rule that failed: by its ARN, and where two have the same, by its dead-letter queue.
    fn target(&self, rule: &'w Rule, arn: &str) -> Result<&'w Target, String> {
        let targets = rule.targets.as_ref();
        let targets = targets.map_err(|why| format!("its targets could not be read: {why}"))?;
        let same: Vec<&Target> = targets.iter().filter(|t| t.arn == arn).collect();
        let ours = |t: &&&Target| {
            let queue = t.dead_letter_arn.as_deref();
            queue.is_some_and(|q| q.rsplit(':').next() == Some(&self.queue))
        };
        let name = Arn::parse(arn).map_or_else(|| arn.to_owned(), |a| a.name().to_owned());
        let with_our_queue: Vec<&&Target> = same.iter().filter(ours).collect();
        match (&same[..], &with_our_queue[..]) {
            ([one], _) => Ok(one),
            (_, [one]) => Ok(one),
            ([], _) => Err(format!(
                "target {name} of rule {} is gone, or was made anew: there is nothing to copy",
                rule.name
            )),
            _ => Err(format!(
                "rule {} has several targets {name}, and which one failed can't be told",
                rule.name
            )),
        }
    }

    /// What may stand in the way of a copy and can't be looked up (DOMAIN 5.3).
    fn warn(&mut self, target: &Target) {
        let arn = Arn::parse(&target.arn);
        let name = arn.as_ref().map_or(target.arn.as_str(), |arn| arn.name());
        let service = arn.as_ref().map_or("", |arn| arn.service.as_str());
        match &target.role_arn {
            Some(role) => {
                let role = Arn::parse(role).map_or_else(|| role.clone(), |a| a.name().to_owned());
                self.warnings.once(format!(
                    "whether role {role} may be taken for another rule is not known: if not, the events come back with \
                     FAILED_TO_ASSUME_ROLE and the letters stay; you need iam:PassRole on it"
                ));
            }
            None if matches!(service, "lambda" | "sns" | "sqs" | "logs" | "events") => {
                self.warnings.once(format!(
                    "{name} takes events by a policy of its own, which mostly names the one rule: then they come \
                     back with NO_PERMISSIONS or NO_RESOURCE and the letters stay"
                ));
            }
            None => {}
        }
    }

    /// How long each event is to be watched, so that nothing can come back after.
    pub(super) fn watch(&self) -> Duration {
        let needed = self.all.iter().map(|(s, _)| tries(&s.target) + MARGIN);
        needed.max().unwrap_or_default().max(self.asked)
    }

    /// Seconds and requests that it takes besides: each queue is asked once a second.
    pub(super) fn extra(&self, watch: Duration) -> (u64, u64) {
        if self.all.is_empty() {
            return (0, 0);
        }
        let seconds = SCRATCH_SETTLE.as_secs();
        let each = REQUESTS + seconds + watch.as_secs();
        (seconds, each * self.all.len() as u64)
    }

    /// What would fire: the failed targets and nothing else.
    pub(super) fn fires(&self) -> Vec<Fires> {
        let used = self.all.iter().filter(|(_, count)| *count > 0);
        used.map(|(scratch, count)| Fires {
            rule: scratch.rule.clone(),
            target_arn: scratch.target.arn.clone(),
            failed: true,
            count: *count,
        })
        .collect()
    }

    /// Why nothing at all can be copied.
    pub(super) fn refusals(&self) -> BTreeSet<String> {
        if !self.all.is_empty() {
            return BTreeSet::new();
        }
        let refused = self.known.values().filter_map(|found| found.as_ref().err());
        refused.cloned().collect()
    }

    pub(super) fn into_list(self) -> Vec<Scratch> {
        let used = self.all.into_iter().filter(|(_, count)| *count > 0);
        used.map(|(scratch, _)| scratch).collect()
    }
}

/// What the operator is told of every run through scratch buses.
pub(super) fn explained(scratches: &[Scratch], watch: Duration) -> Option<String> {
    let most = scratches.iter().map(|s| tries(&s.target)).max()?;
    let (n, s) = (scratches.len(), if scratches.len() == 1 { "" } else { "s" });
    let (count, e) = if n == 1 {
        ("a".into(), "")
    } else {
        (n.to_string(), "es")
    };
    Some(format!(
        "{count} bus{e}, rule{s} and queue{s} named {SCRATCH_PREFIX}… are made, and removed after it. A letter is deleted \
         once the copied rule took its event and no dead letter came for {}s, which is longer than AWS goes on trying \
         (about {}s); more is not known of its delivery. What comes back stays",
        watch.as_secs(),
        most.as_secs(),
    ))
}

/// How old an event may become for the copy: as the original has it, but within what is watched.
fn age(target: &Target, asked: Duration) -> Duration {
    let most = asked.saturating_sub(MARGIN).max(SHORTEST_RETRY_AGE);
    // AWS takes whole seconds
    let most = Duration::from_secs(most.as_secs());
    target.max_age.unwrap_or(RETRY_AGE).min(most)
}

/// How long EventBridge may go on trying one event, and be late with its dead letter.
fn tries(copy: &Target) -> Duration {
    let age = copy.max_age.unwrap_or(RETRY_AGE);
    let retries = copy.retry_attempts.unwrap_or(RETRY_ATTEMPTS);
    let mut time = API_DESTINATION_TIMEOUT;
    for retry in 0..retries.min(RETRY_ATTEMPTS) {
        let wait = BACKOFF.0.saturating_mul(1 << retry.min(20)).min(BACKOFF.1);
        time += wait + API_DESTINATION_TIMEOUT;
    }
    time.saturating_mul(2).min(age).max(DEAD_LETTER_LATENCY)
}
