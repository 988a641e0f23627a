//! What a word looks like: a time, a host, an id, a measure.

use super::token::is_calendar;

const TOP_LEVEL: [&str; 40] = [
    "com", "net", "org", "io", "dev", "app", "internal", "local", "cloud", "co", "uk", "de", "eu",
    "us", "ai", "cn", "jp", "fr", "au", "in", "example", "test", "svc", "edu", "gov", "biz",
    "shop", "store", "online", "site", "tech", "xyz", "ch", "nl", "se", "dk", "ca", "kr", "sg",
    "nz",
];
const UNITS: [&str; 22] = [
    "ms", "s", "sec", "secs", "m", "min", "mins", "h", "hr", "d", "b", "kb", "mb", "gb", "kib",
    "mib", "gib", "k", "x", "st", "nd", "th",
];

/// A long run of hex digits or of letters in which the case changes all the time.
pub(super) fn is_random(part: &str) -> bool {
    if part.len() < 10 {
        return false;
    }
    if part.len() >= 16 && part.bytes().all(|b| b.is_ascii_hexdigit()) {
        return true;
    }
    let bytes = part.as_bytes();
    let rises = bytes
        .windows(2)
        .filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase())
        .count();
    rises >= 2 && part.len() <= rises * 9 / 2 || part.len() > 80
}

pub(super) fn is_hex(part: &str) -> bool {
    part.len() >= 6
        && part.bytes().all(|b| b.is_ascii_hexdigit())
        && part.bytes().filter(u8::is_ascii_digit).count() >= 2
}

pub(super) fn is_uuid(token: &str) -> bool {
    token.len() == 36
        && token.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// `2024-01-02T05:24:21Z`, `2024-01-02`, `05:24:21.123`, `02/Jan/2024:05:24:21`.
pub(super) fn is_time(token: &str) -> bool {
    let bytes = token.as_bytes();
    if bytes.len() < 7 || !bytes[0].is_ascii_digit() {
        return false;
    }
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let between = bytes
        .iter()
        .filter(|b| matches!(b, b'-' | b':' | b'/'))
        .count();
    if between < 2 || digits < 5 {
        return false;
    }
    let month = token
        .split('/')
        .nth(1)
        .is_some_and(|m| m.len() == 3 && is_calendar(m));
    let others = bytes
        .iter()
        .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'/' | b'.' | b'+' | b'T' | b'Z'));
    let groups = token
        .split(|c: char| !c.is_ascii_digit())
        .filter(|g| !g.is_empty())
        .take(3)
        .all(|g| matches!(g.len(), 1 | 2 | 4));
    month || others && groups
}

/// An address, or a name that ends in a top-level domain, with or without a port.
pub(super) fn is_host(token: &str) -> bool {
    let (name, port) = match token.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => {
            (name, true)
        }
        _ => (token, false),
    };
    if name == "localhost" {
        return true;
    }
    let colons = token.bytes().filter(|b| *b == b':').count();
    if colons >= 3 && token.bytes().all(|b| b.is_ascii_hexdigit() || b == b':') {
        return true;
    }
    let labels = name.split('.').count();
    let numeric = name
        .split('.')
        .all(|l| l.len() <= 3 && l.parse::<u8>().is_ok());
    if labels == 4 && numeric {
        return true;
    }
    let lower = name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    let last = name.rsplit('.').next().unwrap_or("");
    labels >= 2
        && lower
        && (TOP_LEVEL.contains(&last) || port && labels >= 3)
        && !name.starts_with('.')
}

/// A number with its unit, or several: `5s`, `300ms`, `1m30s`, `2nd`.
pub(super) fn is_measure(atom: &str) -> bool {
    let mut rest = atom;
    while !rest.is_empty() {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let end = unit
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(unit.len());
        let known = UNITS.iter().any(|u| u.eq_ignore_ascii_case(&unit[..end]));
        if unit.len() == rest.len() || !known {
            return false;
        }
        rest = &unit[end..];
    }
    true
}
