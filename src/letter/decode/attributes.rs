//! Message attributes as the fields of a failure. All are optional, and any may have the wrong type.

use std::sync::Arc;

use crate::arn::{self, bus_and_rule};
use crate::letter::{AttributeData, Failure, Message, Place};
use crate::text;

/// Reads attributes of `message` and says what is wrong with them.
pub(super) struct Attributes<'a> {
    pub message: &'a Message,
    pub wrong: &'a mut Vec<String>,
}

impl Attributes<'_> {
    /// The attribute as text; binary is read as UTF-8 as far as it goes.
    pub fn text(&mut self, name: &str) -> Option<Arc<str>> {
        match &self.message.attribute(name)?.data {
            AttributeData::Text(text) => Some(Arc::clone(text)),
            AttributeData::Binary(bytes) => {
                self.wrong
                    .push(format!("{name} is binary; it is shown as text"));
                Some(String::from_utf8_lossy(bytes).into())
            }
        }
    }

    /// The attribute as a number; recorded as String by EventBridge, as Number by others (DOMAIN 1.1, 2.2).
    pub fn number(&mut self, name: &str) -> Option<u32> {
        let text = self.text(name)?;
        let number = text.trim().parse().ok();
        if number.is_none() {
            self.wrong.push(format!(
                "{name} is `{}`, not a number",
                text::safe_line(&text, 40)
            ));
        }
        number
    }

    /// The attribute as an ARN, and its name for people; what is no ARN is kept as it is.
    pub fn arn(&mut self, name: &str) -> Option<(Arc<str>, Arc<str>)> {
        let arn = self.text(name)?;
        let called = name_of(&arn);
        if called.is_none() {
            self.wrong.push(format!(
                "{name} is `{}`, not an ARN",
                text::safe_line(&arn, 60)
            ));
        }
        let called = called.unwrap_or_else(|| Arc::clone(&arn));
        Some((arn, called))
    }

    /// The attributes that a rule's target, a schedule and a subscriber have in common.
    pub fn delivery(&mut self) -> Failure {
        let (target_arn, target) = self.arn("TARGET_ARN").unzip();
        let place = Place {
            code: self.text("ERROR_CODE"),
            condition: self.text("EXHAUSTED_RETRY_CONDITION"),
            target_arn,
            target,
            ..Place::default()
        };
        Failure {
            place: place.into(),
            message: self.text("ERROR_MESSAGE"),
            attempts: self.number("RETRY_ATTEMPTS"),
            ..Failure::default()
        }
    }

    /// `RULE_ARN`, with the rule's and the bus's name.
    pub fn rule(&mut self, failure: &mut Failure) {
        let Some(arn) = self.text("RULE_ARN") else {
            return;
        };
        match bus_and_rule(&arn) {
            Some((bus, rule)) => {
                failure.bus = Some(bus.into());
                failure.rule = Some(rule.into());
            }
            None => {
                self.wrong.push(format!(
                    "RULE_ARN is `{}`, not a rule's ARN",
                    text::safe_line(&arn, 60)
                ));
                failure.rule = Some(Arc::clone(&arn));
            }
        }
        failure.rule_arn = Some(arn);
    }
}

/// The name that a person uses for the resource; `None` when `arn` is no ARN.
pub(super) fn name_of(arn: &str) -> Option<Arc<str>> {
    arn::name_of(arn).map(Into::into)
}
