//! PutEvents and TestEventPattern.

use std::sync::Arc;

use serde_json::{Value, json};

use super::check::{list, required, text};
use super::core::Core;
use super::event::Event;
use super::{pipeline, rule};
use crate::json::{Doc, Kind};
use crate::limits::{PUT_EVENTS_BYTES, PUT_EVENTS_ENTRIES};
use crate::sim::wire::{Answer, Error};

/// Bytes of the Time of an entry. (DOMAIN 4.1)
const TIME_BYTES: usize = 14;

pub(super) fn put(core: &Arc<Core>, input: &Value) -> Answer {
    let entries = list(input, "Entries");
    check_call(entries)?;
    let mut failed = 0;
    let answers: Vec<Value> = entries
        .iter()
        .map(|entry| match Event::put(entry, &core.names) {
            Ok(event) => {
                let id = event.id.clone();
                take(core, entry, event);
                json!({"EventId": id})
            }
            Err((code, message)) => {
                failed += 1;
                json!({"ErrorCode": code, "ErrorMessage": message})
            }
        })
        .collect();
    Ok(json!({"FailedEntryCount": failed, "Entries": answers}))
}

/// Onto its bus; an event for a bus that does not exist is gone without a trace. (AWS_RECORDED 2)
fn take(core: &Arc<Core>, entry: &Value, event: Event) {
    let asked = text(entry, "EventBusName").unwrap_or("default");
    core.state().counts.taken += 1;
    match core.names.bus_name(asked) {
        Some(bus) => pipeline::enter(core, bus, event),
        None => core.state().counts.unmatched += 1,
    }
}

/// What fails the whole call. (AWS_RECORDED 2)
fn check_call(entries: &[Value]) -> Result<(), Error> {
    if entries.is_empty() {
        return Err(Error::validation(
            "1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ));
    }
    if entries.len() > PUT_EVENTS_ENTRIES {
        let shown: Vec<String> = entries.iter().map(in_java).collect();
        return Err(Error::validation(format!(
            "1 validation error detected: Value '[{}]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to {PUT_EVENTS_ENTRIES}",
            shown.join(", ")
        )));
    }
    for (at, entry) in entries.iter().enumerate() {
        check_bus_name(entry, at + 1)?;
    }
    if entries.iter().map(size).sum::<usize>() > PUT_EVENTS_BYTES {
        return Err(Error::validation(
            "Total size of the entries in the request is over the limit.",
        ));
    }
    Ok(())
}

/// Partner buses, whose names hold slashes, are not for PutEvents. (DOMAIN 4.4)
fn check_bus_name(entry: &Value, number: usize) -> Result<(), Error> {
    let Some(bus) = text(entry, "EventBusName") else {
        return Ok(());
    };
    let name = bus.split_once(":event-bus/").map_or(bus, |(_, name)| name);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b".-_".contains(&b);
    if name.bytes().all(plain) {
        return Ok(());
    }
    Err(Error::validation(format!(
        "1 validation error detected: Value '{bus}' at 'entries.{number}.member.eventBusName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{{12}}:event-bus\\/)?[\\.\\-_A-Za-z0-9]+"
    )))
}

/// Bytes of an entry by the documented formula. (DOMAIN 4.1)
fn size(entry: &Value) -> usize {
    let bytes = |member| text(entry, member).map_or(0, str::len);
    let resources = list(entry, "Resources");
    let time = entry.get("Time").filter(|t| !t.is_null());
    time.map_or(0, |_| TIME_BYTES)
        + bytes("Source")
        + bytes("DetailType")
        + bytes("Detail")
        + resources
            .iter()
            .filter_map(Value::as_str)
            .map(str::len)
            .sum::<usize>()
}

/// An entry as AWS's message about too many of them repeats it.
fn in_java(entry: &Value) -> String {
    let or_null = |member| text(entry, member).unwrap_or("null");
    let resources = entry.get("Resources").filter(|r| !r.is_null());
    let resources = resources.map_or("null".to_owned(), |_| {
        let all: Vec<&str> = list(entry, "Resources")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        format!("[{}]", all.join(", "))
    });
    let time = entry.get("Time").filter(|t| !t.is_null());
    let time = time.map_or("null".to_owned(), ToString::to_string);
    format!(
        "PutEventsRequestEntry(time={time}, source={}, resources={resources}, detailType={}, detail={}, eventBusName={}, traceHeader={}, kmsKeyIdentifier=null, internalMetadata=null)",
        or_null("Source"),
        or_null("DetailType"),
        or_null("Detail"),
        or_null("EventBusName"),
        or_null("TraceHeader"),
    )
}

pub(super) fn test_pattern(input: &Value) -> Answer {
    let pattern = rule::parse_pattern(required(input, "EventPattern")?)?;
    let invalid = || Error::validation("Parameter Event is not valid.");
    let event = Doc::read(required(input, "Event")?).map_err(|_| invalid())?;
    if event.root().kind() != Kind::Object {
        return Err(invalid());
    }
    Ok(json!({"Result": pattern.matches(&event)}))
}
