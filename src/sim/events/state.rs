//! All that is configured, and what was counted.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::Value;

use super::api_destination::ApiDestination;
use super::archive::{Archive, Replay};
use super::bus::Bus;
use super::check::not_found;
use super::connection::Connection;
use super::names::now;
use super::rule::Rule;
use crate::sim::wire::Error;

/// Entries that a log group keeps.
const LOG_LINES: usize = 1000;

/// Everything behind the lock.
pub(super) struct State {
    pub buses: BTreeMap<String, Bus>,
    pub connections: BTreeMap<String, Connection>,
    pub destinations: BTreeMap<String, ApiDestination>,
    pub archives: BTreeMap<String, Archive>,
    pub replays: BTreeMap<String, Replay>,
    pub logs: BTreeMap<String, VecDeque<Arc<str>>>,
    pub counts: Counts,
}

/// What happened to events and dead letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Events that PutEvents took.
    pub taken: u64,
    /// Events that no rule of their bus matched, or whose bus does not exist.
    pub unmatched: u64,
    /// Deliveries that a target took.
    pub delivered: u64,
    /// Deliveries to services that the simulator does not have.
    pub not_played: u64,
    /// Undeliverable events that went into a dead-letter queue.
    pub dead: u64,
    /// Undeliverable events whose target has no dead-letter queue.
    pub dropped: u64,
    /// Dead letters that a queue did not take, by queue ARN and reason.
    pub lost: BTreeMap<(String, &'static str), u64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            buses: BTreeMap::from([("default".to_owned(), Bus::new("default", now()))]),
            connections: BTreeMap::new(),
            destinations: BTreeMap::new(),
            archives: BTreeMap::new(),
            replays: BTreeMap::new(),
            logs: BTreeMap::new(),
            counts: Counts::default(),
        }
    }
}

impl State {
    /// The bus of that name.
    pub fn bus(&mut self, name: &str) -> Result<&mut Bus, Error> {
        self.buses
            .get_mut(name)
            .ok_or_else(|| not_found(format!("Event bus {name} does not exist.")))
    }

    /// The rule `name` of a bus.
    pub fn rule(&mut self, bus: &str, name: &str) -> Result<&mut Rule, Error> {
        self.bus(bus)?
            .rules
            .get_mut(name)
            .ok_or_else(|| not_found(format!("Rule {name} does not exist on EventBus {bus}.")))
    }

    /// The API destination of that ARN.
    pub fn destination_at(&self, arn: &str) -> Option<&ApiDestination> {
        self.destinations.values().find(|d| d.arn == arn)
    }

    /// The connection of that ARN.
    pub fn connection_at(&mut self, arn: &str) -> Option<&mut Connection> {
        self.connections.values_mut().find(|c| c.arn == arn)
    }

    /// Writes a line into a log group.
    pub fn log(&mut self, group: &str, line: Arc<str>) {
        let lines = self.logs.entry(group.to_owned()).or_default();
        lines.push_back(line);
        if lines.len() > LOG_LINES {
            lines.pop_front();
        }
    }

    /// As `GET /_sim/state` shows it.
    pub fn shown(&self, under_way: usize) -> Value {
        let rules = self.buses.values().flat_map(|bus| bus.rules.values());
        let lost: Vec<Value> = self.counts.lost.iter().map(shown_loss).collect();
        let logs: BTreeMap<&String, Vec<Value>> = self
            .logs
            .iter()
            .map(|(group, lines)| (group, lines.iter().map(|l| read(l)).collect()))
            .collect();
        serde_json::json!({
            "buses": self.buses.values().map(|b| &b.name).collect::<Vec<_>>(),
            "rules": rules.map(Rule::shown).collect::<Vec<_>>(),
            "connections": self.connections.values().map(Connection::state_shown).collect::<Vec<_>>(),
            "api_destinations": self.destinations.keys().collect::<Vec<_>>(),
            "archives": self.archives.values().map(Archive::state_shown).collect::<Vec<_>>(),
            "deliveries_under_way": under_way,
            "events": {
                "taken": self.counts.taken,
                "unmatched": self.counts.unmatched,
                "delivered": self.counts.delivered,
                "not_played": self.counts.not_played,
                "dead_letters": self.counts.dead,
                "dropped": self.counts.dropped,
            },
            "lost_dead_letters": self.counts.lost.values().sum::<u64>(),
            "lost": lost,
            "log_groups": logs,
        })
    }
}

fn shown_loss((of, count): (&(String, &'static str), &u64)) -> Value {
    serde_json::json!({"queue": of.0, "reason": of.1, "count": count})
}

/// A line of a log group, as JSON where it is shallow JSON: deep ones stay text, since a tree is read by recursion.
fn read(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|_| Value::String(line.to_owned()))
}
