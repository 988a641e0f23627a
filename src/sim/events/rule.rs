//! Rules.

use std::sync::Arc;

use serde_json::{Value, json};

use super::check::{Constraints, owned, required, text, too_many};
use super::core::Core;
use super::names::new_id;
use super::page::{page, shown};
use super::schedule;
use super::target::Target;
use crate::event_pattern::Pattern;
use crate::sim::wire::{Answer, Error};

/// Rules of a bus. (DOMAIN 4.5)
const RULES: usize = 300;

/// A rule with its targets, in the order in which they were put.
pub(super) struct Rule {
    pub name: String,
    pub bus: String,
    pub arn: String,
    pub targets: Vec<Arc<Target>>,
    pub pattern: Option<Arc<Pattern>>,
    pub enabled: bool,
    /// Changes whenever the rule is put anew: a schedule that sees another one ends.
    pub edition: String,
    pattern_text: Option<String>,
    schedule: Option<String>,
    state: String,
    description: Option<String>,
    role_arn: Option<String>,
}

impl Rule {
    fn read(core: &Core, bus: &str, input: &Value) -> Result<Self, Error> {
        let name = required(input, "Name")?;
        let mut broken = Constraints::default();
        broken.name(name, "name", 64);
        let state = text(input, "State").unwrap_or("ENABLED");
        broken.one_of(state, "state", &STATES);
        broken.finish()?;
        let pattern_text = owned(input, "EventPattern");
        let pattern = pattern_text.as_deref().map(parse_pattern).transpose()?;
        let schedule = owned(input, "ScheduleExpression");
        match schedule.as_deref() {
            Some(expression) => schedule::check(expression, bus)?,
            None if pattern.is_none() => {
                return Err(Error::validation(
                    "Parameter(s) EventPattern or ScheduleExpression must be specified.",
                ));
            }
            None => {}
        }
        Ok(Self {
            name: name.to_owned(),
            bus: bus.to_owned(),
            arn: core.names.rule(bus, name),
            targets: Vec::new(),
            pattern: pattern.map(Arc::new),
            enabled: state != "DISABLED",
            edition: new_id(),
            pattern_text,
            schedule,
            state: state.to_owned(),
            description: owned(input, "Description"),
            role_arn: owned(input, "RoleArn"),
        })
    }

    fn described(&self) -> Value {
        shown(json!({
            "Name": self.name,
            "Arn": self.arn,
            "EventPattern": self.pattern_text,
            "ScheduleExpression": self.schedule,
            "State": self.state,
            "Description": self.description,
            "RoleArn": self.role_arn,
            "EventBusName": self.bus,
        }))
    }

    /// As `GET /_sim/state` shows it.
    pub fn shown(&self) -> Value {
        json!({
            "name": self.name, "bus": self.bus, "arn": self.arn, "state": self.state,
            "targets": self.targets.iter().map(|t| t.shown()).collect::<Vec<_>>(),
        })
    }
}

const STATES: [&str; 3] = [
    "ENABLED",
    "DISABLED",
    "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
];

/// The pattern of a rule.
///
/// # Errors
/// `InvalidEventPatternException`, as AWS words it. (AWS_RECORDED 4)
pub(super) fn parse_pattern(text: &str) -> Result<Pattern, Error> {
    if text.chars().count() > crate::limits::PATTERN_CHARS {
        let mut broken = Constraints::default();
        broken.longest(text, "eventPattern", crate::limits::PATTERN_CHARS);
        broken.finish()?;
    }
    Pattern::parse(text).map_err(|reason| {
        Error::new(
            "InvalidEventPatternException",
            format!("Event pattern is not valid. Reason: {reason}"),
        )
    })
}

pub(super) fn put(core: &Arc<Core>, input: &Value) -> Answer {
    let bus = core.bus_of(input)?;
    core.state().bus(bus)?;
    let mut rule = Rule::read(core, bus, input)?;
    let (arn, edition) = (rule.arn.clone(), rule.edition.clone());
    let every = rule.schedule.as_deref().and_then(schedule::interval);
    let place = (bus.to_owned(), rule.name.clone());
    let mut state = core.state();
    let rules = &mut state.bus(bus)?.rules;
    if rules.len() >= RULES && !rules.contains_key(&rule.name) {
        return Err(too_many());
    }
    if let Some(before) = rules.remove(&rule.name) {
        rule.targets = before.targets;
    }
    rules.insert(rule.name.clone(), rule);
    drop(state);
    if let Some(every) = every {
        schedule::start(core, place, edition, every);
    }
    Ok(json!({"RuleArn": arn}))
}

pub(super) fn describe(core: &Core, input: &Value) -> Answer {
    let bus = core.bus_of(input)?;
    let mut state = core.state();
    let mut out = state.rule(bus, required(input, "Name")?)?.described();
    out["CreatedBy"] = core.names.account.clone().into();
    Ok(out)
}

pub(super) fn list_all(core: &Core, input: &Value) -> Answer {
    let bus = core.bus_of(input)?;
    let prefix = text(input, "NamePrefix").unwrap_or("");
    let mut state = core.state();
    let rules = state.bus(bus)?.rules.values();
    let rules = rules
        .filter(|r| r.name.starts_with(prefix))
        .map(Rule::described)
        .collect();
    page(input, "Rules", rules)
}

pub(super) fn list_names_by_target(core: &Core, input: &Value) -> Answer {
    let bus = core.bus_of(input)?;
    let target = required(input, "TargetArn")?;
    let mut state = core.state();
    let rules = state.bus(bus)?.rules.values();
    let names = rules
        .filter(|r| r.targets.iter().any(|t| t.arn == target))
        .map(|r| Value::from(r.name.as_str()))
        .collect();
    page(input, "RuleNames", names)
}

/// An unknown rule is no error.
pub(super) fn delete(core: &Core, input: &Value) -> Answer {
    let bus = core.bus_of(input)?;
    let name = required(input, "Name")?;
    let mut state = core.state();
    let rules = &mut state.bus(bus)?.rules;
    if rules.get(name).is_some_and(|r| !r.targets.is_empty()) {
        let what = "Rule can't be deleted since it has targets.";
        return Err(Error::validation(what));
    }
    rules.remove(name);
    Ok(json!({}))
}

pub(super) fn enable(core: &Core, input: &Value, enabled: bool) -> Answer {
    let bus = core.bus_of(input)?;
    let mut state = core.state();
    let rule = state.rule(bus, required(input, "Name")?)?;
    rule.enabled = enabled;
    rule.state = if enabled { STATES[0] } else { STATES[1] }.to_owned();
    Ok(json!({}))
}

/// The rule as a target's input shaping and dead letters know it.
#[derive(Clone, Debug)]
pub(super) struct RuleName {
    pub name: String,
    pub arn: String,
}

impl From<&Rule> for RuleName {
    fn from(rule: &Rule) -> Self {
        Self {
            name: rule.name.clone(),
            arn: rule.arn.clone(),
        }
    }
}
