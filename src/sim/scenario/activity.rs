//! User activity as the seed's service reports it, varied, the same for the same dice.

use serde_json::{Value, json};

use super::trouble::{Mark, Trouble};
use crate::sim::dice::Dice;
use crate::time::Time;

/// What the seed's rule matches.
pub(super) const SOURCE: &str = "userService.tracking";
pub(super) const DETAIL_TYPE: &str = "user_activity";

/// Organisations without trouble.
const ORGS: [&str; 6] = [
    "1fd0c2b7-93e5-4a68-8d14-c07b5e6f2a39",
    "26e4b8d1-0a7f-4c93-b5e2-7d18f3a9c604",
    "3b9a5c70-e1d4-4f86-9c27-a8f05b6e31d2",
    "58c1f7e3-4b20-4d9a-8e65-0f7a2c9d1b84",
    "9d72e0a6-c5f8-4b13-a794-e6b81d3f5c20",
    "ab36d9f4-7e01-4c5d-b8a2-19f4c7e05d63",
];
const KINDS: [&str; 7] = [
    "user_login",
    "user_login",
    "user_logout",
    "password_reset",
    "profile_updated",
    "mfa_enrolled",
    "report_exported",
];
const PLACES: [&str; 10] = ["US", "SG", "DE", "BR", "JP", "IN", "GB", "AU", "NG", "PL"];
const METHODS: [&str; 4] = ["website", "mobile", "sso", "api"];
const NAMES: [&str; 8] = [
    "Amélie Durand",
    "Łukasz Zieliński",
    "李雷",
    "Ngozi Okafor",
    "Sean O'Connor",
    "Priya Raghunathan",
    "José Álvarez",
    "Kim Ji-woo",
];
const PLANS: [&str; 4] = ["free", "team", "business", "enterprise"];

/// An entry of PutEvents: one user's activity, with the mark of `trouble` if any.
pub(super) fn entry(dice: &Dice, now: Time, trouble: Option<&Trouble>) -> Value {
    json!({
        "Source": SOURCE,
        "DetailType": DETAIL_TYPE,
        "Detail": detail(dice, now, trouble).to_string(),
    })
}

fn detail(dice: &Dice, now: Time, trouble: Option<&Trouble>) -> Value {
    let one = |list: &[&str]| dice.pick(list).map_or(Value::Null, |s| json!(s));
    // what happened up to ten minutes ago
    let seconds = now.0 / 1000 - i64::try_from(dice.below(600)).unwrap_or(0);
    let mut properties = json!({
        "orgId": one(&ORGS),
        "loginLocation": one(&PLACES),
        "time": seconds.to_string(),
        "userId": uuid(dice),
        "method": one(&METHODS),
    });
    match trouble.map(|t| &t.mark) {
        Some(Mark::Org(org)) => properties["orgId"] = json!(org),
        Some(Mark::NumericTime) => properties["time"] = json!(seconds),
        Some(Mark::NoOrg) => properties["orgId"] = Value::Null,
        None => {}
    }
    if dice.below(3) == 0 {
        properties["displayName"] = one(&NAMES);
        properties["plan"] = one(&PLANS);
    }
    if dice.below(4) == 0 {
        let address = format!("198.51.100.{}", dice.below(256));
        properties["session"] =
            json!({"ip": address, "durationMs": dice.below(900_000), "flags": ["web", "eu"]});
    }
    json!({"event": one(&KINDS), "properties": properties})
}

fn uuid(dice: &Dice) -> String {
    let (a, b) = (dice.bits(), dice.bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xFFFF,
        a & 0xFFF,
        b >> 52,
        b & 0xFFFF_FFFF_FFFF
    )
}
