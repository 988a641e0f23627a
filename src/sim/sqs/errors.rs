//! The errors of SQS, word for word as AWS gives them. (AWS_RECORDED 8; SQS API Reference)

use std::fmt::Display;

use crate::sim::wire::Error;

/// The queue is not there.
pub fn no_queue() -> Error {
    Error::new("QueueDoesNotExist", "The specified queue does not exist.")
        .query("AWS.SimpleQueueService.NonExistentQueue")
}

/// A parameter's value is not acceptable.
pub fn invalid(message: impl Into<String>) -> Error {
    Error::new("InvalidParameterValueException", message).query("InvalidParameterValue")
}

/// `Value V for parameter P is invalid. Reason: …`
pub fn invalid_value(value: impl Display, parameter: &str, reason: &str) -> Error {
    invalid(format!(
        "Value {value} for parameter {parameter} is invalid. Reason: {reason}"
    ))
}

/// A parameter is missing.
pub fn missing(parameter: &str) -> Error {
    Error::new(
        "MissingRequiredParameterException",
        format!("The request must contain the parameter {parameter}."),
    )
    .query("MissingParameter")
}

/// The request's members are not of the types that the API has.
pub fn malformed(member: &str) -> Error {
    Error::new(
        "SerializationException",
        format!("The member {member} is not of the type that the API gives it."),
    )
}

/// A receipt handle that SQS never gave.
pub fn garbage_handle(handle: &str) -> Error {
    Error::new(
        "ReceiptHandleIsInvalid",
        format!("The input receipt handle \"{handle}\" is not a valid receipt handle."),
    )
    .query("ReceiptHandleIsInvalid")
}

/// An attribute of that name can't be set or asked for.
pub fn unknown_attribute(name: &str) -> Error {
    Error::new("InvalidAttributeName", format!("Unknown Attribute {name}."))
        .query("InvalidAttributeName")
}

/// An attribute's value can't be taken.
pub fn attribute_value(name: &str) -> Error {
    Error::new(
        "InvalidAttributeValue",
        format!("Invalid value for the parameter {name}."),
    )
    .query("InvalidAttributeValue")
}

/// The body or an attribute has characters outside of the allowed set.
pub fn contents() -> Error {
    Error::new(
        "InvalidMessageContents",
        "Invalid binary character was found in the message body, the set of allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    )
    .query("InvalidMessageContents")
}

/// An operation that the queue's type or configuration does not have.
pub fn unsupported(message: impl Into<String>) -> Error {
    Error::new("UnsupportedOperation", message).query("AWS.SimpleQueueService.UnsupportedOperation")
}

/// What a move task names is not there.
pub fn no_resource(message: &str) -> Error {
    Error::new("ResourceNotFoundException", message)
        .query("ResourceNotFoundException")
        .status(404)
}

/// As many messages are in flight as a queue can have.
pub fn over_limit() -> Error {
    Error::new(
        "OverLimit",
        "The maximum number of in-flight messages has been reached for this queue.",
    )
    .query("OverLimit")
    .status(403)
}
