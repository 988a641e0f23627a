//! What is known of buses, rules, destinations and connections, read through the directory and kept a while.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use crate::arn::Arn;
use crate::engine::ports::{Directory, Fault};
use crate::plan::{Wanted, World};
use crate::time::Time;

/// A fact is not read again before it is this old.
const FRESH: Duration = Duration::from_secs(30);

/// Facts, with the moments at which they were read.
#[derive(Debug, Default)]
struct Known {
    world: World,
    at: HashMap<String, Time>,
}

/// Reads facts. One reader at a time: another plan may want the same.
pub(super) struct Atlas {
    directory: Arc<dyn Directory>,
    known: Mutex<Known>,
}

impl Atlas {
    pub(super) fn new(directory: Arc<dyn Directory>) -> Self {
        Self {
            directory,
            known: Mutex::default(),
        }
    }

    /// The world with all that is wanted, as far as it can be read.
    pub(super) async fn read(&self, wanted: &Wanted, now: Time) -> World {
        let mut known = self.known.lock().await;
        for bus in &wanted.buses {
            if known.is_stale("bus", bus, now) {
                self.bus(&mut known.world, bus).await;
            }
        }
        for arn in &wanted.destinations {
            if known.is_stale("destination", arn, now) {
                self.destination(&mut known.world, arn).await;
            }
        }
        known.world.clone()
    }

    /// What is known of the targets of one rule of that bus: nothing else is in the answer.
    pub(super) async fn rule(&self, rule_arn: &str, bus: &str, now: Time) -> World {
        let mut wanted = Wanted::default();
        wanted.buses.insert(bus.into());
        let mut world = self.read(&wanted, now).await;
        if let Some(Ok(rules)) = world.rules.get_mut(bus) {
            rules.retain(|rule| rule.arn == rule_arn);
            let targets = rules.iter().filter_map(|rule| rule.targets.as_ref().ok());
            let destinations = targets.flatten().map(|target| target.arn.as_str());
            wanted.destinations = destinations
                .filter(|arn| arn.contains(":api-destination/"))
                .map(Into::into)
                .collect();
        }
        let whole = self.read(&wanted, now).await;
        let known = |arn: &String| wanted.destinations.iter().any(|w| **w == **arn);
        world.destinations = whole.destinations;
        world.destinations.retain(|arn, _| known(arn));
        world.connections = whole.connections;
        world
    }

    async fn bus(&self, world: &mut World, name: &str) {
        let bus = self.directory.bus(name).await.map_err(said);
        // a bus that may not be looked at may have rules all the same
        let gone = matches!(bus, Ok(None));
        world.buses.insert(name.to_owned(), bus);
        let rules = if gone {
            Ok(Vec::new())
        } else {
            self.directory.rules(name).await.map_err(said)
        };
        world.rules.insert(name.to_owned(), rules);
    }

    async fn destination(&self, world: &mut World, arn: &str) {
        let name = name_of(arn);
        let found = self.directory.api_destination(&name).await;
        let found = found.map_err(said);
        let connection = match &found {
            Ok(Some(destination)) => Some(destination.connection_arn.clone()),
            _ => None,
        };
        world.destinations.insert(arn.to_owned(), found);
        if let Some(connection) = connection.filter(|arn| !arn.is_empty()) {
            let found = self.directory.connection(&name_of(&connection)).await;
            world.connections.insert(connection, found.map_err(said));
        }
    }
}

impl Known {
    /// Whether a fact must be read now; then it counts as read.
    fn is_stale(&mut self, kind: &str, name: &str, now: Time) -> bool {
        let key = format!("{kind} {name}");
        let stale = self
            .at
            .get(&key)
            .is_none_or(|at| now.since(*at) >= FRESH || now < *at);
        if stale {
            self.at.insert(key, now);
        }
        stale
    }
}

fn name_of(arn: &str) -> String {
    Arn::parse(arn).map_or_else(|| arn.to_owned(), |arn| arn.name().to_owned())
}

fn said(fault: Fault) -> String {
    if fault.message.is_empty() {
        fault.code
    } else {
        format!("{}: {}", fault.code, fault.message)
    }
}
