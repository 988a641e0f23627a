//! One exported line: a message that can be put back as it was.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::engine::ports::Parcel;
use crate::letter::Redaction;
use crate::letter::{Attribute, AttributeData, Message};
use crate::time::Time;

/// An exported message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    pub message_id: String,
    pub body: String,
    /// System attributes.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
    #[serde(default)]
    pub message_attributes: BTreeMap<String, Value>,
    #[serde(default)]
    pub queue: String,
    #[serde(default)]
    pub exported_at: String,
}

/// A message attribute, as the AWS CLI writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Value {
    #[serde(rename = "DataType")]
    data_type: String,
    #[serde(
        rename = "StringValue",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    text: Option<String>,
    #[serde(
        rename = "BinaryValue",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    binary: Option<String>,
}

impl Line {
    pub(super) fn of(message: &Message, queue: &str, now: Time) -> Self {
        let attribute = |(name, a): &(Arc<str>, Attribute)| (name.to_string(), Value::of(a));
        Self {
            message_id: message.id.to_string(),
            body: message.body.to_string(),
            attributes: message
                .system
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
            message_attributes: message.attributes.iter().map(attribute).collect(),
            queue: queue.to_owned(),
            exported_at: now.rfc3339(),
        }
    }

    /// What has to be sent to put it back.
    ///
    /// # Errors
    /// Which attribute is wrong, in words.
    pub(super) fn parcel(&self) -> Result<Parcel, String> {
        let system = |name: &str| self.attributes.get(name).map(|v| Arc::from(v.as_str()));
        let attributes: Result<Vec<(Arc<str>, Attribute)>, String> = self
            .message_attributes
            .iter()
            .map(|(name, value)| Ok((Arc::from(name.as_str()), value.attribute(name)?)))
            .collect();
        Ok(Parcel {
            body: self.body.as_str().into(),
            attributes: attributes?.into(),
            trace_header: system("AWSTraceHeader"),
            group_id: system("MessageGroupId"),
            // the same id within five minutes would be swallowed by a FIFO queue
            deduplication_id: system("MessageDeduplicationId"),
        })
    }
}

impl Value {
    fn of(attribute: &Attribute) -> Self {
        let (text, binary) = match &attribute.data {
            AttributeData::Text(text) => (Some(text.to_string()), None),
            AttributeData::Binary(bytes) => (None, Some(STANDARD.encode(bytes))),
        };
        Self {
            data_type: attribute.data_type.to_string(),
            text,
            binary,
        }
    }

    fn attribute(&self, name: &str) -> Result<Attribute, String> {
        let data = match (&self.text, &self.binary) {
            (Some(text), None) => AttributeData::Text(text.as_str().into()),
            (None, Some(binary)) => AttributeData::Binary(
                STANDARD
                    .decode(binary)
                    .map_err(|_| format!("the attribute {name} is no base64"))?
                    .into(),
            ),
            _ => {
                return Err(format!(
                    "the attribute {name} needs one of StringValue and BinaryValue"
                ));
            }
        };
        Ok(Attribute {
            data_type: self.data_type.as_str().into(),
            data,
        })
    }
}

/// The line of a message without what must not leave; whether that changed it.
pub(super) fn line_without(
    redaction: &Redaction,
    message: &Message,
    (queue, now): (&str, Time),
) -> (Line, bool) {
    let seen = redaction.message(message);
    let changed = matches!(seen, Cow::Owned(_));
    (Line::of(&seen, queue, now), changed)
}
