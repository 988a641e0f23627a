//! Event buses.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::check::{Constraints, exists, list, not_found, owned, required, text};
use super::core::Core;
use super::names::{Names, now, stamp};
use super::page::{page, shown};
use super::rule::Rule;
use crate::sim::wire::{Answer, Error};
use crate::time::Time;

/// Buses of an account. (DOMAIN 4.5)
const BUSES: usize = 100;

/// An event bus with its rules.
pub(super) struct Bus {
    pub name: String,
    pub rules: BTreeMap<String, Rule>,
    created: Time,
    modified: Time,
    policy: Vec<Value>,
    /// Description, DeadLetterConfig, KmsKeyIdentifier, LogConfig: kept, not acted on.
    kept: BTreeMap<&'static str, Value>,
}

const KEPT: [&str; 4] = [
    "Description",
    "KmsKeyIdentifier",
    "DeadLetterConfig",
    "LogConfig",
];

impl Bus {
    pub fn new(name: &str, now: Time) -> Self {
        Self {
            name: name.to_owned(),
            rules: BTreeMap::new(),
            created: now,
            modified: now,
            policy: Vec::new(),
            kept: BTreeMap::new(),
        }
    }

    fn keep(&mut self, input: &Value) {
        for member in KEPT {
            if let Some(value) = input.get(member).filter(|v| !v.is_null()) {
                self.kept.insert(member, value.clone());
            }
        }
    }

    fn shown(&self, names: &Names) -> Value {
        let policy = (!self.policy.is_empty())
            .then(|| json!({"Version": "2012-10-17", "Statement": self.policy}).to_string());
        let mut out = json!({
            "Name": self.name,
            "Arn": names.bus(&self.name),
            "Policy": policy,
            "CreationTime": stamp(self.created),
            "LastModifiedTime": stamp(self.modified),
        });
        for (member, value) in &self.kept {
            out[*member] = value.clone();
        }
        shown(out)
    }
}

pub(super) fn create(core: &Core, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    let mut broken = Constraints::default();
    broken.longest(name, "name", 256);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/.-_".contains(&b);
    if !name.bytes().all(plain) {
        let must = r"Member must satisfy regular expression pattern: [/\.\-_A-Za-z0-9]+";
        broken.add(&format!("'{name}'"), "name", must);
    }
    broken.finish()?;
    if name.contains('/') && !name.starts_with("aws.partner/") {
        return Err(Error::validation("Event bus name must not contain '/'."));
    }
    let mut state = core.state();
    if state.buses.contains_key(name) {
        return Err(exists(format!("Event bus {name} already exists.")));
    }
    if state.buses.len() >= BUSES {
        return Err(super::check::too_many());
    }
    let mut bus = Bus::new(name, now());
    bus.keep(input);
    state.buses.insert(name.to_owned(), bus);
    let mut out = json!({"EventBusArn": core.names.bus(name)});
    if let Some(description) = owned(input, "Description") {
        out["Description"] = description.into();
    }
    Ok(out)
}

pub(super) fn update(core: &Core, input: &Value) -> Answer {
    let name = text(input, "Name").unwrap_or("default");
    let mut state = core.state();
    let bus = state.bus(name)?;
    bus.keep(input);
    bus.modified = now();
    Ok(json!({"Arn": core.names.bus(name), "Name": name}))
}

pub(super) fn describe(core: &Core, input: &Value) -> Answer {
    let asked = text(input, "Name").unwrap_or("default");
    let name = core.bus_name(asked)?;
    let mut state = core.state();
    Ok(state.bus(name)?.shown(&core.names))
}

pub(super) fn list_all(core: &Core, input: &Value) -> Answer {
    let prefix = text(input, "NamePrefix").unwrap_or("");
    let state = core.state();
    let buses = state
        .buses
        .values()
        .filter(|b| b.name.starts_with(prefix))
        .map(|b| b.shown(&core.names))
        .collect();
    page(input, "EventBuses", buses)
}

/// An unknown bus is no error. (AWS_RECORDED 3)
pub(super) fn delete(core: &Core, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    if name == "default" {
        return Err(Error::validation("Cannot delete event bus default."));
    }
    let mut state = core.state();
    if state.buses.get(name).is_some_and(|b| !b.rules.is_empty()) {
        let what = format!("Event bus {name} can't be deleted since it has rules.");
        return Err(Error::validation(what));
    }
    state.buses.remove(name);
    Ok(json!({}))
}

pub(super) fn put_permission(core: &Core, input: &Value) -> Answer {
    let name = text(input, "EventBusName").unwrap_or("default");
    let mut state = core.state();
    let bus_arn = core.names.bus(name);
    let bus = state.bus(name)?;
    if let Some(policy) = text(input, "Policy") {
        let policy: Value = serde_json::from_str(policy)
            .map_err(|_| Error::validation("Event bus policy is malformed."))?;
        bus.policy = list(&policy, "Statement").to_vec();
        return Ok(json!({}));
    }
    let sid = required(input, "StatementId")?;
    let principal = match required(input, "Principal")? {
        "*" => json!("*"),
        account => json!({"AWS": format!("arn:aws:iam::{account}:root")}),
    };
    bus.policy.retain(|s| s["Sid"] != sid);
    bus.policy.push(json!({
        "Sid": sid, "Effect": "Allow", "Principal": principal,
        "Action": required(input, "Action")?, "Resource": bus_arn,
    }));
    Ok(json!({}))
}

pub(super) fn remove_permission(core: &Core, input: &Value) -> Answer {
    let name = text(input, "EventBusName").unwrap_or("default");
    let mut state = core.state();
    let bus = state.bus(name)?;
    if input["RemoveAllPermissions"] == true {
        bus.policy.clear();
        return Ok(json!({}));
    }
    let sid = required(input, "StatementId")?;
    let before = bus.policy.len();
    bus.policy.retain(|s| s["Sid"] != sid);
    if bus.policy.len() == before {
        return Err(not_found("Statement with the provided id does not exist."));
    }
    Ok(json!({}))
}
