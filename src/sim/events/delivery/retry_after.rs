//! What an endpoint's Retry-After asks for. (DOMAIN 1.4; RFC 9110 10.2.3)

use std::time::Duration;

use super::policy::Again;
use crate::time::Time;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Seconds or a date; a negative number stops the retries; what can't be read is passed over.
pub(super) fn again(header: Option<&str>, now: Time) -> Again {
    let Some(header) = header.map(str::trim) else {
        return Again::Backoff;
    };
    match header.parse::<i64>().map(u64::try_from) {
        Ok(Ok(seconds)) => Again::NotBefore(Duration::from_secs(seconds)),
        Ok(Err(_)) => Again::Never,
        Err(_) => date(header).map_or(Again::Backoff, |at| Again::NotBefore(at.since(now))),
    }
}

/// `Wed, 21 Oct 2015 07:28:00 GMT`
fn date(text: &str) -> Option<Time> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [_, day, month, year, time, "GMT"] = parts[..] else {
        return None;
    };
    let month = MONTHS.iter().position(|m| *m == month)? + 1;
    Time::parse(&format!("{year}-{month:02}-{day}T{time}Z"))
}
