//! Message attributes: reading, checking, choosing, writing.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json, json};

use super::errors;
use super::input;
use crate::limits::SQS_ATTRIBUTES;
use crate::sim::wire::Error;

/// The longest name of a message attribute. (SQS Developer Guide, message metadata)
const LONGEST_NAME: usize = 256;

/// A message attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Box<str>,
    /// `String`, `Number` or `Binary`, perhaps with `.custom` after it.
    pub data_type: Cow<'static, str>,
    /// Its value.
    pub value: Value,
}

/// An attribute's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Of the types String and Number.
    Text(Box<str>),
    /// Of the type Binary.
    Bytes(Box<[u8]>),
}

impl Attribute {
    /// An attribute of the type `String`.
    #[must_use]
    pub fn string(name: &str, value: &str) -> Self {
        Self {
            name: name.into(),
            data_type: Cow::Borrowed("String"),
            value: Value::Text(value.into()),
        }
    }

    /// What counts towards a message's size: name, type and value.
    #[must_use]
    pub fn size(&self) -> usize {
        let value = match &self.value {
            Value::Text(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
        };
        self.name.len() + self.data_type.len() + value
    }

    /// As ReceiveMessage writes it.
    #[must_use]
    pub fn json(&self) -> Json {
        match &self.value {
            Value::Text(text) => json!({"StringValue": text, "DataType": self.data_type}),
            Value::Bytes(bytes) => {
                json!({"BinaryValue": STANDARD.encode(bytes), "DataType": self.data_type})
            }
        }
    }
}

/// Reads `MessageAttributes`, sorted by name.
///
/// # Errors
/// As SendMessage refuses them.
pub fn read(input: &Json) -> Result<Vec<Attribute>, Error> {
    let Some(object) = object(input, "MessageAttributes")? else {
        return Ok(Vec::new());
    };
    if object.len() > SQS_ATTRIBUTES {
        return Err(errors::invalid(format!(
            "Number of message attributes [{}] exceeds the allowed maximum [{SQS_ATTRIBUTES}].",
            object.len()
        )));
    }
    let mut attributes = object
        .iter()
        .map(|(name, value)| {
            check_name(name)?;
            read_one("Message (user)", name, value)
        })
        .collect::<Result<Vec<_>, _>>()?;
    attributes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(attributes)
}

/// Reads `MessageSystemAttributes`: only `AWSTraceHeader` can be sent.
///
/// # Errors
/// As SendMessage refuses others.
pub fn read_trace_header(input: &Json) -> Result<Option<Attribute>, Error> {
    let Some(object) = object(input, "MessageSystemAttributes")? else {
        return Ok(None);
    };
    let mut header = None;
    for (name, value) in object {
        if name != "AWSTraceHeader" {
            return Err(errors::invalid(format!(
                "Message system attribute name '{name}' is invalid."
            )));
        }
        header = Some(read_one("Message (system)", name, value)?);
    }
    Ok(header)
}

/// Whether ReceiveMessage, asked for these names, gives the attribute: `All`, `.*`, `*`, `prefix.*`, a name.
#[must_use]
pub fn wanted(name: &str, asked: &[&str]) -> bool {
    asked.iter().any(|asked| match *asked {
        "All" | ".*" | "*" => true,
        asked => asked
            .strip_suffix(".*")
            .map_or(asked == name, |prefix| name.starts_with(prefix)),
    })
}

fn object<'a>(input: &'a Json, member: &str) -> Result<Option<&'a Map<String, Json>>, Error> {
    match input.get(member) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Object(object)) => Ok(Some(object)),
        Some(_) => Err(errors::malformed(member)),
    }
}

fn check_name(name: &str) -> Result<(), Error> {
    let lower = name.to_ascii_lowercase();
    let refuse = |why: &str| Err(errors::invalid(why));
    if name.is_empty() {
        return refuse("The request must contain non-empty message (user) attribute name.");
    }
    if name.len() > LONGEST_NAME {
        return refuse("Message (user) attribute name must be shorter than 256 Bytes");
    }
    if lower.starts_with("aws.") || lower.starts_with("amazon.") {
        return refuse(
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use.",
        );
    }
    if name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        return refuse(
            "Message (user) attribute name can not start or end with a '.' or contain successive '.'.",
        );
    }
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !name.chars().all(allowed) {
        return refuse(
            "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ",
        );
    }
    Ok(())
}

fn read_one(kind: &str, name: &str, value: &Json) -> Result<Attribute, Error> {
    let data_type = input::text(value, "DataType")?.filter(|t| !t.is_empty());
    let Some(data_type) = data_type else {
        return Err(errors::invalid(format!(
            "{kind} attribute '{name}' must contain a non-empty attribute type."
        )));
    };
    let basic = data_type.split('.').next().unwrap_or_default();
    let value = match basic {
        "String" | "Number" => read_text(value, basic)?,
        "Binary" => read_bytes(value)?,
        _ => {
            return Err(errors::invalid(format!(
                "The type of {} attribute '{name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.",
                kind.to_ascii_lowercase()
            )));
        }
    };
    let value = value.ok_or_else(|| {
        errors::invalid(format!(
            "{kind} attribute '{name}' must contain a non-empty value of type '{basic}'."
        ))
    })?;
    Ok(Attribute {
        name: name.into(),
        data_type: plain(data_type),
        value,
    })
}

fn read_text(value: &Json, basic: &str) -> Result<Option<Value>, Error> {
    let Some(text) = input::text(value, "StringValue")?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if !super::characters::allowed(text) {
        return Err(errors::contents());
    }
    if basic == "Number" && text.trim().parse::<f64>().is_err() {
        return Err(errors::invalid(format!(
            "Can't cast the value of message (user) attribute '{text}' to a number."
        )));
    }
    Ok(Some(Value::Text(text.into())))
}

fn read_bytes(value: &Json) -> Result<Option<Value>, Error> {
    let Some(text) = input::text(value, "BinaryValue")?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| errors::malformed("BinaryValue"))?;
    Ok(Some(Value::Bytes(bytes.into_boxed_slice())))
}

fn plain(data_type: &str) -> Cow<'static, str> {
    match data_type {
        "String" => Cow::Borrowed("String"),
        "Number" => Cow::Borrowed("Number"),
        "Binary" => Cow::Borrowed("Binary"),
        custom => Cow::Owned(custom.to_owned()),
    }
}
