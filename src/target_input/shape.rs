//! What a target makes of an event.

use std::borrow::Cow;

use crate::json::{Doc, quote};

use super::error::ShapeError;
use super::path::Path;
use super::template::{Template, whole, without_detail};

/// The input of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The event as it is.
    Whole,
    /// Always this JSON text.
    Input(String),
    /// A part of the event.
    Path(Path),
    /// A template with parts of the event.
    Transformer(Transformer),
}

/// Named paths and the template that they are filled into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transformer {
    paths: Vec<(String, Path)>,
    template: Template,
}

/// What is known beside the event when a target is invoked.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The rule's ARN.
    pub rule_arn: &'a str,
    /// The rule's name.
    pub rule_name: &'a str,
    /// When the bus took the event, RFC 3339 in UTC.
    pub ingestion_time: &'a str,
}

const PREDEFINED: [&str; 5] = [
    "aws.events.rule-arn",
    "aws.events.rule-name",
    "aws.events.event.ingestion-time",
    "aws.events.event",
    "aws.events.event.json",
];

impl Shape {
    /// Reads a target's Input, InputPath and InputTransformer (InputPathsMap and InputTemplate), at most one of
    /// which it may have.
    ///
    /// # Errors
    /// What PutTargets refuses: more than one, an Input or template that is no JSON, an unknown placeholder. Paths
    /// are not checked.
    pub fn parse(
        input: Option<&str>,
        input_path: Option<&str>,
        transformer: Option<(&[(String, String)], &str)>,
    ) -> Result<Self, ShapeError> {
        match (input, input_path, transformer) {
            (None, None, None) => Ok(Self::Whole),
            (Some(input), None, None) => {
                Doc::read_top(input).map_err(ShapeError::Input)?;
                Ok(Self::Input(input.to_owned()))
            }
            (None, Some(path), None) => Ok(Self::Path(Path::parse(path))),
            (None, None, Some((paths, template))) => {
                let known =
                    |name: &str| PREDEFINED.contains(&name) || paths.iter().any(|(n, _)| n == name);
                let template = Template::parse(template, known)?;
                let paths = paths.iter().map(|(n, p)| (n.clone(), Path::parse(p)));
                Ok(Self::Transformer(Transformer {
                    paths: paths.collect(),
                    template,
                }))
            }
            _ => Err(ShapeError::MoreThanOne),
        }
    }

    /// The JSON text that the target gets.
    ///
    /// A path that finds nothing gives `null` (not recorded of the service).
    ///
    /// # Errors
    /// [`ShapeError::NotJson`] if the template makes no JSON of this event: the service delivers nothing.
    pub fn apply(&self, event: &Doc<'_>, context: &Context<'_>) -> Result<String, ShapeError> {
        match self {
            Self::Whole => Ok(event.text().to_owned()),
            Self::Input(text) => Ok(text.clone()),
            Self::Path(path) => Ok(path
                .find(event)
                .unwrap_or(Cow::Borrowed("null"))
                .into_owned()),
            Self::Transformer(t) => t.template.apply(|name| t.value(name, event, context)),
        }
    }
}

impl Transformer {
    fn value<'d>(
        &self,
        name: &str,
        event: &'d Doc<'_>,
        context: &Context<'_>,
    ) -> Option<Cow<'d, str>> {
        if let Some((_, path)) = self.paths.iter().find(|(n, _)| n == name) {
            return path.find(event);
        }
        Some(Cow::Owned(match name {
            "aws.events.rule-arn" => quote(context.rule_arn),
            "aws.events.rule-name" => quote(context.rule_name),
            "aws.events.event.ingestion-time" => quote(context.ingestion_time),
            "aws.events.event" => without_detail(event),
            "aws.events.event.json" => whole(event),
            _ => return None,
        }))
    }
}
