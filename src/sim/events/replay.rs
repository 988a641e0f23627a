//! Replays of archived events.

use std::sync::Arc;

use serde_json::{Value, json};

use super::check::{Constraints, exists, list, not_found, owned, required, text};
use super::core::Core;
use super::event::Event;
use super::names::{moment, now, stamp};
use super::page::{page, shown};
use super::pipeline;
use super::state::State;
use crate::sim::wire::{Answer, Error};
use crate::time::Time;

/// Events that go out between two looks at whether the replay was cancelled.
const SLICE: usize = 10;

/// A replay, also after its end.
pub(super) struct Replay {
    name: String,
    archive_arn: String,
    description: Option<String>,
    destination: Value,
    state: &'static str,
    window: (Time, Time),
    /// Time of the last event that was replayed.
    last: Option<Time>,
    started: Time,
    ended: Option<Time>,
}

impl Replay {
    fn summary(&self) -> Value {
        json!({
            "ReplayName": self.name,
            "EventSourceArn": self.archive_arn,
            "State": self.state,
            "EventStartTime": stamp(self.window.0),
            "EventEndTime": stamp(self.window.1),
            "EventLastReplayedTime": self.last.map(stamp),
            "ReplayStartTime": stamp(self.started),
            "ReplayEndTime": self.ended.map(stamp),
        })
    }
}

/// What a running replay needs.
struct Run {
    replay: String,
    bus: String,
    only: Vec<String>,
    events: Vec<Arc<Event>>,
}

pub(super) fn start(core: &Arc<Core>, input: &Value) -> Answer {
    let name = required(input, "ReplayName")?;
    let mut broken = Constraints::default();
    broken.name(name, "replayName", 64);
    broken.finish()?;
    let mut state = core.state();
    if state.replays.contains_key(name) {
        return Err(exists(format!("Replay {name} already exists.")));
    }
    let (replay, run) = read(core, &state, input)?;
    let started = stamp(replay.started);
    state.replays.insert(name.to_owned(), replay);
    drop(state);
    let at = core.clone();
    core.spawn(async move { go(&at, run).await });
    Ok(json!({
        "ReplayArn": arn(core, name), "State": "STARTING", "ReplayStartTime": started,
    }))
}

fn read(core: &Core, state: &State, input: &Value) -> Result<(Replay, Run), Error> {
    let name = required(input, "ReplayName")?;
    let archive_arn = required(input, "EventSourceArn")?;
    let archive_name = archive_arn.rsplit('/').next().unwrap_or_default();
    let archive = state.archives.get(archive_name).ok_or_else(|| {
        let reason = format!("Archive {archive_name} does not exist.");
        invalid("EventSourceArn", &reason)
    })?;
    let window = window(input)?;
    let destination = &input["Destination"];
    if required(destination, "Arn")? != archive.source {
        let reason = "Cross event bus replay is not permitted.";
        return Err(invalid("Destination.Arn", reason));
    }
    let only = list(destination, "FilterArns").iter();
    let events = archive.events.iter();
    let run = Run {
        replay: name.to_owned(),
        bus: core.bus_name(&archive.source)?.to_owned(),
        only: only.filter_map(Value::as_str).map(str::to_owned).collect(),
        events: events
            .filter(|e| window.0 <= e.time && e.time <= window.1)
            .cloned()
            .collect(),
    };
    let replay = Replay {
        name: name.to_owned(),
        archive_arn: archive_arn.to_owned(),
        description: owned(input, "Description"),
        destination: destination.clone(),
        state: "STARTING",
        window,
        last: None,
        started: now(),
        ended: None,
    };
    Ok((replay, run))
}

/// EventStartTime and EventEndTime.
fn window(input: &Value) -> Result<(Time, Time), Error> {
    let time = |member: &str| {
        let reason = format!("{member} is a required argument.");
        moment(&input[member]).ok_or_else(|| invalid(member, &reason))
    };
    let window = (time("EventStartTime")?, time("EventEndTime")?);
    if window.0 < window.1 {
        return Ok(window);
    }
    let reason = "EventStartTime must be before EventEndTime.";
    Err(invalid("EventEndTime", reason))
}

fn invalid(parameter: &str, reason: &str) -> Error {
    Error::validation(format!(
        "Parameter {parameter} is not valid. Reason: {reason}"
    ))
}

async fn go(core: &Arc<Core>, run: Run) {
    for slice in run.events.chunks(SLICE) {
        for event in slice {
            pipeline::enter_rules(core, &run.bus, event.replayed(&run.replay), &run.only);
        }
        let last = slice.last().map(|e| e.time);
        if !advance(core, &run.replay, last) {
            return;
        }
        tokio::task::yield_now().await;
    }
    end(core, &run.replay, "COMPLETED");
}

/// Notes how far the replay is; false when it was cancelled.
fn advance(core: &Core, name: &str, last: Option<Time>) -> bool {
    let mut state = core.state();
    let Some(replay) = state.replays.get_mut(name) else {
        return false;
    };
    if replay.state == "CANCELLING" {
        replay.state = "CANCELLED";
        replay.ended = Some(now());
        return false;
    }
    replay.state = "RUNNING";
    replay.last = last;
    true
}

fn end(core: &Core, name: &str, how: &'static str) {
    if let Some(replay) = core.state().replays.get_mut(name) {
        replay.state = how;
        replay.ended = Some(now());
    }
}

fn arn(core: &Core, name: &str) -> String {
    core.names.arn(&format!("replay/{name}"))
}

fn missing(name: &str) -> Error {
    not_found(format!("Replay {name} does not exist."))
}

pub(super) fn describe(core: &Core, input: &Value) -> Answer {
    let name = required(input, "ReplayName")?;
    let state = core.state();
    let replay = state.replays.get(name).ok_or_else(|| missing(name))?;
    let mut out = replay.summary();
    out["ReplayArn"] = arn(core, name).into();
    out["Description"] = replay.description.clone().into();
    out["Destination"] = replay.destination.clone();
    Ok(shown(out))
}

pub(super) fn list_all(core: &Core, input: &Value) -> Answer {
    let prefix = text(input, "NamePrefix").unwrap_or("");
    let (wanted, source) = (text(input, "State"), text(input, "EventSourceArn"));
    let state = core.state();
    let found = state
        .replays
        .values()
        .filter(|r| r.name.starts_with(prefix))
        .filter(|r| {
            wanted.is_none_or(|s| s == r.state) && source.is_none_or(|s| s == r.archive_arn)
        })
        .map(|r| shown(r.summary()))
        .collect();
    page(input, "Replays", found)
}

pub(super) fn cancel(core: &Core, input: &Value) -> Answer {
    let name = required(input, "ReplayName")?;
    let mut state = core.state();
    let replay = state.replays.get_mut(name).ok_or_else(|| missing(name))?;
    if !matches!(replay.state, "STARTING" | "RUNNING") {
        let what = format!("Replay {name} is not in a valid state for this operation.");
        return Err(Error::new("IllegalStatusException", what));
    }
    replay.state = "CANCELLING";
    Ok(json!({"ReplayArn": arn(core, name), "State": "CANCELLING"}))
}
