//! The SDK's messages, and ours.

use std::sync::Arc;

use aws_sdk_sqs::primitives::Blob;
use aws_sdk_sqs::types as sqs;

use super::intern::Interner;
use crate::engine::ports::Received;
use crate::letter::{Attribute, AttributeData, Message, System};

/// Reads a received message; `None` when it has no id, handle or body, which SQS never does.
pub(super) fn received(message: sqs::Message, names: &Interner) -> Option<Received> {
    let receipt = Arc::from(message.receipt_handle?);
    let system: Vec<(Arc<str>, String)> = message
        .attributes
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| (names.of(name.as_str()), value))
        .collect();
    let mut attributes: Vec<(Arc<str>, Attribute)> = message
        .message_attributes
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(name, value)| Some((names.of(&name), attribute(&name, value, names)?)))
        .collect();
    attributes.sort_by(|a, b| a.0.cmp(&b.0));
    Some(Received {
        message: Message {
            id: Arc::from(message.message_id?),
            body: Arc::from(message.body?),
            system: System::of(system),
            attributes: attributes.into(),
        },
        receipt,
    })
}

/// Values that are the same in many messages are kept once: what sent them, which rule, which target, which error.
fn shared(name: &str, value: String, names: &Interner) -> Arc<str> {
    if name.ends_with("_ARN") || name == "ERROR_CODE" {
        names.of(&value)
    } else {
        value.into()
    }
}

fn attribute(name: &str, value: sqs::MessageAttributeValue, names: &Interner) -> Option<Attribute> {
    let data = match (value.string_value, value.binary_value) {
        (Some(text), _) => AttributeData::Text(shared(name, text, names)),
        (None, Some(blob)) => AttributeData::Binary(blob.into_inner().into()),
        (None, None) => return None,
    };
    Some(Attribute {
        data_type: names.of(&value.data_type),
        data,
    })
}

/// Writes a message attribute for sending.
pub(super) fn outgoing(attribute: &Attribute) -> Option<sqs::MessageAttributeValue> {
    let builder = sqs::MessageAttributeValue::builder().data_type(&*attribute.data_type);
    match &attribute.data {
        AttributeData::Text(text) => builder.string_value(&**text),
        AttributeData::Binary(bytes) => builder.binary_value(Blob::new(bytes.to_vec())),
    }
    .build()
    .ok()
}
