//! What a fault is for people.

use super::ports::{Fault, FaultKind};
use crate::problem::{Kind, Problem};

/// What a person is told of a failed call about the queue `url`.
pub(super) fn problem_of(fault: &Fault, url: &str) -> Problem {
    let name = name_of(url);
    let said = if fault.message.is_empty() {
        &fault.code
    } else {
        &fault.message
    };
    match fault.kind {
        FaultKind::Denied if fault.code == "credentials" || fault.code.contains("Expired") => {
            Problem::new(Kind::Denied, "the AWS credentials expired or are missing")
                .at(said.clone())
                .remedy("log in again; it goes on by itself")
        }
        FaultKind::Denied => Problem::new(Kind::Denied, format!("AWS refuses `{name}`: {said}")),
        FaultKind::NotFound => Problem::new(Kind::NotFound, format!("`{name}`: {said}")),
        FaultKind::Unreachable | FaultKind::Ambiguous => {
            Problem::new(Kind::Unreachable, "AWS does not answer")
                .at(said.clone())
                .remedy("it is tried again by itself")
        }
        FaultKind::Throttled => Problem::new(
            Kind::Unreachable,
            format!("AWS asks for patience: {said} ({})", fault.code),
        ),
        FaultKind::Rejected => Problem::new(
            Kind::Refused,
            format!("AWS refuses: {said} ({})", fault.code),
        ),
    }
}

/// What a person is told when the queue was deleted under the tool.
pub(super) fn queue_is_gone(url: &str) -> Problem {
    let name = name_of(url);
    Problem::new(
        Kind::NotFound,
        format!("the queue `{name}` no longer exists"),
    )
    .remedy("what was read of it can still be looked at and exported")
}

fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}
