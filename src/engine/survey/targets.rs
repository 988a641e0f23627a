//! Rules, and what they say of dead-letter queues.

use std::sync::Arc;

use super::gathered::{DEFAULT_BUS, Gathered, Job};
use super::port::{Page, Undelivered};
use super::shown::Feeder;
use crate::engine::ports::{Fault, FaultKind};

impl Gathered {
    pub(super) fn buses(&mut self, page: Page<String>) {
        for bus in page.items {
            self.open_lists += 1;
            self.lists.push_back(Job::Rules(bus.into(), None));
        }
        self.next_or_end(page.next.map(|next| Job::Buses(Some(next))));
    }

    pub(super) fn rules_of(&mut self, bus: &Arc<str>, page: Page<String>) {
        self.shown.rules += page.items.len();
        for rule in page.items {
            let rule = (Arc::clone(bus), rule.into());
            self.rules.push_back(Job::Targets(rule, None));
        }
        let next = page
            .next
            .map(|next| Job::Rules(Arc::clone(bus), Some(next)));
        self.next_or_end(next);
    }

    /// Goes on with a list of rules, or notes its end.
    fn next_or_end(&mut self, next: Option<Job>) {
        match next {
            Some(job) => self.lists.push_back(job),
            None => self.open_lists = self.open_lists.saturating_sub(1),
        }
        self.shown.rules_listed = self.open_lists == 0;
    }

    pub(super) fn targets_of(&mut self, rule: &(Arc<str>, Arc<str>), page: Page<Undelivered>) {
        for target in page.items {
            let feeder = Feeder::Rule {
                bus: Arc::clone(&rule.0),
                rule: Arc::clone(&rule.1),
                target_arn: target.target_arn.into(),
            };
            self.feeds(&target.queue_arn, feeder);
        }
        match page.next {
            Some(next) => self
                .rules
                .push_front(Job::Targets(rule.clone(), Some(next))),
            None => self.shown.rules_read += 1,
        }
    }

    pub(super) fn no_buses(&mut self, fault: &Fault) {
        self.open_lists += 1;
        self.lists.push_back(Job::Rules(DEFAULT_BUS.into(), None));
        self.next_or_end(None);
        let what = "only the rules of the bus `default` are looked at";
        self.say(fault, "ListEventBuses", what);
    }

    pub(super) fn no_rules(&mut self, bus: &Arc<str>, fault: &Fault) {
        self.silent.push(Arc::clone(bus));
        self.next_or_end(None);
        let buses = match self.silent.len() {
            1 => format!("the bus `{bus}`"),
            n => format!("{n} buses"),
        };
        let what = format!("which rules of {buses} send their dead letters where is not known");
        self.say(fault, "ListRules", &what);
    }

    pub(super) fn no_targets(&mut self, fault: &Fault) {
        if fault.kind == FaultKind::NotFound {
            // it was deleted meanwhile
            self.shown.rules_read += 1;
            return;
        }
        self.rules.clear();
        let what = "which targets of the other rules send their dead letters where is not known";
        self.say(fault, "ListTargetsByRule", what);
    }
}
