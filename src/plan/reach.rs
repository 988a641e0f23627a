//! Which rules and targets would fire, and whether what failed is still there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::beyond::Named;
use super::count::Counted;
use super::facts::{Rule, World};
use super::outline::Fires;
use crate::arn::Arn;
use crate::event_pattern::{Matcher, Pattern};
use crate::json::{Doc, quote};
use crate::letter::Letter;
use crate::repair::Outgoing;

/// What happens on the buses when the events are put.
pub(super) struct Reach<'w> {
    world: &'w World,
    fence: Option<&'w Named>,
    buses: BTreeMap<Arc<str>, Option<Bus<'w>>>,
    fires: BTreeMap<(String, String, bool), usize>,
    pub(super) warnings: Counted,
}

/// A bus whose rules are known.
struct Bus<'w> {
    rules: &'w [Rule],
    matcher: Matcher<usize>,
}

impl<'w> Reach<'w> {
    /// `fence`: targets that may fire though they had not failed; `None`: all.
    pub(super) fn new(world: &'w World, fence: Option<&'w Named>) -> Self {
        Self {
            world,
            fence,
            buses: BTreeMap::new(),
            fires: BTreeMap::new(),
            warnings: Counted::default(),
        }
    }

    /// Takes in one event that would be put to `to`.
    ///
    /// Fails where it would fire what it may not, in words.
    pub(super) fn add(
        &mut self,
        to: &Arc<str>,
        letter: &Letter,
        event: &Outgoing,
    ) -> Result<(), String> {
        if !self.buses.contains_key(to) {
            let bus = self.look_up(to);
            self.buses.insert(Arc::clone(to), bus);
        }
        let Some(Some(bus)) = self.buses.get(to) else {
            return Ok(());
        };
        let text = envelope(event, letter, to);
        let Ok(doc) = Doc::read(text.as_str()) else {
            return Ok(());
        };
        let matched: Vec<&Rule> = bus
            .matcher
            .matches(&doc)
            .into_iter()
            .filter_map(|at| bus.matcher.id(at).and_then(|rule| bus.rules.get(*rule)))
            .collect();
        let rules = bus.rules;
        self.within_the_fence(&matched, letter)?;
        self.count(&matched, letter);
        self.failed_rule(rules, &matched, letter);
        Ok(())
    }

    /// Nobody agreed to wake a target that had not failed and that the plan did not name.
    fn within_the_fence(&self, matched: &[&Rule], letter: &Letter) -> Result<(), String> {
        let Some(fence) = self.fence else {
            return Ok(());
        };
        for rule in matched.iter().filter(|rule| rule.enabled) {
            for target in rule.targets.iter().flatten() {
                let known = (rule.name.clone(), target.arn.clone());
                if !has_failed(rule, &target.arn, letter) && !fence.targets.contains(&known) {
                    return Err(format!(
                        "it would fire {} of rule {}, which the plan did not name: plan again for it",
                        target.arn, rule.name
                    ));
                }
            }
        }
        Ok(())
    }

    /// The targets that would fire, most events first, the failed ones before the others.
    pub(super) fn fires(&self) -> Vec<Fires> {
        let row = |((rule, target, failed), count): (&(String, String, bool), &usize)| Fires {
            rule: rule.clone(),
            target_arn: target.clone(),
            failed: *failed,
            count: *count,
        };
        let mut fires: Vec<Fires> = self.fires.iter().map(row).collect();
        fires.sort_by_key(|f| (!f.failed, std::cmp::Reverse(f.count)));
        fires
    }

