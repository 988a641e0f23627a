//! Connections: how an API destination's requests are authorised.

use std::sync::Arc;

use serde_json::{Value, json};

use super::authorization::{Authorization, TYPES, without_secrets};
use super::check::{Constraints, exists, not_found, owned, required, text};
use super::core::Core;
use super::delivery::oauth;
use super::names::{Names, new_id, now, stamp};
use super::page::{page, shown};
use crate::sim::wire::{Answer, Error};
use crate::time::Time;

/// A connection with its secrets.
pub(super) struct Connection {
    pub name: String,
    pub arn: String,
    pub authorization: Authorization,
    /// `AUTHORIZED`, `DEAUTHORIZED`, `AUTHORIZING`.
    pub state: &'static str,
    /// `InvocationHttpParameters`, secrets included.
    pub http: Value,
    reason: Option<String>,
    description: Option<String>,
    secret_arn: String,
    created: Time,
    modified: Time,
    authorized: Option<Time>,
}

impl Connection {
    fn read(names: &Names, input: &Value) -> Result<Self, Error> {
        let name = required(input, "Name")?;
        let kind = required(input, "AuthorizationType")?;
        let mut broken = Constraints::default();
        broken.name(name, "name", 64);
        broken.one_of(kind, "authorizationType", &TYPES);
        broken.finish()?;
        let parameters = input.get("AuthParameters").unwrap_or(&Value::Null);
        let (id, suffix) = (new_id(), new_id());
        let secret = format!("secret:events!connection/{name}/{id}-{}", &suffix[..6]);
        let arn = names.arn("").replacen(":events:", ":secretsmanager:", 1);
        Ok(Self {
            name: name.to_owned(),
            arn: names.arn(&format!("connection/{name}/{id}")),
            authorization: Authorization::read(kind, parameters)?,
            state: "AUTHORIZING",
            http: parameters["InvocationHttpParameters"].clone(),
            reason: None,
            description: owned(input, "Description"),
            secret_arn: arn + &secret,
            created: now(),
            modified: now(),
            authorized: None,
        })
    }

    /// Usable from now on.
    pub fn authorize(&mut self) {
        self.state = "AUTHORIZED";
        self.reason = None;
        self.authorized = Some(now());
    }

    /// All its destinations stop. (DOMAIN 1.4)
    pub fn deauthorize(&mut self, reason: &str) {
        self.state = "DEAUTHORIZED";
        self.reason = Some(reason.to_owned());
    }

    /// `AuthParameters` without secrets. (AWS_RECORDED 6)
    fn parameters(&self) -> Value {
        let mut out = self.authorization.shown();
        if !self.http.is_null() {
            out["InvocationHttpParameters"] = without_secrets(&self.http);
        }
        out
    }

    fn answered(&self) -> Value {
        json!({
            "ConnectionArn": self.arn,
            "ConnectionState": self.state,
            "CreationTime": stamp(self.created),
            "LastModifiedTime": stamp(self.modified),
            "LastAuthorizedTime": self.authorized.map(stamp),
        })
    }

    fn summary(&self) -> Value {
        let mut out = self.answered();
        out["Name"] = self.name.clone().into();
        out["AuthorizationType"] = self.authorization.kind().into();
        out["StateReason"] = self.reason.clone().into();
        out
    }

    /// As `GET /_sim/state` shows it.
    pub fn state_shown(&self) -> Value {
        json!({"name": self.name, "type": self.authorization.kind(), "state": self.state})
    }
}

fn missing(name: &str) -> Error {
    not_found(format!(
        "Failed to describe the connection(s). Connection '{name}' does not exist."
    ))
}

pub(super) fn create(core: &Arc<Core>, input: &Value) -> Answer {
    let mut connection = Connection::read(&core.names, input)?;
    let mut state = core.state();
    if state.connections.contains_key(&connection.name) {
        let what = format!("Connection {} already exists.", connection.name);
        return Err(exists(what));
    }
    authorize(core, &mut connection);
    let out = shown(connection.answered());
    state
        .connections
        .insert(connection.name.clone(), connection);
    Ok(out)
}

/// Keys and passwords are taken as they are; a token has to be fetched first. (AWS_RECORDED 6)
fn authorize(core: &Arc<Core>, connection: &mut Connection) {
    match &connection.authorization {
        Authorization::OAuth(client) => {
            connection.state = "AUTHORIZING";
            oauth::authorize(core, connection.arn.clone(), client.clone());
        }
        _ => connection.authorize(),
    }
}

pub(super) fn update(core: &Arc<Core>, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    let mut state = core.state();
    let before = state
        .connections
        .get_mut(name)
        .ok_or_else(|| missing(name))?;
    if input.get("AuthParameters").is_some_and(|p| !p.is_null()) {
        let kind = text(input, "AuthorizationType").unwrap_or(before.authorization.kind());
        let parameters = &input["AuthParameters"];
        let http = &parameters["InvocationHttpParameters"];
        if !http.is_null() {
            before.http = http.clone();
        }
        let others = parameters
            .as_object()
            .is_some_and(|p| p.keys().any(|k| k != "InvocationHttpParameters"));
        if others {
            before.authorization = Authorization::read(kind, parameters)?;
        }
    }
    if let Some(description) = owned(input, "Description") {
        before.description = Some(description);
    }
    before.modified = now();
    authorize(core, before);
    Ok(shown(before.answered()))
}

/// Takes every connection that was lost into use again, as updating it with its own parameters would.
pub(super) fn authorize_all(core: &Arc<Core>) {
    let mut state = core.state();
    let all = state.connections.values_mut();
    for lost in all.filter(|c| c.state == "DEAUTHORIZED") {
        authorize(core, lost);
    }
}

pub(super) fn describe(core: &Core, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    let state = core.state();
    let connection = state.connections.get(name).ok_or_else(|| missing(name))?;
    let mut out = connection.summary();
    out["Description"] = connection.description.clone().into();
    out["SecretArn"] = connection.secret_arn.clone().into();
    out["AuthParameters"] = connection.parameters();
    Ok(shown(out))
}

pub(super) fn list_all(core: &Core, input: &Value) -> Answer {
    let prefix = text(input, "NamePrefix").unwrap_or("");
    let wanted = text(input, "ConnectionState");
    let state = core.state();
    let found = state
        .connections
        .values()
        .filter(|c| c.name.starts_with(prefix) && wanted.is_none_or(|s| s == c.state))
        .map(|c| shown(c.summary()))
        .collect();
    page(input, "Connections", found)
}

pub(super) fn deauthorize(core: &Core, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    let mut state = core.state();
    let connection = state
        .connections
        .get_mut(name)
        .ok_or_else(|| missing(name))?;
    connection.deauthorize("Connection was deauthorized by the user.");
    let mut out = connection.answered();
    out["ConnectionState"] = "DEAUTHORIZING".into();
    Ok(shown(out))
}

pub(super) fn delete(core: &Core, input: &Value) -> Answer {
    let name = required(input, "Name")?;
    let mut state = core.state();
    let connection = state
        .connections
        .remove(name)
        .ok_or_else(|| missing(name))?;
    let mut out = connection.answered();
    out["ConnectionState"] = "DELETING".into();
    Ok(shown(out))
}
