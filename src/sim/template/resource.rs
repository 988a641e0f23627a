//! One resource of each type that the simulator has.

use serde_json::{Value, json};

use super::mistake::Mistake;
use super::physical::Physical;
use super::{queue, types};
use crate::sim::events::Events;
use crate::sim::wire::{Error, QueueHost};

/// Where resources are built.
pub(super) struct Ground<'a> {
    pub events: &'a Events,
    pub queues: &'a dyn QueueHost,
    pub account: &'a str,
    pub region: &'a str,
}

/// Builds one resource.
pub(super) async fn build(
    ground: &Ground<'_>,
    kind: &str,
    id: &str,
    properties: &Value,
) -> Result<Physical, Mistake> {
    types::check(kind, properties)?;
    match kind {
        "AWS::SQS::Queue" => queue::build(ground, id, properties),
        "AWS::SQS::QueuePolicy" => queue::policy(ground, id, properties),
        "AWS::Events::EventBus" => bus(ground, properties).await,
        "AWS::Events::Rule" => rule(ground, id, properties).await,
        "AWS::Events::Connection" => connection(ground, id, properties).await,
        "AWS::Events::ApiDestination" => api_destination(ground, id, properties).await,
        _ => archive(ground, id, properties).await,
    }
}

/// A text property.
pub(super) fn text<'a>(properties: &'a Value, name: &str) -> Option<&'a str> {
    properties[name].as_str().filter(|s| !s.is_empty())
}

/// Does an operation; a mistake is laid on `property`, unless it is one of the pattern.
async fn call(
    ground: &Ground<'_>,
    operation: &str,
    input: Value,
    property: &str,
) -> Result<Value, Mistake> {
    let answer = ground.events.call(operation, input).await;
    answer.map_err(|Error { code, message, .. }| {
        let mistake = Mistake::new(message);
        match (code.as_str(), property) {
            ("InvalidEventPatternException", _) => mistake.in_property("EventPattern"),
            (_, "") => mistake,
            _ => mistake.in_property(property),
        }
    })
}

fn answered(answer: &Value, member: &str) -> String {
    answer[member].as_str().unwrap_or_default().to_owned()
}

/// An object property that the API takes as JSON text.
fn as_text(input: &mut Value, member: &str) {
    if input[member].is_object() {
        input[member] = input[member].to_string().into();
    }
}

/// Numbers may stand in quotes, e.g. when they come from a parameter.
fn as_number(input: &mut Value, member: &str) {
    if let Some(number) = input[member]
        .as_str()
        .and_then(|s| s.trim().parse::<i64>().ok())
    {
        input[member] = number.into();
    }
}

/// The properties with a name, which CloudFormation makes up from the logical id.
fn named(properties: &Value, member: &str, id: &str) -> Value {
    let mut input = match properties {
        Value::Object(_) => properties.clone(),
        _ => json!({}),
    };
    if text(&input, member).is_none() {
        input[member] = id.into();
    }
    input
}

async fn bus(ground: &Ground<'_>, properties: &Value) -> Result<Physical, Mistake> {
    let answer = call(ground, "CreateEventBus", properties.clone(), "Name").await?;
    let name = text(properties, "Name").unwrap_or_default();
    if properties["Policy"].is_object() {
        let input = json!({"EventBusName": name, "Policy": properties["Policy"].to_string()});
        call(ground, "PutPermission", input, "Policy").await?;
    }
    Ok(Physical::new(name)
        .with("Name", name)
        .with("Arn", answered(&answer, "EventBusArn")))
}

async fn rule(ground: &Ground<'_>, id: &str, properties: &Value) -> Result<Physical, Mistake> {
    let mut input = named(properties, "Name", id);
    as_text(&mut input, "EventPattern");
    let name = answered(&input, "Name");
    let bus = text(&input, "EventBusName").map(str::to_owned);
    let mut targets = input["Targets"].take();
    let answer = call(ground, "PutRule", input, "").await?;
    for target in targets.as_array_mut().into_iter().flatten() {
        if !target.is_object() {
            let what = format!("{target} is not an object");
            return Err(Mistake::new(what).in_property("Targets"));
        }
        if let Some(policy) = target.get_mut("RetryPolicy").filter(|p| p.is_object()) {
            as_number(policy, "MaximumRetryAttempts");
            as_number(policy, "MaximumEventAgeInSeconds");
        }
        as_text(target, "Input");
    }
    if targets.as_array().is_some_and(|t| !t.is_empty()) {
        let mut put = json!({"Rule": name, "Targets": targets});
        if let Some(bus) = &bus {
            put["EventBusName"] = bus.as_str().into();
        }
        call(ground, "PutTargets", put, "Targets").await?;
    }
    let reference = match bus.as_deref().map(|b| b.rsplit('/').next().unwrap_or(b)) {
        None | Some("default") => name,
        Some(bus) => format!("{bus}|{name}"),
    };
    Ok(Physical::new(reference).with("Arn", answered(&answer, "RuleArn")))
}

async fn connection(
    ground: &Ground<'_>,
    id: &str,
    properties: &Value,
) -> Result<Physical, Mistake> {
    let input = named(properties, "Name", id);
    let name = answered(&input, "Name");
    let answer = call(ground, "CreateConnection", input, "AuthParameters").await?;
    let described = call(ground, "DescribeConnection", json!({"Name": name}), "").await?;
    let arn = answered(&answer, "ConnectionArn");
    Ok(Physical::new(name)
        .with("SecretArn", answered(&described, "SecretArn"))
        .with("ArnForPolicy", arn.clone())
        .with("Arn", arn))
}

async fn api_destination(
    ground: &Ground<'_>,
    id: &str,
    properties: &Value,
) -> Result<Physical, Mistake> {
    let mut input = named(properties, "Name", id);
    as_number(&mut input, "InvocationRateLimitPerSecond");
    let name = answered(&input, "Name");
    let answer = call(ground, "CreateApiDestination", input, "").await?;
    let arn = answered(&answer, "ApiDestinationArn");
    Ok(Physical::new(name)
        .with("ArnForPolicy", arn.clone())
        .with("Arn", arn))
}

async fn archive(ground: &Ground<'_>, id: &str, properties: &Value) -> Result<Physical, Mistake> {
    let mut input = named(properties, "ArchiveName", id);
    as_text(&mut input, "EventPattern");
    as_number(&mut input, "RetentionDays");
    input["EventSourceArn"] = input["SourceArn"].take();
    let name = answered(&input, "ArchiveName");
    let answer = call(ground, "CreateArchive", input, "SourceArn").await?;
    Ok(Physical::new(name.as_str())
        .with("ArchiveName", name)
        .with("Arn", answered(&answer, "ArchiveArn")))
}
