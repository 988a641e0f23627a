//! What a failed call means: answered, certainly never sent, or in doubt.

use std::error::Error;

use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::engine::ports::{Fault, FaultKind};

/// Characters of a message that are kept: PutEvents' validation errors repeat whole payloads.
const MESSAGE: usize = 1000;

/// Reads a fault out of the SDK's error.
pub(super) fn fault<E>(error: SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match &error {
        SdkError::ServiceError(answered) => {
            let status = answered.raw().status().as_u16();
            let err = answered.err();
            let code = err.code().unwrap_or_default();
            let said = err
                .message()
                .map_or_else(|| format!("HTTP status {status}"), str::to_owned);
            made(kind_of_answer(code, status), code, &said)
        }
        SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_) => {
            unsent_or_doubtful(&error)
        }
        SdkError::TimeoutError(_) => made(FaultKind::Ambiguous, "timeout", "no answer in time"),
        SdkError::ResponseError(_) => made(FaultKind::Ambiguous, "unreadable", &told(&error)),
        _ => made(FaultKind::Ambiguous, "unknown", &told(&error)),
    }
}

/// The fault of one entry of a batch call.
pub(super) fn of_entry(code: &str, message: Option<&str>) -> Fault {
    made(kind_of_answer(code, 400), code, message.unwrap_or_default())
}

/// Batch answers that do not mention an entry leave it in doubt.
pub(super) fn unmentioned() -> Fault {
    made(
        FaultKind::Ambiguous,
        "unmentioned",
        "the answer does not mention this entry",
    )
}

fn unsent_or_doubtful<E>(error: &SdkError<E, HttpResponse>) -> Fault
where
    E: Error + 'static,
{
    let text = told(error);
    if no_credentials(error) {
        return made(FaultKind::Denied, "credentials", &text);
    }
    if !never_sent(error) {
        return made(FaultKind::Ambiguous, "no-answer", &text);
    }
    match error {
        SdkError::ConstructionFailure(_) => made(FaultKind::Rejected, "construction", &text),
        _ => made(FaultKind::Unreachable, "unreachable", &text),
    }
}

/// Was the request certainly never sent? Only then may a put be sent again. `is_io()` is wrong in both directions;
/// what counts is whether hyper's client failed while connecting.
fn never_sent<E>(error: &SdkError<E, HttpResponse>) -> bool {
    match error {
        SdkError::ConstructionFailure(_) => true,
        SdkError::DispatchFailure(failure) => {
            failure.is_user()
                || failure
                    .as_connector_error()
                    .is_some_and(|c| failed_to_connect(c))
        }
        _ => false,
    }
}

fn failed_to_connect(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let hyper = error.downcast_ref::<hyper_util::client::legacy::Error>();
        if hyper.is_some_and(hyper_util::client::legacy::Error::is_connect) {
            return true;
        }
        next = error.source();
    }
    false
}

/// What AWS's answer means. An answer of 5xx without a code comes from something in between (a proxy, a load
/// balancer): whether AWS did the work is not known then.
fn kind_of_answer(code: &str, status: u16) -> FaultKind {
    let code = code.rsplit('.').next().unwrap_or(code);
    let has = |part: &str| code.contains(part);
    if has("Throttl") || has("TooManyRequests") || has("SlowDown") || has("LimitExceeded") {
        return FaultKind::Throttled;
    }
    match code {
        "OverLimit"
        | "InternalFailure"
        | "InternalError"
        | "InternalException"
        | "InternalServerError"
        | "ServiceUnavailable"
        | "ServiceUnavailableException" => FaultKind::Throttled,
        "QueueDoesNotExist" | "NonExistentQueue" => FaultKind::NotFound,
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "InvalidSignatureException"
        | "OptInRequired"
        | "InvalidAccountIdException"
        | "InvalidSecurity" => FaultKind::Denied,
        _ if has("AccessDenied") || has("ExpiredToken") || has("NotAuthorized") => {
            FaultKind::Denied
        }
        _ if has("AuthFailure") || has("MissingAuthenticationToken") => FaultKind::Denied,
        _ if has("NotFound") => FaultKind::NotFound,
        _ if status >= 500 => FaultKind::Ambiguous,
        _ => FaultKind::Rejected,
    }
}

/// Whether no credentials could be had, so that nothing was signed and nothing sent. The SDK wraps that like a failed
/// connection; what tells them apart is that no HTTP client had a part in it.
fn no_credentials(error: &(dyn Error + 'static)) -> bool {
    let (mut spoken_of, mut next) = (false, Some(error));
    while let Some(error) = next {
        if error.is::<hyper_util::client::legacy::Error>() {
            return false;
        }
        spoken_of |= speaks_of_credentials(&error.to_string());
        next = error.source();
    }
    spoken_of
}

fn speaks_of_credentials(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["credential", "sso session", "token has expired", "imds"]
        .iter()
        .any(|word| text.contains(word))
}

/// The innermost two sentences of an error's chain: the outer ones are the SDK's plumbing.
fn told<E>(error: &SdkError<E, HttpResponse>) -> String
where
    E: Error + 'static,
{
    let mut chain: Vec<String> = Vec::new();
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if chain.last() != Some(&text) {
            chain.push(text);
        }
        next = error.source();
    }
    let from = chain.len().saturating_sub(2);
    chain[from..].join(": ")
}

fn made(kind: FaultKind, code: &str, message: &str) -> Fault {
    Fault {
        kind,
        code: code.to_owned(),
        message: message.chars().take(MESSAGE).collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::aws::fault::kind_of_answer;
    use crate::engine::ports::FaultKind::{Ambiguous, Denied, NotFound, Rejected, Throttled};

    #[test]
    fn an_answer_is_read_by_its_code() {
        for (code, status, kind) in [
            ("ThrottlingException", 400, Throttled),
            ("RequestThrottled", 403, Throttled),
            ("InternalFailure", 500, Throttled),
            ("OverLimit", 403, Throttled),
            ("AWS.SimpleQueueService.NonExistentQueue", 400, NotFound),
            ("QueueDoesNotExist", 400, NotFound),
            ("ResourceNotFoundException", 400, NotFound),
            ("AccessDeniedException", 400, Denied),
            ("NotAuthorizedForSourceException", 400, Denied),
            ("ExpiredTokenException", 403, Denied),
            ("KmsAccessDenied", 400, Denied),
            ("MalformedDetail", 200, Rejected),
            ("ValidationException", 400, Rejected),
        ] {
            assert_eq!(kind_of_answer(code, status), kind, "{code}");
        }
    }

    #[test]
    fn a_gateway_that_answers_for_aws_leaves_the_work_in_doubt() {
        assert_eq!(kind_of_answer("", 502), Ambiguous);
        assert_eq!(kind_of_answer("", 504), Ambiguous);
    }
}
