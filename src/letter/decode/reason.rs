//! What the downstream answered, out of an error message. It stands nowhere else (DOMAIN 1.3).

use crate::letter::{Failure, Payload};

/// Sets status and answer where `failure.message` tells them:
/// `ApiDestination returned HTTP status 400 with payload: …`. The other wording of API destinations,
/// `Unable to invoke ApiDestination endpoint: …`, means that there was no answer.
pub(super) fn read(failure: &mut Failure) {
    let Some(message) = &failure.message else {
        return;
    };
    let Some((status, rest)) = status(message) else {
        return;
    };
    if let Some(from) = payload(rest).and_then(|p| u32::try_from(message.len() - p.len()).ok()) {
        failure.payload = Payload::InMessage(from);
    }
    failure.status = Some(status);
}

/// The number after `HTTP status` (also `HTTP status code`), and what follows it.
fn status(message: &str) -> Option<(u16, &str)> {
    let rest = after_status(message)?.trim_start();
    let rest = rest.strip_prefix("code").unwrap_or(rest);
    let rest = rest.trim_start_matches([' ', ':', '=']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let status: u16 = rest[..digits].parse().ok()?;
    (100..1000)
        .contains(&status)
        .then(|| (status, &rest[digits..]))
}

fn after_status(message: &str) -> Option<&str> {
    // as EventBridge words it
    if let Some(rest) = message.strip_prefix("ApiDestination returned HTTP status ") {
        return Some(rest);
    }
    const WORDS: &str = "http status";
    // the status stands in the sentence of EventBridge, before the payload
    let head = message.get(..200).unwrap_or(message).as_bytes();
    let at = head
        .windows(WORDS.len())
        .position(|w| w.eq_ignore_ascii_case(WORDS.as_bytes()))?;
    message.get(at + WORDS.len()..)
}

fn payload(rest: &str) -> Option<&str> {
    let payload = match rest.strip_prefix(" with payload:") {
        Some(payload) => payload,
        None => rest.split_once("payload:")?.1,
    };
    Some(payload.strip_prefix(' ').unwrap_or(payload))
}