    fn look_up(&mut self, to: &Arc<str>) -> Option<Bus<'w>> {
        let rules = match self.world.rules.get(&**to) {
            Some(Ok(rules)) => rules,
            Some(Err(why)) => {
                self.warnings.once(format!(
                    "which rules of {to} would fire is not known: {why}"
                ));
                return None;
            }
            None => {
                self.warnings
                    .once(format!("which rules of {to} would fire is not known"));
                return None;
            }
        };
        let mut patterns = Vec::new();
        for (at, rule) in rules.iter().enumerate() {
            let Some(pattern) = rule.pattern.as_deref() else {
                continue;
            };
            match Pattern::parse(pattern) {
                Ok(pattern) => patterns.push((at, pattern)),
                Err(e) => self.warnings.once(format!(
                    "whether rule {} would fire is not known: {}",
                    rule.name,
                    e.reason()
                )),
            }
        }
        let matcher = Matcher::new(patterns);
        Some(Bus { rules, matcher })
    }

    fn count(&mut self, matched: &[&Rule], letter: &Letter) {
        let mut any = false;
        for rule in matched.iter().filter(|rule| rule.enabled) {
            any = true;
            let targets = match &rule.targets {
                Ok(targets) => targets,
                Err(why) => {
                    let name = &rule.name;
                    self.warnings
                        .once(format!("the targets of rule {name} are not known: {why}"));
                    continue;
                }
            };
            for target in targets {
                let failed = has_failed(rule, &target.arn, letter);
                let key = (rule.name.clone(), target.arn.clone(), failed);
                *self.fires.entry(key).or_default() += 1;
            }
        }
        if !any {
            self.warnings
                .count("no enabled rule of the bus matches".into());
        }
    }

    /// Whether the rule and target that failed would fire again.
    fn failed_rule(&mut self, rules: &[Rule], matched: &[&Rule], letter: &Letter) {
        let Some(arn) = letter.failure.rule_arn.as_deref() else {
            return;
        };
        let name = letter.failure.rule.as_deref().unwrap_or(arn);
        let warning = match rules.iter().find(|rule| rule.arn == arn) {
            None => format!("rule {name} is gone"),
            Some(rule) if !rule.enabled => format!("rule {name} is disabled"),
            Some(rule) if !matched.iter().any(|m| m.arn == rule.arn) => {
                format!("the pattern of rule {name} does not match any more")
            }
            Some(rule) => match (&rule.targets, letter.failure.target_arn.as_deref()) {
                (Ok(targets), Some(target)) if !targets.iter().any(|t| t.arn == target) => {
                    let target = letter.failure.target.as_deref().unwrap_or(target);
                    format!("target {target} of rule {name} is gone, or was made anew")
                }
                _ => return,
            },
        };
        self.warnings.count(warning);
    }
}

/// Whether that target is the one that failed for this letter.
fn has_failed(rule: &Rule, target_arn: &str, letter: &Letter) -> bool {
    letter.failure.rule_arn.as_deref() == Some(&*rule.arn)
        && letter.failure.target_arn.as_deref() == Some(target_arn)
}

/// The event as the bus would make it of what is put.
fn envelope(event: &Outgoing, letter: &Letter, to: &str) -> String {
    let arn = Arn::parse(to);
    let own = letter.event.as_ref();
    let account = arn
        .as_ref()
        .map(|a| a.account.clone())
        .or_else(|| own.and_then(|e| e.account().map(|a| a.into_owned())));
    let region = arn
        .as_ref()
        .map(|a| a.region.clone())
        .or_else(|| own.and_then(|e| e.region().map(|r| r.into_owned())));
    let time = event.time.unwrap_or_default().rfc3339();
    let resources: Vec<String> = event.resources.iter().map(|r| quote(r)).collect();
    format!(
        r#"{{"version":"0","id":"00000000-0000-0000-0000-000000000000","detail-type":{},"source":{},"account":{},"time":{},"region":{},"resources":[{}],"detail":{}}}"#,
        quote(&event.detail_type),
        quote(&event.source),
        quote(account.as_deref().unwrap_or("")),
        quote(&time),
        quote(region.as_deref().unwrap_or("")),
        resources.join(","),
        event.detail
    )
}
