//! What a user is told when a session can't begin: one sentence, and what to do.

use super::connect::Settings;
use crate::arn::QueueRef;
use crate::engine::ports::{Fault, FaultKind};
use crate::problem::{Kind, Problem};

/// No region is named anywhere.
pub(super) fn no_region(settings: &Settings) -> Problem {
    let what = match &settings.profile {
        Some(profile) => format!("no AWS region is set, also not by the profile `{profile}`"),
        None => "no AWS region is set".to_owned(),
    };
    Problem::usage(what)
        .remedy("give --region, set AWS_REGION, or name the queue by its URL or ARN")
}

/// A queue can't be looked at. `place`: the endpoint, or the region.
pub(super) fn problem(queue: &QueueRef, settings: &Settings, place: &str, fault: Fault) -> Problem {
    let name = queue.name();
    match fault.kind {
        FaultKind::NotFound => {
            Problem::new(Kind::NotFound, format!("the queue `{name}` does not exist"))
                .at(place)
                .remedy("check its name, the account of the profile, and the region")
        }
        FaultKind::Unreachable | FaultKind::Ambiguous => {
            let what = format!("{place} does not answer");
            Problem::new(Kind::Unreachable, what)
                .at(fault.message)
                .remedy("check the network, a proxy, and --endpoint-url")
        }
        FaultKind::Denied => denied(
            settings,
            &format!("the queue `{name}` can't be read"),
            &fault,
        ),
        FaultKind::Throttled | FaultKind::Rejected => Problem::new(
            Kind::Unreachable,
            format!("the queue `{name}` can't be read: {}", said(&fault)),
        )
        .at(place),
    }
}

/// AWS does not say who is asking.
pub(super) fn nobody(settings: &Settings, fault: &Fault) -> Problem {
    match fault.kind {
        FaultKind::Denied => denied(settings, "AWS does not know us", fault),
        _ => Problem::new(
            Kind::Unreachable,
            format!("AWS does not answer: {}", said(fault)),
        )
        .remedy("check the network, a proxy, and --endpoint-url"),
    }
}

fn denied(settings: &Settings, what: &str, fault: &Fault) -> Problem {
    if fault.code.contains("Expired") {
        return Problem::new(Kind::Denied, "the AWS credentials expired")
            .at(said(fault))
            .remedy(log_in(settings));
    }
    if fault.code == "credentials" {
        // the list of all places that hold none helps nobody; one that holds expired ones says so
        let why = fault.message.lines().next().unwrap_or_default();
        let silent = ["found in chain", "not enabled"];
        let why = Some(why).filter(|why| !silent.iter().any(|words| why.contains(words)));
        let what = match &settings.profile {
            Some(profile) => format!("the AWS profile `{profile}` has no usable credentials"),
            None => "no usable AWS credentials were found".to_owned(),
        };
        return Problem::new(Kind::Denied, what)
            .at(why.unwrap_or_default())
            .remedy(log_in(settings));
    }
    Problem::new(Kind::Denied, format!("{what}: {}", said(fault)))
        .remedy("check the profile and its permissions")
}

fn log_in(settings: &Settings) -> String {
    match &settings.profile {
        Some(profile) => format!(
            "check its name (`aws configure list-profiles`), or log in (`aws sso login --profile {profile}`)"
        ),
        None => "log in (`aws sso login`, `aws login`), or give --profile".to_owned(),
    }
}

fn said(fault: &Fault) -> String {
    if fault.message.is_empty() {
        fault.code.clone()
    } else {
        format!("{} ({})", fault.message, fault.code)
    }
}
