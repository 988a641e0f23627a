//! Buses, rules, targets, destinations, connections (DOMAIN 12, rules 12 to 15 and 20).

use std::collections::BTreeSet;

use super::finding::{Check, State};
use crate::arn::Arn;
use crate::cause::Cause;
use crate::engine::ports::Ports;
use crate::plan::{ApiDestination, Connection, Rule, Target};

/// Adds what is to be said of a bus, and of its rules that fill the queue or that letters name.
pub(super) async fn examine(
    ports: &Ports,
    name: &str,
    queue_arn: &str,
    causes: &[Cause],
    out: &mut Vec<Check>,
) {
    match ports.directory.bus(name).await {
        Ok(Some(bus)) => out.push(Check::new("bus", name, State::Ok).found(bus.arn)),
        Ok(None) => {
            out.push(
                Check::new("bus", name, State::Fail)
                    .found("it does not exist")
                    .advise("PutEvents would accept events for it and drop them"),
            );
            return;
        }
        Err(fault) => out.push(Check::of_fault("bus", name, &fault)),
    }
    let rules = match ports.directory.rules(name).await {
        Ok(rules) => rules,
        Err(fault) => return out.push(Check::of_fault("rules", name, &fault)),
    };
    let here = causes.iter().filter(|c| c.bus.as_deref() == Some(name));
    let named: BTreeSet<&str> = here.filter_map(|c| c.rule.as_deref()).collect();
    for gone in named
        .iter()
        .filter(|n| !rules.iter().any(|r| r.name == **n))
    {
        out.push(
            Check::new("rule", gone, State::Fail)
                .found("letters name it, and it does not exist any more")
                .advise("an event that is put on the bus again will not reach its target"),
        );
    }
    let mut seen = BTreeSet::new();
    for rule in &rules {
        let fills = |t: &&Target| t.dead_letter_arn.as_deref() == Some(queue_arn);
        let targets = rule.targets.as_deref().unwrap_or_default();
        if named.contains(rule.name.as_str()) || targets.iter().any(|t| fills(&t)) {
            out.push(state_of(rule));
            for target in targets {
                out.extend(target_checks(rule, target, queue_arn));
                destination(ports, target, &mut seen, out).await;
            }
        }
    }
}

fn state_of(rule: &Rule) -> Check {
    let check = Check::new("rule", &rule.name, State::Ok);
    if !rule.enabled {
        return Check {
            state: State::Fail,
            ..check
        }
        .found("it is disabled")
        .advise("enable it, or a redriven event goes nowhere");
    }
    match &rule.targets {
        Ok(targets) => check.found(format!("enabled, {} targets", targets.len())),
        Err(why) => Check {
            state: State::Unknown,
            ..check
        }
        .found(format!("enabled; its targets can't be read: {why}")),
    }
}

fn target_checks(rule: &Rule, target: &Target, queue_arn: &str) -> Vec<Check> {
    let subject = format!("{}/{}", rule.name, target.id);
    let mut out = Vec::new();
    match target.dead_letter_arn.as_deref() {
        Some(arn) if arn == queue_arn => {
            out.push(Check::new("dead-letter-queue", &subject, State::Ok).found("this queue"))
        }
        Some(arn) => out.push(
            Check::new("dead-letter-queue", &subject, State::Ok).found(format!("another: {arn}")),
        ),
        None => out.push(
            Check::new("dead-letter-queue", &subject, State::Warn)
                .found("it has none")
                .advise("events that this target does not take are lost"),
        ),
    }
    if let Some(attempts @ 0..=1) = target.retry_attempts {
        out.push(
            Check::new("retry-policy", &subject, State::Warn)
                .found(format!("MaximumRetryAttempts is {attempts}"))
                .advise("one 429 or 5xx more and the event is dead; the default is 185"),
        );
    }
    out
}

/// An API destination with its connection; each is told once.
async fn destination(
    ports: &Ports,
    target: &Target,
    seen: &mut BTreeSet<String>,
    out: &mut Vec<Check>,
) {
    let Some(arn) = Arn::parse(&target.arn).filter(|a| a.resource.starts_with("api-destination/"))
    else {
        return;
    };
    if !seen.insert(target.arn.clone()) {
        return;
    }
    let name = arn.name();
    let found = match ports.directory.api_destination(name).await {
        Ok(found) => found,
        Err(fault) => return out.push(Check::of_fault("api-destination", name, &fault)),
    };
    let Some(found) = found.filter(|d| d.arn == target.arn) else {
        out.push(
            Check::new("api-destination", name, State::Fail)
                .found("the one that the target names does not exist any more")
                .advise("point the target to the new one; until then every event comes back"),
        );
        return;
    };
    out.push(destination_state(&found));
    let Some(arn) = Arn::parse(&found.connection_arn) else {
        return;
    };
    match ports.directory.connection(arn.name()).await {
        Ok(Some(connection)) => out.push(connection_state(&connection)),
        Ok(None) => out.push(
            Check::new("connection", arn.name(), State::Fail)
                .found("it does not exist any more")
                .advise("make it again and point the API destination to it"),
        ),
        Err(fault) => out.push(Check::of_fault("connection", arn.name(), &fault)),
    }
}

fn destination_state(found: &ApiDestination) -> Check {
    let check = Check::new("api-destination", &found.name, State::Ok).found(format!(
        "{} {}, {}, {}/s",
        found.method, found.endpoint, found.state, found.rate
    ));
    if found.state == "ACTIVE" {
        return check;
    }
    Check {
        state: State::Fail,
        ..check
    }
    .advise("its connection is not authorised: see there")
}

fn connection_state(found: &Connection) -> Check {
    let reason = found.state_reason.as_deref().unwrap_or_default();
    let check = Check::new("connection", &found.name, State::Ok).found(
        format!("{}, {} {reason}", found.authorization, found.state)
            .trim_end()
            .to_owned(),
    );
    if found.state == "AUTHORIZED" {
        return check;
    }
    Check {
        state: State::Fail,
        ..check
    }
    .advise("renew its credentials (update-connection), then redrive")
}
