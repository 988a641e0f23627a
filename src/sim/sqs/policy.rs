//! A queue's resource policy, as far as EventBridge's deliveries are asked about.

use serde_json::{Map, Value};

use super::errors;
use crate::sim::wire::Error;

/// The service that delivers.
const PRINCIPAL: &str = "events.amazonaws.com";

/// A policy document.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    statements: Vec<Map<String, Value>>,
}

/// What a delivery says about itself.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The queue's ARN.
    pub resource: &'a str,
    /// `aws:SourceArn`: the rule's ARN.
    pub source_arn: &'a str,
    /// `aws:SourceAccount`.
    pub source_account: &'a str,
}

impl Policy {
    /// Reads the attribute's text.
    ///
    /// # Errors
    /// InvalidAttributeValue when it is no policy.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let refused = || errors::attribute_value("Policy");
        let document: Value = serde_json::from_str(text).map_err(|_| refused())?;
        let statement = document.get("Statement").ok_or_else(refused)?;
        let statements = items(statement)
            .map(|item| item.as_object().cloned().ok_or_else(refused))
            .collect::<Result<_, _>>()?;
        Ok(Self { statements })
    }

    /// Whether EventBridge may send: some statement allows it and none denies it.
    #[must_use]
    pub fn lets_send(&self, request: Request<'_>) -> bool {
        let says = |effect: &str| {
            self.statements.iter().any(|statement| {
                statement.get("Effect").and_then(Value::as_str) == Some(effect)
                    && applies(statement, request)
            })
        };
        says("Allow") && !says("Deny")
    }
}

fn applies(statement: &Map<String, Value>, request: Request<'_>) -> bool {
    principal(statement)
        && named(statement, "Action", |action| {
            like(&action.to_ascii_lowercase(), "sqs:sendmessage")
        })
        && named(statement, "Resource", |resource| {
            like(resource, request.resource)
        })
        && conditions(statement, request)
}

fn principal(statement: &Map<String, Value>) -> bool {
    let is_us = |principal: &Value| match principal {
        Value::Object(by_kind) => by_kind.iter().any(|(kind, names)| match kind.as_str() {
            "Service" => items(names).any(|name| name == PRINCIPAL),
            "AWS" => items(names).any(|name| name == "*"),
            _ => false,
        }),
        name => name == "*",
    };
    match (statement.get("Principal"), statement.get("NotPrincipal")) {
        (Some(principal), _) => is_us(principal),
        (None, Some(others)) => !is_us(others),
        (None, None) => false,
    }
}

/// Whether one of the values of `member` fits, or none of those of `Not<member>`.
fn named(statement: &Map<String, Value>, member: &str, fits: impl Fn(&str) -> bool) -> bool {
    let any = |values: &Value| items(values).filter_map(Value::as_str).any(&fits);
    match statement.get(member) {
        Some(values) => any(values),
        None => statement
            .get(&format!("Not{member}"))
            .is_some_and(|values| !any(values)),
    }
}

fn conditions(statement: &Map<String, Value>, request: Request<'_>) -> bool {
    let Some(conditions) = statement.get("Condition").and_then(Value::as_object) else {
        return true;
    };
    conditions.iter().all(|(operator, keys)| {
        keys.as_object().is_some_and(|keys| {
            keys.iter()
                .all(|(key, values)| condition(operator, key, values, request))
        })
    })
}

fn condition(operator: &str, key: &str, values: &Value, request: Request<'_>) -> bool {
    let operator = operator.rsplit(':').next().unwrap_or(operator);
    let (operator, optional) = operator
        .strip_suffix("IfExists")
        .map_or((operator, false), |operator| (operator, true));
    let Some(actual) = context(key, request) else {
        return optional || operator.contains("Not") || (operator == "Null" && is_true(values));
    };
    let any = |fits: &dyn Fn(&str) -> bool| {
        items(values).any(|value| match value {
            Value::String(text) => fits(text),
            Value::Bool(flag) => fits(if *flag { "true" } else { "false" }),
            _ => false,
        })
    };
    match operator {
        "StringEquals" => any(&|v| v == actual),
        "StringNotEquals" => !any(&|v| v == actual),
        "StringEqualsIgnoreCase" | "Bool" => any(&|v| v.eq_ignore_ascii_case(actual)),
        "StringLike" | "ArnLike" | "ArnEquals" => any(&|v| like(v, actual)),
        "StringNotLike" | "ArnNotLike" | "ArnNotEquals" => !any(&|v| like(v, actual)),
        "Null" => !is_true(values),
        _ => false,
    }
}

/// What a key of a condition is, for a delivery. Keys are not case-sensitive.
fn context<'a>(key: &str, request: Request<'a>) -> Option<&'a str> {
    match key.to_ascii_lowercase().as_str() {
        "aws:sourcearn" => Some(request.source_arn),
        "aws:sourceaccount" => Some(request.source_account),
        "aws:securetransport" | "aws:principalisawsservice" => Some("true"),
        "aws:principalservicename" => Some(PRINCIPAL),
        _ => None,
    }
}

fn is_true(values: &Value) -> bool {
    items(values).any(|value| value == &Value::Bool(true) || value == "true")
}

/// A value, or each of a list.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    }
    .iter()
}

/// Whether `text` is what `pattern` says, where `*` stands for any characters and `?` for one.
fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == b'?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, from)) = star else {
                    return false;
                };
                star = Some((at, from + 1));
                p = at + 1;
                t = from + 1;
            }
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}
