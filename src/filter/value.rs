//! Numbers, sizes, durations and times as they are written in a filter.

use std::time::Duration;

use crate::time::Time;

/// A number, with the factor of its unit.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain = text.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.');
    text.parse().ok().filter(|n: &f64| plain && n.is_finite())
}

/// A size in bytes: `812`, `10k`, `1.5KiB`, `2MB`.
pub(super) fn size(text: &str) -> Option<f64> {
    let (number_part, unit) = split_unit(text);
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kib" => 1024.0,
        "kb" => 1000.0,
        "m" | "mib" => 1_048_576.0,
        "mb" => 1_000_000.0,
        "g" | "gib" => 1_073_741_824.0,
        "gb" => 1_000_000_000.0,
        _ => return None,
    };
    Some(number(number_part)? * factor)
}

/// A duration: `90s`, `5m`, `2h`, `3d`, `1w`, `1h30m`; with the length of its last unit.
pub(super) fn duration(text: &str) -> Option<(Duration, Duration)> {
    let (mut rest, mut total, mut unit) = (text, 0u64, 0u64);
    if text.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let (number, after) = split_unit(rest);
        let word = after
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(after.len());
        unit = match &after[..word] {
            "ms" => 1,
            "s" | "sec" => 1000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 604_800_000,
            _ => return None,
        };
        let part = number.parse::<u64>().ok()?.checked_mul(unit)?;
        total = total.checked_add(part)?;
        rest = &after[word..];
    }
    Some((Duration::from_millis(total), Duration::from_millis(unit)))
}

/// A time in UTC, to the day, minute or second: `2024-01-02`, `2024-01-02T05:24`, `2024-01-02T05:24:21Z`; the
/// first moment that it means, and the first that it doesn't any more.
pub(super) fn time(text: &str) -> Option<(Time, Time)> {
    let (full, unit) = match text.len() {
        10 => (format!("{text}T00:00:00Z"), 86_400_000),
        16 => (format!("{text}:00Z"), 60_000),
        19 => (format!("{text}Z"), 1000),
        20 => (text.to_owned(), 1000),
        _ => (text.to_owned(), 1),
    };
    let from = Time::parse(&full)?;
    Some((from, from.plus(Duration::from_millis(unit))))
}

fn split_unit(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    text.split_at(end)
}
