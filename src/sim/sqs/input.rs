//! Reading an operation's input. Numbers may be text, since the query protocol has nothing else.

use std::collections::BTreeMap;

use serde_json::Value;

use super::errors;
use crate::sim::wire::Error;

/// The member as text, if it is there.
pub fn text<'a>(input: &'a Value, member: &str) -> Result<Option<&'a str>, Error> {
    match input.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(errors::malformed(member)),
    }
}

/// The member as text, which must be there and not be empty.
pub fn required<'a>(input: &'a Value, member: &str) -> Result<&'a str, Error> {
    text(input, member)?
        .filter(|text| !text.is_empty())
        .ok_or_else(|| errors::missing(member))
}

/// The member as a whole number.
pub fn integer(input: &Value, member: &str) -> Result<Option<i64>, Error> {
    match input.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => number
            .as_i64()
            .map(Some)
            .ok_or_else(|| errors::malformed(member)),
        Some(Value::String(text)) => text
            .parse()
            .map(Some)
            .map_err(|_| errors::malformed(member)),
        Some(_) => Err(errors::malformed(member)),
    }
}

/// The member as a whole number between two others, or an error with this reason.
pub fn within(
    input: &Value,
    member: &str,
    bounds: (i64, i64),
    reason: &str,
) -> Result<Option<i64>, Error> {
    match integer(input, member)? {
        Some(number) if number < bounds.0 || number > bounds.1 => {
            Err(errors::invalid_value(number, member, reason))
        }
        number => Ok(number),
    }
}

/// The member as a map from text to text.
pub fn map(input: &Value, member: &str) -> Result<BTreeMap<String, String>, Error> {
    let object = match input.get(member) {
        None | Some(Value::Null) => return Ok(BTreeMap::new()),
        Some(Value::Object(object)) => object,
        Some(_) => return Err(errors::malformed(member)),
    };
    object
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) => Ok((name.clone(), text.clone())),
            Value::Null => Ok((name.clone(), String::new())),
            _ => Err(errors::malformed(member)),
        })
        .collect()
}

/// The member as a list of texts.
pub fn texts<'a>(input: &'a Value, member: &str) -> Result<Vec<&'a str>, Error> {
    list(input, member)?
        .iter()
        .map(|item| item.as_str().ok_or_else(|| errors::malformed(member)))
        .collect()
}

/// The member as a list.
pub fn list<'a>(input: &'a Value, member: &str) -> Result<&'a [Value], Error> {
    match input.get(member) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(errors::malformed(member)),
    }
}
