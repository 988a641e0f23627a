//! The short forms of CloudFormation's functions.

use serde_json::{Map, Value};

/// The tag that `text` begins with, and the rest; no tag when there is none.
pub(super) fn split(text: &str) -> (Option<&str>, &str) {
    if !text.starts_with('!') {
        return (None, text);
    }
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}'))
        .unwrap_or(text.len());
    (Some(&text[..end]), text[end..].trim_start())
}

/// `value` under a tag: `!Sub x` is `{"Fn::Sub": "x"}`. YAML's own tags (`!!str`) change nothing.
pub(super) fn applied(tag: Option<&str>, value: Value) -> Value {
    let Some(name) = tag.and_then(|t| t.strip_prefix('!')) else {
        return value;
    };
    if name.is_empty() || name.starts_with('!') {
        return value;
    }
    let function = match name {
        "Ref" | "Condition" => name.to_owned(),
        other => format!("Fn::{other}"),
    };
    Value::Object(Map::from_iter([(function, value)]))
}
