//! What an argument may be.

use std::ffi::OsString;
use std::time::Duration;

use crate::config::{parse_duration, parse_size};
use crate::engine::check_program;
use crate::filter::Filter;
use crate::limits::SQS_LEASE_CAP;
use crate::plan::{Destination, InDoubt};
use crate::try_it::{Url, UrlError};

pub(super) fn duration(text: &str) -> Result<Duration, String> {
    parse_duration(text)
}

pub(super) fn size(text: &str) -> Result<u64, String> {
    parse_size(text)
}

/// A window of no message would never show one.
pub(super) fn messages(text: &str) -> Result<usize, String> {
    match text.replace('_', "").parse() {
        Ok(0) => Err("give 1 or more".into()),
        Ok(messages) => Ok(messages),
        Err(_) => Err("give a number of messages".into()),
    }
}

/// SQS counts a visibility timeout in whole seconds, at most 12 hours.
pub(super) fn lease(text: &str) -> Result<Duration, String> {
    let lease = parse_duration(text)?;
    if lease < Duration::from_secs(10) || lease > SQS_LEASE_CAP {
        return Err("a lease lasts 10 s to 12 h".into());
    }
    Ok(lease)
}

pub(super) fn filter(text: &str) -> Result<Filter, String> {
    let filter = Filter::parse(text).map_err(|e| e.to_string())?;
    check_program(&filter).map_err(|problem| problem.what)?;
    Ok(filter)
}

pub(super) fn url(text: &str) -> Result<Url, String> {
    text.parse().map_err(|e: UrlError| e.to_string())
}

pub(super) fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end();
    match number.parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("give a percentage from 0 to 100".into()),
    }
}

pub(super) fn scale(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(scale) if scale.is_finite() && scale >= 0.0 => Ok(scale),
        _ => Err("give a number from 0 up".into()),
    }
}

pub(super) fn account(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("an account has twelve digits".into())
    }
}

pub(super) fn destination(text: &str) -> Result<Destination, String> {
    Destination::parse(text).ok_or_else(|| {
        "give auto, bus, bus=NAME|ARN, failed-target, source or queue=URL|NAME".to_owned()
    })
}

pub(super) fn in_doubt(text: &str) -> Result<InDoubt, String> {
    InDoubt::of_word(text).ok_or_else(|| "give leave, resend or delete".to_owned())
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.into(), value.into())),
        _ => Err("give NAME=VALUE".into()),
    }
}

/// `https://api.example.com=http://127.0.0.1:9000`
pub(super) fn map(text: &str) -> Result<(String, String), String> {
    let (from, to) = pair(text).map_err(|_| "give URL=URL".to_owned())?;
    let is_url = |url: &str| url.starts_with("http://") || url.starts_with("https://");
    if is_url(&from) && to.starts_with("http://") {
        Ok((from, to))
    } else {
        Err("give URL=URL, the second one http:// on this machine".into())
    }
}

/// Whether the arguments ask for JSON, as far as can be told of arguments that are wrong.
pub(super) fn asks_for_json(args: &[OsString]) -> bool {
    let text: Vec<&str> = args.iter().filter_map(|a| a.to_str()).collect();
    let short = ["-o=json", "-ojson", "--output=json"];
    text.iter().any(|a| short.contains(a))
        || text
            .windows(2)
            .any(|w| matches!(w[0], "-o" | "--output") && w[1] == "json")
}
