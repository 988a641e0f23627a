//! Targets of rules.

use std::sync::Arc;

use serde_json::{Value, json};

use super::check::{Constraints, list, owned, required, too_many};
use super::core::Core;
use super::delivery::RetryPolicy;
use super::event::Event;
use super::page::page;
use super::rule::RuleName;
use crate::json::Doc;
use crate::limits::TARGETS_PER_RULE;
use crate::sim::wire::{Answer, Error};
use crate::target_input::{Context, Shape, ShapeError};

/// A target as it was put, with what deliveries need read out of it.
pub(super) struct Target {
    pub id: String,
    pub arn: String,
    pub retry: RetryPolicy,
    /// ARN of its dead-letter queue.
    pub dead_letter_queue: Option<String>,
    /// MessageGroupId, for FIFO queues.
    pub group_id: Option<String>,
    /// HttpParameters.
    pub http: Value,
    shape: Shape,
    /// As it was put, for answers.
    given: Value,
}

/// What a target is, by its ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    ApiDestination,
    Queue,
    Bus,
    /// With the group's name.
    LogGroup(&'a str),
    /// A service that the simulator does not have.
    Other,
}

impl Target {
    fn read(given: &Value, place: &str, broken: &mut Constraints) -> Result<Self, Error> {
        let id = required(given, "Id")?;
        broken.name(id, &format!("{place}.id"), 64);
        let retry = RetryPolicy::read(&given["RetryPolicy"], place, broken);
        Ok(Self {
            id: id.to_owned(),
            arn: required(given, "Arn")?.to_owned(),
            retry,
            dead_letter_queue: owned(&given["DeadLetterConfig"], "Arn"),
            group_id: owned(&given["SqsParameters"], "MessageGroupId"),
            http: given["HttpParameters"].clone(),
            shape: shape(given).map_err(|e| Error::validation(e.for_target(id)))?,
            given: given.clone(),
        })
    }

    /// What the target gets of an event; `None` when it is no JSON.
    pub fn input(&self, event: &Event, rule: &RuleName) -> Option<String> {
        let doc = Doc::read(&*event.text).ok()?;
        let context = Context {
            rule_arn: &rule.arn,
            rule_name: &rule.name,
            ingestion_time: &event.ingestion,
        };
        self.shape.apply(&doc, &context).ok()
    }

    pub fn kind(&self) -> Kind<'_> {
        let parts: Vec<&str> = self.arn.splitn(6, ':').collect();
        let [_, _, service, _, _, resource] = parts[..] else {
            return Kind::Other;
        };
        match service {
            "sqs" => Kind::Queue,
            "events" if resource.starts_with("api-destination/") => Kind::ApiDestination,
            "events" if resource.starts_with("event-bus/") => Kind::Bus,
            "logs" => resource
                .strip_prefix("log-group:")
                .map_or(Kind::Other, |g| Kind::LogGroup(g.trim_end_matches(":*"))),
            _ => Kind::Other,
        }
    }

    /// As `GET /_sim/state` shows it.
    pub fn shown(&self) -> Value {
        json!({
            "id": self.id, "arn": self.arn, "dead_letter_queue": self.dead_letter_queue,
            "retry_policy": self.retry.shown(),
        })
    }
}

fn shape(given: &Value) -> Result<Shape, ShapeError> {
    let (input, path) = (given["Input"].as_str(), given["InputPath"].as_str());
    let transformer = &given["InputTransformer"];
    let paths = transformer["InputPathsMap"].as_object();
    let pair = |(name, path): (&String, &Value)| {
        (name.clone(), path.as_str().unwrap_or_default().to_owned())
    };
    let paths: Vec<(String, String)> = paths.into_iter().flatten().map(pair).collect();
    let template = transformer["InputTemplate"].as_str();
    Shape::parse(input, path, template.map(|t| (paths.as_slice(), t)))
}

pub(super) fn put(core: &Core, input: &Value) -> Answer {
    let bus = core.bus_of(input)?;
    let name = required(input, "Rule")?;
    let mut broken = Constraints::default();
    let mut targets = Vec::new();
    for (at, given) in list(input, "Targets").iter().enumerate() {
        let place = format!("targets.{}.member", at + 1);
        targets.push(Arc::new(Target::read(given, &place, &mut broken)?));
    }
    broken.finish()?;
    let mut state = core.state();
    let rule = state.rule(bus, name)?;
    let mut all = rule.targets.clone();
    for target in targets {
        match all.iter_mut().find(|t| t.id == target.id) {
            Some(before) => *before = target,
            None => all.push(target),
        }
    }
    if all.len() > TARGETS_PER_RULE {
        return Err(too_many());
    }
    rule.targets = all;
    Ok(json!({"FailedEntryCount": 0, "FailedEntries": []}))
}

pub(super) fn remove(core: &Core, input: &Value) -> Answer {
    let bus = core.bus_of(input)?;
    let ids: Vec<&str> = list(input, "Ids")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let mut state = core.state();
    let rule = state.rule(bus, required(input, "Rule")?)?;
    rule.targets.retain(|t| !ids.contains(&t.id.as_str()));
    Ok(json!({"FailedEntryCount": 0, "FailedEntries": []}))
}

pub(super) fn list_all(core: &Core, input: &Value) -> Answer {
    let bus = core.bus_of(input)?;
    let mut state = core.state();
    let rule = state.rule(bus, required(input, "Rule")?)?;
    let targets = rule.targets.iter().map(|t| t.given.clone()).collect();
    page(input, "Targets", targets)
}
