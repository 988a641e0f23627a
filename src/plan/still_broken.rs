//! What is known to be still broken of the API destinations that failed, and how fast they may be called.

use std::collections::BTreeMap;

use super::facts::{ApiDestination, Target, World};
use super::request::api_destination;
use crate::arn::{bus_and_rule, name_of};
use crate::letter::Letter;

/// The API destinations that failed, and for how many letters.
#[derive(Default)]
pub(super) struct Failed {
    by_arn: BTreeMap<String, usize>,
}

impl Failed {
    pub(super) fn add(&mut self, letter: &Letter) {
        let Some(arn) = api_destination(letter) else {
            return;
        };
        if let Some(count) = self.by_arn.get_mut(arn) {
            *count += 1;
        } else {
            self.by_arn.insert(arn.to_owned(), 1);
        }
    }

    /// The lowest invocation rate limit among them, as far as they are known.
    pub(super) fn lowest_rate(&self, world: &World) -> Option<u32> {
        let known = self.by_arn.keys().filter_map(|arn| destination(world, arn));
        known.map(|d| d.rate.max(1)).min()
    }

    /// What would send the events straight back.
    pub(super) fn warnings(&self, world: &World) -> Vec<String> {
        let mut out = Vec::new();
        for (arn, count) in &self.by_arn {
            let name = name_of(arn).unwrap_or(arn);
            if let Some(what) = trouble(world, arn) {
                let s = if *count == 1 { "" } else { "s" };
                out.push(format!("API destination {name} {what} ({count} letter{s})"));
            }
        }
        out
    }
}

/// What is known to stand between an event and the target of a rule that failed: put back, it would fail again or
/// reach nobody. `None` where nothing is known. `bus` is the rule's, a name or an ARN.
#[must_use]
pub fn obstacle(world: &World, (rule_arn, bus): (&str, &str), target: &str) -> Option<String> {
    if matches!(world.buses.get(bus), Some(Ok(None))) {
        return Some(format!("the bus {bus} is gone"));
    }
    let name = bus_and_rule(rule_arn).map_or(rule_arn, |(_, name)| name);
    if let Some(Ok(rules)) = world.rules.get(bus) {
        let Some(rule) = rules.iter().find(|rule| rule.arn == rule_arn) else {
            return Some(format!("the rule {name} is gone"));
        };
        if !rule.enabled {
            return Some(format!("the rule {name} is disabled"));
        }
        let missing = |targets: &Vec<Target>| targets.iter().all(|t| t.arn != target);
        if rule.targets.as_ref().is_ok_and(missing) {
            return Some(format!("the rule {name} has this target no more"));
        }
    }
    let what = known_trouble(world, target)?;
    let name = name_of(target).unwrap_or(target);
    Some(format!("the API destination {name} {what}"))
}

fn destination<'w>(world: &'w World, arn: &str) -> Option<&'w ApiDestination> {
    world.destinations.get(arn)?.as_ref().ok()?.as_ref()
}

fn trouble(world: &World, arn: &str) -> Option<String> {
    let connection = |of: &ApiDestination| world.connections.get(&of.connection_arn);
    match world.destinations.get(arn) {
        Some(Err(why)) => Some(format!("could not be looked at: {why}")),
        None => Some("was not looked at".into()),
        Some(Ok(found)) => match found.as_ref().and_then(connection) {
            Some(Err(why)) => Some(format!(
                "may not be callable: its connection could not be looked at: {why}"
            )),
            _ => known_trouble(world, arn),
        },
    }
}

/// What surely is wrong with an API destination.
fn known_trouble(world: &World, arn: &str) -> Option<String> {
    let Some(found) = world.destinations.get(arn)?.as_ref().ok()? else {
        return Some("is gone".into());
    };
    if found.arn != arn {
        return Some("was made anew: the rule's target is the old one".into());
    }
    // a destination is inactive while its connection is not authorised: that is the reason to name
    unauthorised(world, found)
        .or_else(|| (found.state != "ACTIVE").then(|| format!("is {}", found.state)))
}

fn unauthorised(world: &World, found: &ApiDestination) -> Option<String> {
    match world.connections.get(&found.connection_arn) {
        Some(Ok(Some(c))) if c.state == "AUTHORIZED" || c.state == "ACTIVE" => None,
        Some(Ok(Some(c))) => {
            let why = c.state_reason.as_ref().map(|w| format!(": {w}"));
            Some(format!(
                "can't be called: its connection {} is {}{}",
                c.name,
                c.state,
                why.unwrap_or_default()
            ))
        }
        Some(Ok(None)) => Some("can't be called: its connection is gone".into()),
        Some(Err(_)) | None => None,
    }
}
