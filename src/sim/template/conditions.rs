//! Conditions.

use serde_json::Value;

use super::evaluate::Evaluator;
use super::mistake::Mistake;

/// Conditions that refer to each other deeper than this refer in a circle.
const DEEPEST: usize = 50;

impl Evaluator<'_> {
    /// Whether the condition of that name holds.
    pub(super) fn holds(&self, name: &str) -> Result<bool, Mistake> {
        self.named(name, DEEPEST)
    }

    fn named(&self, name: &str, left: usize) -> Result<bool, Mistake> {
        let found = self.template.conditions.get(name);
        let (Some(condition), true) = (found, left > 0) else {
            let what = match found {
                None => format!("there is no condition `{name}`"),
                Some(_) => format!("the condition `{name}` refers to itself"),
            };
            return Err(Mistake::new(what));
        };
        self.truth(condition, left - 1)
    }

    fn truth(&self, condition: &Value, left: usize) -> Result<bool, Mistake> {
        let one = condition.as_object().filter(|o| o.len() == 1);
        let Some((function, argument)) = one.and_then(|o| o.iter().next()) else {
            return Err(Mistake::new(format!("{condition} is no condition")));
        };
        let parts = argument.as_array().map_or(&[][..], Vec::as_slice);
        match (function.as_str(), parts) {
            ("Condition", _) => self.named(argument.as_str().unwrap_or_default(), left),
            ("Fn::Equals", [a, b]) => Ok(self.text(a)? == self.text(b)?),
            ("Fn::Not", [one]) => Ok(!self.truth(one, left)?),
            ("Fn::And", all) => all
                .iter()
                .try_fold(true, |so_far, c| Ok(so_far && self.truth(c, left)?)),
            ("Fn::Or", all) => all
                .iter()
                .try_fold(false, |so_far, c| Ok(so_far || self.truth(c, left)?)),
            _ => Err(Mistake::new(format!(
                "{function} is not understood in a condition"
            ))),
        }
    }
}
