//! A template as a tree.

use serde_json::{Map, Value};

use super::mistake::Mistake;
use super::yaml;

/// A template that was read; its sections are not looked at yet.
#[derive(Clone, Debug)]
pub struct Template {
    pub(super) parameters: Map<String, Value>,
    pub(super) mappings: Value,
    pub(super) conditions: Map<String, Value>,
    pub(super) resources: Map<String, Value>,
    pub(super) outputs: Map<String, Value>,
}

impl Template {
    /// Reads a template in JSON, or in YAML when it does not begin with `{`.
    ///
    /// # Errors
    /// When it is neither, or has no `Resources`.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let text = text.trim_start_matches('\u{feff}');
        let tree: Value = if text.trim_start().starts_with('{') {
            serde_json::from_str(text)
                .map_err(|e| Mistake::new(format!("the template is not JSON: {e}")))?
        } else {
            yaml::read(text)?
        };
        Self::of(tree)
    }

    fn of(mut tree: Value) -> Result<Self, Mistake> {
        let mut section = |name: &str| match tree.get_mut(name).map(Value::take) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(members)) => Ok(members),
            Some(_) => Err(Mistake::new("must be an object").of(name)),
        };
        let template = Self {
            parameters: section("Parameters")?,
            mappings: Value::Object(section("Mappings")?),
            conditions: section("Conditions")?,
            resources: section("Resources")?,
            outputs: section("Outputs")?,
        };
        if template.resources.is_empty() {
            return Err(Mistake::new("the template has no Resources"));
        }
        Ok(template)
    }

    /// Names of its parameters.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        self.parameters.keys().map(String::as_str)
    }
}
