//! API destinations: an HTTP endpoint behind a connection.

use serde_json::{Value, json};

use super::check::{Constraints, exists, not_found, owned, required, text};
use super::core::Core;
use super::names::{new_id, now, stamp};
use super::page::{page, shown};
use super::state::State;
use crate::limits::API_DESTINATION_RATE;
use crate::sim::wire::{Answer, Error};
use crate::time::Time;

/// An API destination.
pub(super) struct ApiDestination {
    pub name: String,
    pub arn: String,
    pub connection: String,
    pub endpoint: String,
    pub method: String,
    /// Invocations a second.
    pub rate: u32,
    description: Option<String>,
    created: Time,
    modified: Time,
}

const METHODS: [&str; 7] = ["HEAD", "POST", "PATCH", "DELETE", "PUT", "GET", "OPTIONS"];

impl ApiDestination {
    /// `ACTIVE` only while its connection is authorised. (AWS_RECORDED 6)
    fn state(&self, state: &State) -> &'static str {
        let mut connections = state.connections.values();
        let connection = connections.find(|c| c.arn == self.connection);
        match connection.is_some_and(|c| c.state == "AUTHORIZED") {
            true => "ACTIVE",
            false => "INACTIVE",
        }
    }

    fn answered(&self, state: &State) -> Value {
        json!({
            "ApiDestinationArn": self.arn,
            "ApiDestinationState": self.state(state),
            "CreationTime": stamp(self.created),
            "LastModifiedTime": stamp(self.modified),
        })
    }

    fn summary(&self, state: &State) -> Value {
        let mut out = self.answered(state);
        out["Name"] = self.name.clone().into();
        out["ConnectionArn"] = self.connection.clone().into();
        out["InvocationEndpoint"] = self.endpoint.clone().into();
        out["HttpMethod"] = self.method.clone().into();
        out["InvocationRateLimitPerSecond"] = self.rate.into();
        out
    }

    /// What a request sets, checked; the rest stays.
    fn set(&mut self, input: &Value, state: &State) -> Result<(), Error> {
        if let Some(connection) = text(input, "ConnectionArn") {
            if !state.connections.values().any(|c| c.arn == connection) {
                let name = connection.split('/').nth(1).unwrap_or(connection);
                return Err(not_found(format!(
                    "Failed to describe the connection(s). Connection '{name}' does not exist."
                )));
            }
            self.connection = connection.to_owned();
        }
        if let Some(endpoint) = text(input, "InvocationEndpoint") {
            self.endpoint = endpoint.to_owned();
        }
        if let Some(method) = text(input, "HttpMethod") {
            self.method = method.to_owned();
        }
        let rate = input["InvocationRateLimitPerSecond"].as_u64();
        if let Some(rate) = rate.and_then(|r| u32::try_from(r).ok()) {
            self.rate = rate;
        }
        if let Some(description) = owned(input, "Description") {
            self.description = Some(description);
        }
        Ok(())
    }
}

fn missing(name: &str) -> Error {
    not_found(format!(
        "Failed to describe the api-destination(s). An api-destination '{name}' does not exist."
    ))
}

fn check(input: &Value) -> Result<(), Error> {
    let mut broken = Constraints::default();
    if let Some(name) = text(input, "Name") {
        broken.name(name, "name", 64);
    }
    if let Some(method) = text(input, "HttpMethod") {
        broken.one_of(method, "httpMethod", &METHODS);
    }
    if let Some(endpoint) = text(input, "InvocationEndpoint") {
        let url: Result<hyper::Uri, _> = endpoint.parse();
        if !url.is_ok_and(|u| u.host().is_some()) {
            let must = "Member must satisfy regular expression pattern: ^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$";
            broken.add(&format!("'{endpoint}'"), "invocationEndpoint", must);
        }
    }
    if let Some(rate) = input["InvocationRateLimitPerSecond"].as_i64() {
        broken.within(
            rate,
            "invocationRateLimitPerSecond",
            (1, i64::from(u32::MAX)),
        );
    }
    broken.finish()
}

pub(super) fn create(core: &Core, input: &Value) -> Answer {
    for member in ["Name", "ConnectionArn", "InvocationEndpoint", "HttpMethod"] {
        required(input, member)?;
    }
    check(input)?;
    let name = required(input, "Name")?.to_owned();
    let mut state = core.state();
    if state.destinations.contains_key(&name) {
        return Err(exists(format!(
            "An api-destination '{name}' already exists."
        )));
    }
    let mut destination = ApiDestination {
        arn: core
            .names
            .arn(&format!("api-destination/{name}/{}", new_id())),
        name: name.clone(),
        connection: String::new(),
        endpoint: String::new(),
        method: String::new(),
        rate: API_DESTINATION_RATE,
        description: None,
        created: now(),
        modified: now(),
    };
    destination.set(input, &state)?;
    let out = destination.answered(&state);
    state.destinations.insert(name, destination);
    Ok(out)
}

pub(super) fn update(core: &Core, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    check(input)?;
    let mut state = core.state();
    let mut destination = state
        .destinations
        .remove(name)
        .ok_or_else(|| missing(name))?;
    let set = destination.set(input, &state);
    destination.modified = now();
    let out = destination.answered(&state);
    state.destinations.insert(name.to_owned(), destination);
    set.map(|()| out)
}

pub(super) fn describe(core: &Core, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    let state = core.state();
    let destination = state.destinations.get(name).ok_or_else(|| missing(name))?;
    let mut out = destination.summary(&state);
    out["Description"] = destination.description.clone().into();
    Ok(shown(out))
}

pub(super) fn list_all(core: &Core, input: &Value) -> Answer {
    let prefix = text(input, "NamePrefix").unwrap_or("");
    let connection = text(input, "ConnectionArn");
    let state = core.state();
    let found = state
        .destinations
        .values()
        .filter(|d| d.name.starts_with(prefix) && connection.is_none_or(|c| c == d.connection))
        .map(|d| d.summary(&state))
        .collect();
    page(input, "ApiDestinations", found)
}

pub(super) fn delete(core: &Core, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    let mut state = core.state();
    state
        .destinations
        .remove(name)
        .ok_or_else(|| missing(name))?;
    Ok(json!({}))
}
