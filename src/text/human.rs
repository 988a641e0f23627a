//! Ages, counts, sizes and rates, as short as a person would say them.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How long ago, in one unit, for a narrow column: `2s`, `3m`, `2h`, `5d`.
#[must_use]
pub fn ago(age: Duration) -> String {
    let s = age.as_secs();
    match s {
        0..MINUTE => format!("{s}s"),
        MINUTE..HOUR => format!("{}m", s / MINUTE),
        HOUR..DAY => format!("{}h", s / HOUR),
        _ => format!("{}d", s / DAY),
    }
}

/// How much time is left, rounded down: `3d 4h`, `5h 12m`, `12 min`, `17 s`.
#[must_use]
pub fn left(time: Duration) -> String {
    let s = time.as_secs();
    match s {
        0..MINUTE => format!("{s} s"),
        MINUTE..HOUR => format!("{} min", s / MINUTE),
        HOUR..DAY => format!("{}h {}m", s / HOUR, s % HOUR / MINUTE),
        _ => format!("{}d {}h", s / DAY, s % DAY / HOUR),
    }
}

/// How long something took or takes: `0.4 s`, `17 s`, `2 min 5 s`, `24 h 5 min`, `3 d 4 h`. A second part that
/// is zero is left out.
#[must_use]
pub fn duration(time: Duration) -> String {
    let s = time.as_secs();
    let two = |big: u64, unit: &str, small: u64, under: &str| {
        if small == 0 {
            format!("{big} {unit}")
        } else {
            format!("{big} {unit} {small} {under}")
        }
    };
    match s {
        0..10 if time.subsec_millis() >= 100 => format!("{s}.{} s", time.subsec_millis() / 100),
        0 if time.subsec_millis() > 0 => format!("{} ms", time.subsec_millis()),
        0..MINUTE => format!("{s} s"),
        MINUTE..HOUR => two(s / MINUTE, "min", s % MINUTE, "s"),
        HOUR..DAY => two(s / HOUR, "h", s % HOUR / MINUTE, "min"),
        _ => two(s / DAY, "d", s % DAY / HOUR, "h"),
    }
}

/// A number with its thousands apart: `4,212`.
#[must_use]
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A size in bytes, binary units: `812 B`, `1.2 KiB`, `34 MiB`.
#[must_use]
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if n < 1024 {
        return format!("{n} B");
    }
    // tenths of a unit, so that no float is needed; 10 EiB * 10 would overflow u64
    let mut tenths = u128::from(n) * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    if tenths < 100 {
        format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
    } else {
        format!("{} {}", tenths / 10, UNITS[unit])
    }
}

/// A rate, given per second, in the unit that keeps it above one: `96/s`, `38/min`, `4/h`.
#[must_use]
pub fn rate(per_second: f64) -> String {
    if !per_second.is_finite() || per_second <= 0.0 {
        return "0/s".to_owned();
    }
    for (factor, unit) in [(1.0, "s"), (60.0, "min"), (3600.0, "h")] {
        let rate = per_second * factor;
        if rate >= 9.95 {
            return format!("{rate:.0}/{unit}");
        }
        if rate >= 1.0 {
            let text = format!("{rate:.1}");
            return format!("{}/{unit}", text.strip_suffix(".0").unwrap_or(&text));
        }
    }
    "<1/h".to_owned()
}
