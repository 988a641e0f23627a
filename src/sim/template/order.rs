//! What has to stand before what: the references between resources.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::mistake::Mistake;

/// Logical ids in an order in which everything that is referred to comes first.
pub(super) fn order(resources: &Map<String, Value>) -> Result<Vec<String>, Mistake> {
    let mut waiting: Vec<(&String, BTreeSet<String>)> = resources
        .iter()
        .map(|(id, resource)| (id, needs(resource, resources)))
        .collect();
    let mut done: Vec<String> = Vec::new();
    while !waiting.is_empty() {
        let (ready, rest): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|(id, needs)| needs.iter().all(|n| n == *id || done.contains(n)));
        if ready.is_empty() {
            let ids: Vec<&str> = rest.iter().map(|(id, _)| id.as_str()).collect();
            let what = format!("these resources wait for each other: {}", ids.join(", "));
            return Err(Mistake::new(what).of("Resources"));
        }
        done.extend(ready.into_iter().map(|(id, _)| id.clone()));
        waiting = rest;
    }
    Ok(done)
}

fn needs(resource: &Value, resources: &Map<String, Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match &resource["DependsOn"] {
        Value::String(one) => drop(found.insert(one.clone())),
        Value::Array(all) => found.extend(all.iter().filter_map(Value::as_str).map(str::to_owned)),
        _ => {}
    }
    collect(&resource["Properties"], &mut found);
    found.retain(|id| resources.contains_key(id));
    found
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => {
            for (name, inner) in members {
                match (name.as_str(), inner) {
                    ("Ref", Value::String(id)) => drop(found.insert(id.clone())),
                    ("Fn::GetAtt", Value::String(path)) => found.extend(head(path)),
                    ("Fn::GetAtt", Value::Array(path)) => {
                        found.extend(path.first().and_then(Value::as_str).map(str::to_owned));
                    }
                    ("Fn::Sub", Value::String(text)) => names_in(text, found),
                    ("Fn::Sub", Value::Array(parts)) => {
                        if let Some(text) = parts.first().and_then(Value::as_str) {
                            names_in(text, found);
                        }
                        parts.iter().skip(1).for_each(|p| collect(p, found));
                    }
                    _ => collect(inner, found),
                }
            }
        }
        _ => {}
    }
}

fn head(path: &str) -> Option<String> {
    path.split('.').next().map(str::to_owned)
}

/// The names in `${…}` of a Sub text.
fn names_in(text: &str, found: &mut BTreeSet<String>) {
    for part in text.split("${").skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !name.starts_with('!')
        {
            found.extend(head(name));
        }
    }
}
