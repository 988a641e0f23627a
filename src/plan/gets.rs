//! What the targets of a rule would get of a letter.

use super::facts::{ApiDestination, Connection, Parameter, Rule, Target, World};
use crate::letter::Letter;
use crate::repair::{Edit, Preview, Receiver, preview};
use crate::target_input::{
    Connection as Added, Endpoint, HttpParameters, Parameter as Value, Shape,
};
use crate::time::Time;

/// What one target would get.
#[derive(Clone, Debug)]
pub struct Gets {
    /// ARN of the target.
    pub target_arn: String,
    /// Whether it is the one that failed.
    pub failed: bool,
    /// What it would get, or why it gets nothing.
    pub outcome: Result<Preview, String>,
    /// What could not be read, so that something is missing in the outcome.
    pub unknown: Vec<String>,
}

/// What the targets of the rule `rule_arn` would get of a letter, as it is or as it was edited, the one that failed
/// first.
///
/// # Errors
/// In words, why the targets of the rule are not known.
pub fn gets(
    world: &World,
    rule_arn: &str,
    (letter, edit): (&Letter, Option<&Edit>),
    now: Time,
) -> Result<Vec<Gets>, String> {
    let rule = find(world, rule_arn)?;
    let targets = rule
        .targets
        .as_ref()
        .map_err(|why| format!("the rule's targets could not be read: {why}"))?;
    let failed = letter.failure.target_arn.as_deref();
    let mut all: Vec<Gets> = targets
        .iter()
        .map(|target| {
            let mut unknown = Vec::new();
            let outcome = one(world, (rule, target), (letter, edit), (now, &mut unknown));
            Gets {
                target_arn: target.arn.clone(),
                failed: failed == Some(target.arn.as_str()),
                outcome,
                unknown,
            }
        })
        .collect();
    all.sort_by_key(|gets| !gets.failed);
    Ok(all)
}

fn find<'w>(world: &'w World, rule_arn: &str) -> Result<&'w Rule, String> {
    let mut known = false;
    for rules in world.rules.values() {
        match rules {
            Ok(rules) => {
                known = true;
                if let Some(rule) = rules.iter().find(|rule| rule.arn == rule_arn) {
                    return Ok(rule);
                }
            }
            Err(why) => return Err(format!("the bus's rules could not be read: {why}")),
        }
    }
    if let Some(why) = world.buses.values().find_map(|bus| bus.as_ref().err()) {
        return Err(format!("the bus could not be read: {why}"));
    }
    Err(if known {
        "the rule is not there any more".to_owned()
    } else {
        "nothing is known of the rule's bus".to_owned()
    })
}

fn one(
    world: &World,
    (rule, target): (&Rule, &Target),
    (letter, edit): (&Letter, Option<&Edit>),
    (now, unknown): (Time, &mut Vec<String>),
) -> Result<Preview, String> {
    let transformer = target.transformer.as_ref();
    let shape = Shape::parse(
        target.input.as_deref(),
        target.input_path.as_deref(),
        transformer.map(|t| (t.paths.as_slice(), t.template.as_str())),
    )
    .map_err(|e| e.to_string())?;
    let destination = destination(world, target, unknown)?;
    let connection = match destination {
        Some(destination) => added(world, destination, unknown),
        None => Added::default(),
    };
    let parameters = HttpParameters {
        path: target.path_parameters.clone(),
        headers: target.headers.clone(),
        query: target.query.clone(),
    };
    let receiver = Receiver {
        shape: &shape,
        rule_arn: &rule.arn,
        rule_name: &rule.name,
        endpoint: destination.map(|destination| Endpoint {
            method: &destination.method,
            url: &destination.endpoint,
            connection: &connection,
            target: &parameters,
        }),
    };
    preview(letter, edit, &receiver, now)
}

/// The API destination that a target is, if it is one and could be read.
fn destination<'w>(
    world: &'w World,
    target: &Target,
    unknown: &mut Vec<String>,
) -> Result<Option<&'w ApiDestination>, String> {
    match world.destinations.get(&target.arn) {
        Some(Ok(Some(destination))) => Ok(Some(destination)),
        Some(Ok(None)) => Err("the API destination is not there any more".to_owned()),
        Some(Err(why)) => {
            unknown.push(format!("the API destination could not be read: {why}"));
            Ok(None)
        }
        None => Ok(None),
    }
}

/// What the destination's connection adds; DescribeConnection shows no secrets, so they are only known to be there.
fn added(world: &World, destination: &ApiDestination, unknown: &mut Vec<String>) -> Added {
    let connection = match world.connections.get(&destination.connection_arn) {
        Some(Ok(Some(connection))) => connection,
        Some(Ok(None)) => {
            unknown.push("the connection is not there any more".to_owned());
            return Added::default();
        }
        Some(Err(why)) => {
            unknown.push(format!("the connection could not be read: {why}"));
            return Added::default();
        }
        None => return Added::default(),
    };
    let all = |parameters: &[Parameter]| parameters.iter().map(value).collect();
    Added {
        authorization: Some(authorization(connection)),
        headers: all(&connection.headers),
        query: all(&connection.query),
        body: all(&connection.body),
    }
}

fn authorization(connection: &Connection) -> Value {
    let header = connection.api_key_name.as_deref();
    Value::secret(header.unwrap_or("Authorization"), "")
}

fn value(parameter: &Parameter) -> Value {
    match &parameter.value {
        Some(value) => Value::open(&*parameter.key, value),
        None => Value::secret(&*parameter.key, ""),
    }
}
