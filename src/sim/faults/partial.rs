//! A batch of which some entries fail.

use serde_json::{Value, json};

use crate::sim::sqs::failure;
use crate::sim::wire::{Answer, Error};

/// A batch with some entries taken out, which are to fail.
pub struct Split {
    /// The input with what is left.
    pub rest: Value,
    /// The entries that fail, with their places in the batch.
    failing: Vec<(usize, Value)>,
}

impl Split {
    /// Takes at least one entry out, and each other one or not, as the bits of `dice` say.
    #[must_use]
    pub fn of(mut input: Value, dice: u64) -> Self {
        let entries = match input.get_mut("Entries") {
            Some(Value::Array(entries)) => std::mem::take(entries),
            _ => Vec::new(),
        };
        let count = u64::try_from(entries.len()).unwrap_or(u64::MAX).max(1);
        let surely = (dice >> 32) % count;
        let (mut rest, mut failing) = (Vec::new(), Vec::new());
        for ((place, entry), number) in entries.into_iter().enumerate().zip(0..) {
            if number == surely || (dice >> (number % 32)) & 1 == 1 {
                failing.push((place, entry));
            } else {
                rest.push(entry);
            }
        }
        input["Entries"] = rest.into();
        Self {
            rest: input,
            failing,
        }
    }

    /// Whether an entry is left to do.
    #[must_use]
    pub fn any_left(&self) -> bool {
        let entries = self.rest.get("Entries").and_then(Value::as_array);
        entries.is_some_and(|entries| !entries.is_empty())
    }

    /// The answer of the rest with the failures in it.
    ///
    /// # Errors
    /// As the rest was answered.
    pub fn join(&self, operation: &str, rest: Answer) -> Answer {
        let rest = rest?;
        if operation == "PutEvents" {
            Ok(self.join_events(rest))
        } else {
            Ok(self.join_batch(rest))
        }
    }

    fn join_batch(&self, mut answer: Value) -> Value {
        let error =
            Error::new("InternalError", "The request failed inside of the service.").status(500);
        let fail = |(_, entry): &(usize, Value)| {
            let id = entry.get("Id").and_then(Value::as_str);
            failure(id.unwrap_or_default(), &error)
        };
        let mut failed = match answer.get_mut("Failed") {
            Some(Value::Array(failed)) => std::mem::take(failed),
            _ => Vec::new(),
        };
        failed.extend(self.failing.iter().map(fail));
        answer["Failed"] = failed.into();
        answer
    }

    fn join_events(&self, mut answer: Value) -> Value {
        let mut entries = match answer.get_mut("Entries") {
            Some(Value::Array(entries)) => std::mem::take(entries),
            _ => Vec::new(),
        };
        for (number, (place, _)) in self.failing.iter().enumerate() {
            let failure = if number % 2 == 0 {
                json!({"ErrorCode": "InternalFailure", "ErrorMessage": "Internal Service Failure"})
            } else {
                json!({"ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded"})
            };
            entries.insert((*place).min(entries.len()), failure);
        }
        let before = answer.get("FailedEntryCount").and_then(Value::as_u64);
        let failing = u64::try_from(self.failing.len()).unwrap_or(u64::MAX);
        answer["FailedEntryCount"] = (before.unwrap_or(0) + failing).into();
        answer["Entries"] = entries.into();
        answer
    }
}
