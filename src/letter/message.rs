//! A message as SQS gives it.

use std::sync::Arc;

use super::System;

/// A message of the queue: what ReceiveMessage answered, less the receipt handle. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `MessageId`.
    pub id: Arc<str>,
    /// `Body`, byte for byte.
    pub body: Arc<str>,
    /// System attributes (`SentTimestamp`, `SenderId`, …), sorted by name.
    pub system: System,
    /// Message attributes, sorted by name.
    pub attributes: Arc<[(Arc<str>, Attribute)]>,
}

/// One message attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// `String`, `Number`, `Binary`, or one of them with a custom suffix: `Binary.raw`.
    pub data_type: Arc<str>,
    /// Its value.
    pub data: AttributeData,
}

/// The value of a message attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeData {
    /// `StringValue`; numbers too.
    Text(Arc<str>),
    /// `BinaryValue`.
    Binary(Arc<[u8]>),
}

impl Attribute {
    /// Its text; `None` when it is binary.
    #[must_use]
    pub const fn text(&self) -> Option<&Arc<str>> {
        match &self.data {
            AttributeData::Text(text) => Some(text),
            AttributeData::Binary(_) => None,
        }
    }
}

impl Message {
    /// The system attribute of that name.
    #[must_use]
    pub fn system(&self, name: &str) -> Option<&str> {
        self.system.get(name)
    }

    /// The message attribute of that name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        let at = self
            .attributes
            .binary_search_by(|(n, _)| (**n).cmp(name))
            .ok()?;
        Some(&self.attributes[at].1)
    }

    /// The text of the message attribute of that name; `None` when it is missing or binary.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&Arc<str>> {
        self.attribute(name)?.text()
    }

    /// Bytes as SQS counts them.
    #[must_use]
    pub fn size(&self) -> usize {
        size(&self.body, &self.attributes)
    }
}

/// Bytes of a message as SQS counts them: the body, and name, type and value of each message attribute.
#[must_use]
pub fn size(body: &str, attributes: &[(Arc<str>, Attribute)]) -> usize {
    let attribute = |(name, a): &(Arc<str>, Attribute)| {
        let data = match &a.data {
            AttributeData::Text(text) => text.len(),
            AttributeData::Binary(bytes) => bytes.len(),
        };
        name.len() + a.data_type.len() + data
    };
    body.len() + attributes.iter().map(attribute).sum::<usize>()
}
