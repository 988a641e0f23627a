//! Stands up every resource of a template in its order.

use std::collections::BTreeMap;

use serde_json::Value;

use super::evaluate::Evaluator;
use super::mistake::Mistake;
use super::read::Template;
use super::resource::{self, Ground};
use super::{order, parameters, physical, types};
use crate::sim::events::Events;
use crate::sim::wire::QueueHost;

/// Where stacks stand. One site takes several templates, one after the other.
pub struct Site<'a> {
    /// Takes buses, rules, connections, API destinations, archives.
    pub events: &'a Events,
    /// Takes queues and their policies.
    pub queues: &'a dyn QueueHost,
    /// Twelve digits.
    pub account: &'a str,
    /// E.g. `ap-southeast-1`.
    pub region: &'a str,
    /// Values of parameters, by name; others have their defaults.
    pub parameters: BTreeMap<String, String>,
    /// What the templates before exported: `Fn::ImportValue` of those that follow.
    pub exports: BTreeMap<String, String>,
}

/// What came of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// Logical id and type of the resources that the simulator does not have.
    pub skipped: Vec<(String, String)>,
    /// Its outputs.
    pub outputs: BTreeMap<String, String>,
}

/// Builds `template` on `site`.
///
/// # Errors
/// The first mistake, with its resource and property; what was built before it stays.
pub async fn apply(template: &Template, site: &mut Site<'_>) -> Result<Built, Mistake> {
    let mut evaluator = Evaluator {
        template,
        account: site.account,
        region: site.region,
        parameters: parameters::values(template, &site.parameters)?,
        exports: &site.exports,
        built: BTreeMap::new(),
    };
    let ground = Ground {
        events: site.events,
        queues: site.queues,
        account: site.account,
        region: site.region,
    };
    let mut built = Built::default();
    for id in order::order(&template.resources)? {
        one(&id, &mut evaluator, &ground, &mut built)
            .await
            .map_err(|m| m.of(&id))?;
    }
    let exports = outputs(&evaluator, &mut built)?;
    site.exports.extend(exports);
    Ok(built)
}

async fn one(
    id: &str,
    evaluator: &mut Evaluator<'_>,
    ground: &Ground<'_>,
    built: &mut Built,
) -> Result<(), Mistake> {
    let declared = &evaluator.template.resources[id];
    if let Some(condition) = declared["Condition"].as_str()
        && !evaluator.holds(condition)?
    {
        return Ok(());
    }
    let kind = declared["Type"]
        .as_str()
        .ok_or_else(|| Mistake::new("it has no Type"))?;
    let stands = if types::is_built(kind) {
        let properties = evaluator.value(&declared["Properties"])?;
        resource::build(ground, kind, id, &properties.unwrap_or(Value::Null)).await?
    } else {
        // functions that are not understood do not matter in what is skipped
        let properties = evaluator.value(&declared["Properties"]).ok().flatten();
        built.skipped.push((id.to_owned(), kind.to_owned()));
        let place = (ground.region, ground.account);
        physical::skipped(kind, id, &properties.unwrap_or(Value::Null), place)
    };
    evaluator.built.insert(id.to_owned(), stands);
    Ok(())
}

/// Reads the outputs; answers those that are exported. One that refers to what was not built is left out.
fn outputs(
    evaluator: &Evaluator<'_>,
    built: &mut Built,
) -> Result<BTreeMap<String, String>, Mistake> {
    let mut exports = BTreeMap::new();
    for (name, declared) in &evaluator.template.outputs {
        let wanted = match declared["Condition"].as_str() {
            Some(condition) => evaluator.holds(condition).map_err(|m| m.of(name))?,
            None => true,
        };
        let Some(value) = wanted
            .then(|| evaluator.text(&declared["Value"]).ok())
            .flatten()
        else {
            continue;
        };
        if !declared["Export"]["Name"].is_null() {
            let export = evaluator
                .text(&declared["Export"]["Name"])
                .map_err(|m| m.of(name))?;
            exports.insert(export, value.clone());
        }
        built.outputs.insert(name.clone(), value);
    }
    Ok(exports)
}
