//! Pages of lists: Limit and NextToken.

use serde_json::{Map, Value, json};

use super::check::text;
use crate::sim::wire::{Answer, Error};

/// Entries of a page when no Limit is given, and the greatest Limit. (EventBridge API Reference)
const PAGE: usize = 100;

/// One page of `all` under `member`, with a NextToken when more follow. The token is the place in the list.
pub(super) fn page(input: &Value, member: &str, all: Vec<Value>) -> Answer {
    let limit = input
        .get("Limit")
        .and_then(Value::as_u64)
        .and_then(|l| usize::try_from(l).ok())
        .unwrap_or(PAGE)
        .clamp(1, PAGE);
    let from = match text(input, "NextToken") {
        None => 0,
        Some(token) => token
            .strip_prefix("page-")
            .and_then(|t| t.parse::<usize>().ok())
            .ok_or_else(|| Error::validation("Invalid nextToken."))?,
    };
    let total = all.len();
    let part: Vec<Value> = all.into_iter().skip(from).take(limit).collect();
    let next = from.saturating_add(part.len());
    let mut out = Map::new();
    out.insert(member.to_owned(), Value::Array(part));
    if next < total {
        out.insert("NextToken".to_owned(), json!(format!("page-{next}")));
    }
    Ok(Value::Object(out))
}

/// `out` without the members that are null: AWS leaves out what is not set.
pub(super) fn shown(out: Value) -> Value {
    match out {
        Value::Object(members) => {
            Value::Object(members.into_iter().filter(|(_, v)| !v.is_null()).collect())
        }
        other => other,
    }
}
