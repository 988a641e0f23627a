//! The way of an event: bus, archives, rules, targets.

use std::sync::Arc;

use super::archive;
use super::core::Core;
use super::delivery::{self, Job};
use super::event::Event;
use super::rule::RuleName;
use crate::json::Doc;

/// Takes an event onto a bus: archives it, and delivers it to every target of every rule that matches.
pub(super) fn enter(core: &Arc<Core>, bus: &str, event: Event) {
    enter_rules(core, bus, event, &[]);
}

/// The same, for the rules of these ARNs only; for all when there are none.
pub(super) fn enter_rules(core: &Arc<Core>, bus: &str, event: Event, only: &[String]) {
    let event = Arc::new(event);
    let text = event.text.clone();
    let Ok(doc) = Doc::read(&*text) else {
        return;
    };
    let mut state = core.state();
    archive::store(&mut state, &core.names.bus(bus), &event, &doc);
    let Some(found) = state.buses.get(bus) else {
        state.counts.unmatched += 1;
        return;
    };
    let matching = found.rules.values().filter(|rule| {
        rule.enabled
            && (only.is_empty() || only.contains(&rule.arn))
            && rule.pattern.as_ref().is_some_and(|p| p.matches(&doc))
    });
    let mut any = false;
    let mut jobs = Vec::new();
    for rule in matching {
        any = true;
        let name = Arc::new(RuleName::from(rule));
        jobs.extend(rule.targets.iter().map(|target| Job {
            event: event.clone(),
            rule: name.clone(),
            target: target.clone(),
        }));
    }
    state.counts.unmatched += u64::from(!any);
    drop(state);
    for job in jobs {
        delivery::start(core, job);
    }
}

/// Delivers an event to the targets of one rule, given as bus and name, whatever its pattern.
pub(super) fn fire(core: &Arc<Core>, place: &(String, String), event: Event) {
    let event = Arc::new(event);
    let jobs: Vec<Job> = match core.state().rule(&place.0, &place.1) {
        Ok(rule) => {
            let name = Arc::new(RuleName::from(&*rule));
            let job = |target: &Arc<_>| Job {
                event: event.clone(),
                rule: name.clone(),
                target: Arc::clone(target),
            };
            rule.targets.iter().map(job).collect()
        }
        Err(_) => return,
    };
    for job in jobs {
        delivery::start(core, job);
    }
}
