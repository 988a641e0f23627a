//! Durations and sizes as people write them: `5m`, `1h 30m`, `1GiB`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error};

const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;
/// Longer than any lease, retention or watch; keeps sums from overflowing.
const LONGEST: f64 = 400.0 * DAY;

/// Reads a duration: numbers with a unit (`ms`, `s`, `m`, `h`, `d`, `w`), blanks between or not; `0` needs no unit.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    if text.trim() == "0" {
        return Ok(Duration::ZERO);
    }
    let mut seconds = 0.0;
    for (number, unit) in pairs(text, "a duration like 90s, 5m or 1h 30m")? {
        seconds += number
            * match unit {
                "ms" => 0.001,
                "s" | "sec" | "second" | "seconds" => 1.0,
                "m" | "min" | "minute" | "minutes" => MINUTE,
                "h" | "hour" | "hours" => HOUR,
                "d" | "day" | "days" => DAY,
                "w" | "week" | "weeks" => 7.0 * DAY,
                "" => return Err(format!("`{text}` needs a unit: s, m, h or d")),
                _ => {
                    return Err(format!(
                        "`{unit}` is no unit of time: use ms, s, m, h, d or w"
                    ));
                }
            };
    }
    if seconds > LONGEST {
        return Err(format!("`{text}` is longer than 400 days"));
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| format!("`{text}` is no duration"))
}

/// Reads a size in bytes: `1GiB`, `512 MB`, `4096`. `K`, `M`, `G` alone count by 1024.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let mut bytes = 0.0;
    for (number, unit) in pairs(text, "a size like 512MiB or 1GiB")? {
        bytes += number
            * match unit.to_ascii_lowercase().as_str() {
                "" | "b" => 1.0,
                "k" | "kib" => 1024.0,
                "m" | "mib" => 1024.0 * 1024.0,
                "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
                "kb" => 1e3,
                "mb" => 1e6,
                "gb" => 1e9,
                _ => return Err(format!("`{unit}` is no unit of size: use KiB, MiB or GiB")),
            };
    }
    // 2^53: every whole number below is exact
    if bytes >= 9_007_199_254_740_992.0 {
        return Err(format!("`{text}` is more than any machine has"));
    }
    format!("{bytes:.0}")
        .parse()
        .map_err(|_| format!("`{text}` is no size"))
}

fn pairs<'a>(text: &'a str, expected: &str) -> Result<Vec<(f64, &'a str)>, String> {
    let wrong = || format!("`{text}` is not {expected}");
    let mut rest = text.trim();
    let mut out = Vec::new();
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = rest[digits..].trim_start();
        let unit = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        out.push((number, &rest[..unit]));
        rest = rest[unit..].trim_start();
    }
    if out.is_empty() {
        Err(wrong())
    } else {
        Ok(out)
    }
}

/// For serde: a duration as text.
pub(super) fn duration<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(from)?;
    parse_duration(&text).map(Some).map_err(D::Error::custom)
}

/// For serde: a size as text, or a number of bytes.
pub(super) fn size<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Bytes(u64),
        Text(String),
    }
    match Written::deserialize(from)? {
        Written::Bytes(bytes) => Ok(Some(bytes)),
        Written::Text(text) => parse_size(&text).map(Some).map_err(D::Error::custom),
    }
}
