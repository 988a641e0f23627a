//! Archives, and what they keep.

use std::sync::Arc;

use serde_json::{Value, json};

use super::check::{Constraints, exists, not_found, owned, required, text};
use super::core::Core;
use super::event::Event;
use super::names::{now, stamp};
use super::page::{page, shown};
use super::rule::parse_pattern;
use super::state::State;
use crate::event_pattern::Pattern;
use crate::json::Doc;
use crate::sim::wire::{Answer, Error};
use crate::time::Time;

pub(super) use super::replay::Replay;

/// Events that an archive keeps; the oldest go first.
const KEPT: usize = 100_000;

/// An archive of one bus.
pub(super) struct Archive {
    pub name: String,
    /// ARN of the bus.
    pub source: String,
    pub events: std::collections::VecDeque<Arc<Event>>,
    pattern: Option<(String, Pattern)>,
    description: Option<String>,
    retention_days: i64,
    created: Time,
    count: u64,
    bytes: u64,
}

impl Archive {
    fn set(&mut self, input: &Value) -> Result<(), Error> {
        if let Some(pattern) = text(input, "EventPattern") {
            self.pattern = Some((pattern.to_owned(), parse_pattern(pattern)?));
        }
        if let Some(description) = owned(input, "Description") {
            self.description = Some(description);
        }
        if let Some(days) = input["RetentionDays"].as_i64() {
            self.retention_days = days;
        }
        Ok(())
    }

    fn keep(&mut self, event: &Arc<Event>) {
        self.count += 1;
        self.bytes += u64::try_from(event.text.len()).unwrap_or(0);
        self.events.push_back(event.clone());
        if self.events.len() > KEPT {
            self.events.pop_front();
        }
    }

    fn summary(&self) -> Value {
        json!({
            "ArchiveName": self.name,
            "EventSourceArn": self.source,
            "State": "ENABLED",
            "RetentionDays": self.retention_days,
            "SizeBytes": self.bytes,
            "EventCount": self.count,
            "CreationTime": stamp(self.created),
        })
    }

    /// As `GET /_sim/state` shows it.
    pub fn state_shown(&self) -> Value {
        json!({"name": self.name, "source": self.source, "events": self.count})
    }
}

/// Keeps the event in every archive of its bus that wants it. A replayed event is not archived again. (DOMAIN 4.3)
pub(super) fn store(state: &mut State, bus_arn: &str, event: &Arc<Event>, doc: &Doc<'_>) {
    if event.replay.is_some() {
        return;
    }
    for archive in state.archives.values_mut().filter(|a| a.source == bus_arn) {
        if archive.pattern.as_ref().is_none_or(|(_, p)| p.matches(doc)) {
            archive.keep(event);
        }
    }
}

fn missing(name: &str) -> Error {
    not_found(format!("Archive {name} does not exist."))
}

fn arn(core: &Core, name: &str) -> String {
    core.names.arn(&format!("archive/{name}"))
}

pub(super) fn create(core: &Core, input: &Value) -> Answer {
    let name = required(input, "ArchiveName")?;
    let source = required(input, "EventSourceArn")?;
    let mut broken = Constraints::default();
    broken.name(name, "archiveName", 48);
    broken.finish()?;
    let mut archive = Archive {
        name: name.to_owned(),
        source: source.to_owned(),
        events: std::collections::VecDeque::new(),
        pattern: None,
        description: None,
        retention_days: 0,
        created: now(),
        count: 0,
        bytes: 0,
    };
    archive.set(input)?;
    let mut state = core.state();
    state.bus(core.bus_name(source)?)?;
    if state.archives.contains_key(name) {
        return Err(exists(format!("Archive {name} already exists.")));
    }
    let created = archive.created;
    state.archives.insert(name.to_owned(), archive);
    Ok(json!({"ArchiveArn": arn(core, name), "State": "ENABLED", "CreationTime": stamp(created)}))
}

pub(super) fn update(core: &Core, input: &Value) -> Answer {
    let name = required(input, "ArchiveName")?;
    let mut state = core.state();
    let archive = state.archives.get_mut(name).ok_or_else(|| missing(name))?;
    if ["EventPattern", "RetentionDays", "Description"]
        .iter()
        .all(|m| input[*m].is_null())
    {
        return Err(Error::validation(
            "At least one of EventPattern, RetentionDays or Description must be provided.",
        ));
    }
    archive.set(input)?;
    let created = stamp(archive.created);
    Ok(json!({"ArchiveArn": arn(core, name), "State": "ENABLED", "CreationTime": created}))
}

pub(super) fn describe(core: &Core, input: &Value) -> Answer {
    let name = required(input, "ArchiveName")?;
    let state = core.state();
    let archive = state.archives.get(name).ok_or_else(|| missing(name))?;
    let mut out = archive.summary();
    out["ArchiveArn"] = arn(core, name).into();
    out["Description"] = archive.description.clone().into();
    out["EventPattern"] = archive
        .pattern
        .as_ref()
        .map(|(text, _)| text.clone())
        .into();
    Ok(shown(out))
}

pub(super) fn list_all(core: &Core, input: &Value) -> Answer {
    let prefix = text(input, "NamePrefix").unwrap_or("");
    let source = text(input, "EventSourceArn");
    let state = core.state();
    let found = state
        .archives
        .values()
        .filter(|a| a.name.starts_with(prefix) && source.is_none_or(|s| s == a.source))
        .map(Archive::summary)
        .collect();
    page(input, "Archives", found)
}

pub(super) fn delete(core: &Core, input: &Value) -> Answer {
    let name = required(input, "ArchiveName")?;
    core.state()
        .archives
        .remove(name)
        .ok_or_else(|| missing(name))?;
    Ok(json!({}))
}
