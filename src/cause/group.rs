//! One cause while it is counted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::catalogue::Catalogue;
use super::diagnose::{advice, hindered};
use super::title::title;
use super::{Cause, CauseId, Facts, Hindrance, Verdict, mask};
use crate::letter::{Letter, LetterId};
use crate::text;
use crate::time::Time;

/// Letters that a cause names as samples.
const SAMPLES: usize = 5;

/// One cause: what its letters share, and what is counted.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// As of a letter that nothing hinders, and the counts left out.
    cause: Cause,
    letters: BTreeMap<LetterId, u32>,
    bytes: u64,
    sent: BTreeMap<i64, u32>,
    arrivals: BTreeMap<i64, u32>,
    attempts: BTreeMap<u32, u32>,
    conditions: BTreeMap<Option<Arc<str>>, u32>,
    hindered: BTreeMap<Hindrance, Hindered>,
}

/// Letters of a cause that something hinders, with title and advice as of the first of them.
#[derive(Clone, Debug)]
struct Hindered {
    count: u32,
    note: String,
    advice: String,
}

impl Group {
    /// The cause of `letter`, which is not counted yet.
    pub(super) fn new(id: CauseId, message: &str, letter: &Letter, catalogue: &Catalogue) -> Self {
        let entry = catalogue.find(&Facts::of(letter));
        let seen = catalogue.seen(letter);
        let message = match (&seen, &seen.failure.message) {
            (Cow::Owned(_), Some(shown)) => Cow::Owned(mask(shown)),
            _ => Cow::Borrowed(message),
        };
        let failure = &seen.failure;
        let place = &failure.place;
        let cause = Cause {
            id,
            title: title(&seen, entry),
            count: 0,
            bytes: 0,
            origin: letter.origin,
            rule: place.rule.clone(),
            rule_arn: place.rule_arn.clone(),
            target: place.target.clone(),
            target_arn: place.target_arn.clone(),
            bus: place.bus.clone(),
            code: place.code.clone(),
            status: failure.status,
            message: text::safe(&message).into_owned(),
            attempts: None,
            condition: None,
            first_sent: None,
            last_sent: None,
            arrivals: Arc::default(),
            verdict: entry.map_or(Verdict::Unknown, |e| e.verdict.into()),
            advice: advice(letter, entry, None),
            samples: Vec::new(),
        };
        Self {
            cause,
            letters: BTreeMap::new(),
            bytes: 0,
            sent: BTreeMap::new(),
            arrivals: BTreeMap::new(),
            attempts: BTreeMap::new(),
            conditions: BTreeMap::new(),
            hindered: BTreeMap::new(),
        }
    }

    /// Counts `letter`, once.
    pub(super) fn add(&mut self, letter: &Letter, catalogue: &Catalogue) {
        let size = u32::try_from(letter.message.size()).unwrap_or(u32::MAX);
        if self.letters.insert(letter.id, size).is_some() {
            return;
        }
        self.bytes += u64::from(size);
        if let Some(sent) = letter.sent() {
            *self.sent.entry(sent.0).or_default() += 1;
            *self.arrivals.entry(sent.0.div_euclid(60_000)).or_default() += 1;
        }
        if let Some(attempts) = letter.failure.attempts {
            *self.attempts.entry(attempts).or_default() += 1;
        }
        *self
            .conditions
            .entry(letter.failure.condition.clone())
            .or_default() += 1;
        if let Some(hindrance) = Hindrance::of(letter) {
            let first = || Hindered {
                count: 0,
                note: hindrance.note(&catalogue.seen(letter)),
                advice: advice(letter, catalogue.find(&Facts::of(letter)), Some(hindrance)),
            };
            self.hindered.entry(hindrance).or_insert_with(first).count += 1;
        }
    }

    /// Takes `letter` away if it is counted.
    pub(super) fn remove(&mut self, letter: &Letter) {
        let Some(size) = self.letters.remove(&letter.id) else {
            return;
        };
        self.bytes -= u64::from(size);
        if let Some(sent) = letter.sent() {
            take(&mut self.sent, &sent.0);
            take(&mut self.arrivals, &sent.0.div_euclid(60_000));
        }
        if let Some(attempts) = letter.failure.attempts {
            take(&mut self.attempts, &attempts);
        }
        take(&mut self.conditions, &letter.failure.condition);
        if let Some(hindrance) = Hindrance::of(letter)
            && let Some(hindered) = self.hindered.get_mut(&hindrance)
        {
            hindered.count -= 1;
            if hindered.count == 0 {
                self.hindered.remove(&hindrance);
            }
        }
    }
}

impl Group {
    /// Whether no letter is left.
    pub(super) fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// The cause with what is counted now.
    pub(super) fn row(&self) -> Cause {
        let moment = |entry: Option<(&i64, &u32)>| entry.map(|(ms, _)| Time(*ms));
        let range = |map: &BTreeMap<u32, u32>| {
            let (first, last) = (map.first_key_value()?, map.last_key_value()?);
            Some((*first.0, *last.0))
        };
        let shared = match self.conditions.len() {
            1 => self.conditions.keys().next().cloned().flatten(),
            _ => None,
        };
        let mut cause = Cause {
            count: self.letters.len(),
            bytes: self.bytes,
            attempts: range(&self.attempts),
            condition: shared,
            first_sent: moment(self.sent.first_key_value()),
            last_sent: moment(self.sent.last_key_value()),
            arrivals: self
                .arrivals
                .iter()
                .map(|(minute, n)| (*minute, *n))
                .collect(),
            samples: self.letters.keys().copied().take(SAMPLES).collect(),
            ..self.cause.clone()
        };
        self.hinder(&mut cause);
        cause
    }

    /// Where most letters are hindered, that is the cause's verdict; where some are, the advice says how many.
    fn hinder(&self, cause: &mut Cause) {
        let Some((hindrance, most)) = self.hindered.iter().max_by_key(|(_, h)| h.count) else {
            return;
        };
        if 2 * most.count as usize > cause.count {
            cause.verdict = hindrance.verdict();
            cause.advice.clone_from(&most.advice);
            cause.title = hindered(&cause.title, &most.note);
            return;
        }
        cause.advice.push_str(&format!(
            " {} of them can't be put back as they are: {}.",
            text::count(u64::from(most.count)),
            hindrance.why()
        ));
    }
}

fn take<K: Ord>(counts: &mut BTreeMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}
