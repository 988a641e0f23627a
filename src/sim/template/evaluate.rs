//! The intrinsic functions.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::mistake::Mistake;
use super::physical::Physical;
use super::read::Template;

/// What a secret is resolved to: the simulator has no Secrets Manager.
pub(super) const SECRET: &str = "simulated-secret";

/// What functions are evaluated against.
pub(super) struct Evaluator<'a> {
    pub template: &'a Template,
    pub account: &'a str,
    pub region: &'a str,
    pub parameters: BTreeMap<String, Value>,
    pub exports: &'a BTreeMap<String, String>,
    /// What stands already, by logical id.
    pub built: BTreeMap<String, Physical>,
}

pub(super) type Evaluated = Result<Option<Value>, Mistake>;

impl Evaluator<'_> {
    /// `value` without functions. `None` is `AWS::NoValue`: the property is left out.
    pub fn value(&self, value: &Value) -> Evaluated {
        match value {
            Value::Object(members) => self.object(members),
            Value::Array(items) => {
                let all: Result<Vec<_>, _> = items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| self.value(item).map_err(|m| m.in_property(&at.to_string())))
                    .collect();
                Ok(Some(Value::Array(all?.into_iter().flatten().collect())))
            }
            Value::String(text) => Ok(Some(Value::String(resolved(text)))),
            other => Ok(Some(other.clone())),
        }
    }

    /// `value` as text.
    pub fn text(&self, value: &Value) -> Result<String, Mistake> {
        match self.value(value)? {
            Some(Value::String(text)) => Ok(text),
            Some(Value::Number(number)) => Ok(number.to_string()),
            Some(Value::Bool(truth)) => Ok(truth.to_string()),
            Some(other) => Err(Mistake::new(format!("{other} is not a text"))),
            None => Ok(String::new()),
        }
    }

    fn object(&self, members: &Map<String, Value>) -> Evaluated {
        let mut all = members.iter();
        if let (Some((name, argument)), None) = (all.next(), all.next())
            && (name == "Ref" || name.starts_with("Fn::"))
        {
            return self
                .function(name, argument)
                .map_err(|m| m.in_property(name));
        }
        let mut out = Map::new();
        for (name, inner) in members {
            if let Some(inner) = self.value(inner).map_err(|m| m.in_property(name))? {
                out.insert(name.clone(), inner);
            }
        }
        Ok(Some(Value::Object(out)))
    }

    fn function(&self, name: &str, argument: &Value) -> Evaluated {
        let parts = argument.as_array().map_or(&[][..], Vec::as_slice);
        let text = |text: Result<String, Mistake>| text.map(|t| Some(Value::String(t)));
        match (name, parts) {
            ("Ref", _) => self.reference(argument.as_str().unwrap_or_default()),
            ("Fn::GetAtt", [id, attribute]) => {
                text(self.attribute(&self.text(id)?, &self.text(attribute)?))
            }
            ("Fn::GetAtt", _) => {
                let path = argument.as_str().and_then(|p| p.split_once('.'));
                let (id, attribute) = path.ok_or_else(|| shape(name, argument))?;
                text(self.attribute(id, attribute))
            }
            ("Fn::If", [condition, then, or_else]) => {
                let holds = self.holds(condition.as_str().unwrap_or_default())?;
                self.value(if holds { then } else { or_else })
            }
            ("Fn::FindInMap", [map, first, second, ..]) => self.mapped([map, first, second]),
            ("Fn::ImportValue", _) => text(self.imported(&self.text(argument)?)),
            _ => self.text_function(name, argument),
        }
    }

    fn imported(&self, export: &str) -> Result<String, Mistake> {
        let what = || Mistake::new(format!("no template before this one exports `{export}`"));
        self.exports.get(export).cloned().ok_or_else(what)
    }

    fn reference(&self, name: &str) -> Evaluated {
        let pseudo = match name {
            "AWS::NoValue" => return Ok(None),
            "AWS::AccountId" => self.account,
            "AWS::Region" => self.region,
            "AWS::Partition" => "aws",
            "AWS::URLSuffix" => "amazonaws.com",
            "AWS::StackName" => "sim",
            "AWS::StackId" => "arn:aws:cloudformation:::stack/sim",
            "AWS::NotificationARNs" => return Ok(Some(Value::Array(Vec::new()))),
            _ => {
                let parameter = self.parameters.get(name).cloned();
                let built = || self.built.get(name).map(|p| Value::String(p.id.clone()));
                return match parameter.or_else(built) {
                    Some(found) => Ok(Some(found)),
                    None => Err(Mistake::new(format!(
                        "there is no parameter and no resource `{name}`"
                    ))),
                };
            }
        };
        Ok(Some(Value::String(pseudo.to_owned())))
    }

    pub(super) fn attribute(&self, id: &str, attribute: &str) -> Result<String, Mistake> {
        let Some(resource) = self.built.get(id) else {
            return Err(Mistake::new(format!("there is no resource `{id}`")));
        };
        resource
            .attribute(attribute)
            .ok_or_else(|| Mistake::new(format!("`{id}` has no attribute `{attribute}`")))
    }

    fn mapped(&self, path: [&Value; 3]) -> Evaluated {
        let mut at = &self.template.mappings;
        for step in path {
            let key = self.text(step)?;
            at = at
                .get(&key)
                .ok_or_else(|| Mistake::new(format!("the mapping has no `{key}`")))?;
        }
        Ok(Some(at.clone()))
    }
}

pub(super) fn shape(function: &str, argument: &Value) -> Mistake {
    Mistake::new(format!("{function} does not understand {argument}"))
}

/// `text` with its dynamic references (`{{resolve:secretsmanager:…}}`) replaced.
pub(super) fn resolved(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{resolve:") {
        let Some((_, behind)) = after.split_once("}}") else {
            break;
        };
        out.push_str(before);
        out.push_str(SECRET);
        rest = behind;
    }
    out + rest
}
