//! What a fault is for people.

use std::time::Duration;

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
        FaultKind::Denied | FaultKind::Rejected if is_about_the_clock(fault) => Problem::new(
            Kind::Denied,
            "AWS refuses requests that are dated so: this machine's clock is wrong",
        )
        .at(said.clone())
        .remedy("set the clock"),
        FaultKind::Denied if fault.code == "credentials" || fault.code.contains("Expired") => {
            Problem::new(Kind::Denied, "the AWS credentials expired or are missing")
                .at(said.clone())
                .remedy("log in again; it goes on by itself")
        }
        FaultKind::Denied => Problem::new(Kind::Denied, format!("AWS refuses `{name}`: {said}"))
            .remedy("check the profile and its permissions"),
        FaultKind::NotFound => Problem::new(Kind::NotFound, format!("`{name}`: {said}")),
        FaultKind::Unreachable | FaultKind::Ambiguous => {
            Problem::new(Kind::Unreachable, "AWS does not answer")
                .at(said.clone())
                .remedy("check the network, a proxy, and --endpoint-url")
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

/// A signature holds for five to fifteen minutes around its time. (AWS General Reference, Signature Version 4)
fn is_about_the_clock(fault: &Fault) -> bool {
    fault.code.contains("TooSkewed")
        || fault.code.contains("RequestExpired")
        || fault.message.starts_with("Signature expired")
        || fault.message.starts_with("Signature not yet current")
}

/// What a person is told when requests are under way and nobody answers.
pub(super) fn no_answer(within: Duration) -> Problem {
    let words = format!("no answer within {}", crate::text::duration(within));
    Problem::new(Kind::Unreachable, "AWS does not answer")
        .at(words)
        .remedy("check the network, a proxy, and --endpoint-url")
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
