//! The functions that make texts and lists out of others.

use serde_json::Value;

use super::evaluate::{Evaluated, Evaluator, resolved, shape};
use super::mistake::Mistake;

impl Evaluator<'_> {
    pub(super) fn text_function(&self, name: &str, argument: &Value) -> Evaluated {
        let parts = argument.as_array().map_or(&[][..], Vec::as_slice);
        let text = |text: Result<String, Mistake>| text.map(|t| Some(Value::String(t)));
        match (name, parts) {
            ("Fn::Join", [separator, list]) => text(self.joined(separator, list)),
            ("Fn::Sub", [template, names]) => text(self.substituted(&self.text(template)?, names)),
            ("Fn::Sub", _) => {
                let template = argument.as_str().unwrap_or_default();
                text(self.substituted(template, &Value::Null))
            }
            ("Fn::Select", [at, list]) => {
                let at = self.text(at)?.parse().map_err(|_| shape(name, argument))?;
                self.selected(at, list).map(Some)
            }
            ("Fn::Split", [separator, whole]) => {
                let (separator, whole) = (self.text(separator)?, self.text(whole)?);
                Ok(Some(whole.split(&separator).map(str::to_owned).collect()))
            }
            ("Fn::ToJsonString", _) => {
                let value = self.value(argument)?;
                Ok(value.map(|v| Value::String(v.to_string())))
            }
            ("Fn::GetAZs", _) => {
                let zones = ["a", "b", "c"].iter();
                Ok(Some(zones.map(|z| format!("{}{z}", self.region)).collect()))
            }
            _ => Err(shape(name, argument)),
        }
    }

    fn list(&self, value: &Value) -> Result<Vec<Value>, Mistake> {
        match self.value(value)? {
            Some(Value::Array(items)) => Ok(items),
            other => {
                let what = format!("{} is not a list", other.unwrap_or_default());
                Err(Mistake::new(what))
            }
        }
    }

    fn joined(&self, separator: &Value, list: &Value) -> Result<String, Mistake> {
        let parts: Result<Vec<_>, _> = self.list(list)?.iter().map(|p| self.text(p)).collect();
        Ok(parts?.join(&self.text(separator)?))
    }

    fn selected(&self, at: usize, list: &Value) -> Result<Value, Mistake> {
        let mut list = self.list(list)?;
        if at < list.len() {
            return Ok(list.swap_remove(at));
        }
        let what = format!("there is no element {at} among {}", list.len());
        Err(Mistake::new(what))
    }

    fn substituted(&self, template: &str, names: &Value) -> Result<String, Mistake> {
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let (name, behind) = after
                .split_once('}')
                .ok_or_else(|| Mistake::new(format!("`{template}` has a ${{ without its }}")))?;
            match (
                name.strip_prefix('!'),
                names.get(name),
                name.split_once('.'),
            ) {
                (Some(literal), ..) => out.push_str(&format!("${{{literal}}}")),
                (None, Some(given), _) => out.push_str(&self.text(given)?),
                (None, None, Some((id, attribute))) => {
                    out.push_str(&self.attribute(id, attribute)?)
                }
                (None, None, None) => out.push_str(&self.text(&serde_json::json!({"Ref": name}))?),
            }
            rest = behind;
        }
        Ok(resolved(&(out + rest)))
    }
}
