//! Parameters: what was given, or their defaults.

use std::collections::BTreeMap;

use serde_json::Value;

use super::mistake::Mistake;
use super::read::Template;

/// The value of every parameter of `template`.
pub(super) fn values(
    template: &Template,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Value>, Mistake> {
    let value = |(name, declared): (&String, &Value)| {
        let found =
            value(name, declared, given).map_err(|m| m.in_property(name).of("Parameters"))?;
        Ok((name.clone(), found))
    };
    template.parameters.iter().map(value).collect()
}

fn value(name: &str, declared: &Value, given: &BTreeMap<String, String>) -> Result<Value, Mistake> {
    let text = match (given.get(name), &declared["Default"]) {
        (Some(text), _) => text.clone(),
        (None, Value::String(default)) => default.clone(),
        (None, Value::Null) => {
            return Err(Mistake::new(format!(
                "it has no default: give it with --param {name}=VALUE"
            )));
        }
        (None, default) => default.to_string(),
    };
    let allowed = declared["AllowedValues"].as_array();
    let same = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned) == text;
    if allowed.is_some_and(|all| !all.iter().any(same)) {
        return Err(Mistake::new(format!(
            "`{text}` is not one of its AllowedValues"
        )));
    }
    let kind = declared["Type"].as_str().unwrap_or("String");
    if kind == "CommaDelimitedList" || kind.starts_with("List<") {
        return Ok(text.split(',').map(|part| part.trim().to_owned()).collect());
    }
    Ok(Value::String(text))
}
