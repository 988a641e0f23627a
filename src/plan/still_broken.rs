//! What is known to be still broken of the API destinations that failed, and how fast they may be called.

use std::collections::BTreeMap;

use super::facts::{ApiDestination, World};
use super::request::api_destination;
use crate::arn::Arn;
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
            let name = Arn::parse(arn).map_or_else(|| arn.clone(), |a| a.name().to_owned());
            if let Some(what) = trouble(world, arn) {
                let s = if *count == 1 { "" } else { "s" };
                out.push(format!("API destination {name} {what} ({count} letter{s})"));
            }
        }
        out
    }
}

fn destination<'w>(world: &'w World, arn: &str) -> Option<&'w ApiDestination> {
    world.destinations.get(arn)?.as_ref().ok()?.as_ref()
}

fn trouble(world: &World, arn: &str) -> Option<String> {
    let found = match world.destinations.get(arn) {
        Some(Ok(Some(found))) => found,
        Some(Ok(None)) => return Some("is gone".into()),
        Some(Err(why)) => return Some(format!("could not be looked at: {why}")),
        None => return Some("was not looked at".into()),
    };
    if found.arn != arn {
        return Some("was made anew: the rule's target is the old one".into());
    }
    if found.state != "ACTIVE" {
        return Some(format!("is {}", found.state));
    }
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
        Some(Err(why)) => Some(format!(
            "may not be callable: its connection could not be looked at: {why}"
        )),
        None => None,
    }
}
