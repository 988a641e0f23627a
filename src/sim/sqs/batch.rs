//! What the three batch operations have in common. (AWS_RECORDED 8; DOMAIN 3.6)

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::input;
use crate::limits::SQS_BATCH;
use crate::sim::wire::{Answer, Error};

/// The entries of a batch, each with its id.
///
/// # Errors
/// As the operations refuse a batch as a whole: too many or none, ids that are wrong or not distinct.
pub fn entries(request: &Value) -> Result<Vec<(&str, &Value)>, Error> {
    let list = input::list(request, "Entries")?;
    if list.is_empty() {
        return Err(refuse(
            "EmptyBatchRequest",
            "AWS.SimpleQueueService.EmptyBatchRequest",
            "There should be at least one SendMessageBatchRequestEntry in the request.",
        ));
    }
    if list.len() > SQS_BATCH {
        return Err(refuse(
            "TooManyEntriesInBatchRequest",
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            format!(
                "Maximum number of entries per request are {SQS_BATCH}. You have sent {}.",
                list.len()
            ),
        ));
    }
    let mut seen = BTreeSet::new();
    list.iter()
        .map(|entry| {
            let id = entry_id(entry)?;
            if seen.insert(id) {
                return Ok((id, entry));
            }
            Err(refuse(
                "BatchEntryIdsNotDistinct",
                "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
                format!("Id {id} repeated."),
            ))
        })
        .collect()
}

fn entry_id(entry: &Value) -> Result<&str, Error> {
    let id = input::text(entry, "Id")?.unwrap_or_default();
    if is_id(id) {
        return Ok(id);
    }
    Err(refuse(
        "InvalidBatchEntryId",
        "AWS.SimpleQueueService.InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
    ))
}

/// Does each entry and collects the outcomes, as all three operations answer them.
pub fn each(
    entries: Vec<(&str, &Value)>,
    mut act: impl FnMut(&Value) -> Result<Value, Error>,
) -> Answer {
    let (mut done, mut failed) = (Vec::new(), Vec::new());
    for (id, entry) in entries {
        match act(entry) {
            Ok(mut outcome) => {
                outcome["Id"] = id.into();
                done.push(outcome);
            }
            Err(error) => failed.push(failure(id, &error)),
        }
    }
    let mut answer = json!({});
    if !done.is_empty() {
        answer["Successful"] = done.into();
    }
    if !failed.is_empty() {
        answer["Failed"] = failed.into();
    }
    Ok(answer)
}

/// An entry of `Failed`.
#[must_use]
pub fn failure(id: &str, error: &Error) -> Value {
    json!({
        "Id": id,
        "SenderFault": error.status < 500,
        "Code": error.query_code.unwrap_or(&error.code),
        "Message": error.message,
    })
}

/// BatchRequestTooLong.
#[must_use]
pub fn too_long(most: usize, bytes: usize) -> Error {
    refuse(
        "BatchRequestTooLong",
        "AWS.SimpleQueueService.BatchRequestTooLong",
        format!("Batch requests cannot be longer than {most} bytes. You have sent {bytes} bytes."),
    )
}

fn refuse(code: &str, query_code: &'static str, message: impl Into<String>) -> Error {
    Error::new(code, message).query(query_code)
}

fn is_id(id: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (1..=80).contains(&id.len()) && id.bytes().all(allowed)
}
