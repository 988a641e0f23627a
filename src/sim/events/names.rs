//! ARNs and ids that EventBridge gives, and the time.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::time::Time;

/// The account and region that everything lives in.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub account: String,
    pub region: String,
}

impl Names {
    /// `arn:aws:events:REGION:ACCOUNT:RESOURCE`
    pub fn arn(&self, resource: &str) -> String {
        format!("arn:aws:events:{}:{}:{resource}", self.region, self.account)
    }

    pub fn bus(&self, name: &str) -> String {
        self.arn(&format!("event-bus/{name}"))
    }

    /// Rules of the default bus have no bus in their ARN. (DOMAIN 1.1)
    pub fn rule(&self, bus: &str, name: &str) -> String {
        match bus {
            "default" => self.arn(&format!("rule/{name}")),
            _ => self.arn(&format!("rule/{bus}/{name}")),
        }
    }

    /// The name in a bus name or ARN, if it is of this account and region.
    pub fn bus_name<'a>(&self, name_or_arn: &'a str) -> Option<&'a str> {
        if !name_or_arn.starts_with("arn:") {
            return Some(name_or_arn);
        }
        name_or_arn.strip_prefix(self.bus("").as_str())
    }
}

/// A new id of an event, a connection, an API destination.
pub(super) fn new_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

pub(super) fn now() -> Time {
    Time(0).plus(
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default(),
    )
}

/// A moment as the JSON protocols write it: seconds since 1970.
pub(super) fn stamp(time: Time) -> Value {
    // whole seconds stay integers, as AWS writes them
    match (time.0 / 1000, time.0 % 1000) {
        (seconds, 0) => seconds.into(),
        (seconds, millis) => serde_json::from_str(&format!("{seconds}.{millis:03}"))
            .unwrap_or_else(|_| seconds.into()),
    }
}

/// A moment of a request: seconds since 1970, or RFC 3339.
pub(super) fn moment(value: &Value) -> Option<Time> {
    if let Some(text) = value.as_str() {
        return Time::parse(text);
    }
    if let Some(seconds) = value.as_i64() {
        return Some(Time(seconds.saturating_mul(1000)));
    }
    let (whole, part) = value
        .as_f64()
        .map(|s| (s.trunc(), s.fract()))
        .filter(|(whole, _)| whole.abs() < 1e12)?;
    let whole: i64 = format!("{whole:.0}").parse().ok()?;
    let millis: i64 = format!("{:.0}", part * 1000.0).parse().ok()?;
    Some(Time(whole * 1000 + millis))
}
