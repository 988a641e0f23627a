//! One word of a message: what it is, and what of it stays.

/// An id or a number: which of the two stands in a place may differ from letter to letter.
pub(super) const ID: &str = "…";
const TIME: &str = "‹time›";
const HOST: &str = "‹host›";
const URL: &str = "‹url›";
const EMAIL: &str = "‹email›";
const ARN: &str = "‹arn›";

/// Words with digits in them that are words nevertheless.
const WORDS: [&str; 38] = [
    "s3", "ec2", "oauth2", "oauth1", "utf8", "utf16", "base64", "http2", "http3", "h2", "ipv4",
    "ipv6", "md5", "sha1", "sha256", "sha512", "log4j", "k8s", "i18n", "x509", "int8", "int16",
    "int32", "int64", "uint32", "uint64", "float32", "float64", "rs256", "hs256", "es256",
    "aes128", "aes256", "e164", "iso8601", "p256", "tls1", "route53",
];
/// Beginnings of error codes that are numbered: `ORA-00942`, `AADSTS50011`, `E11000`, `P2002`, `SQLSTATE`.
const NUMBERED: [&str; 10] = [
    "ora", "pls", "tns", "aadsts", "sqlstate", "err", "e", "p", "hresult", "ts",
];
/// Joined words whose number belongs to them.
const JOINED: [&str; 8] = [
    "utf-8", "utf-16", "iso-8601", "iso-4217", "iso-3166", "sha-1", "sha-256", "rfc-3339",
];
const TOP_LEVEL: [&str; 26] = [
    "com", "net", "org", "io", "dev", "app", "internal", "local", "cloud", "co", "uk", "de", "eu",
    "us", "ai", "cn", "jp", "fr", "au", "in", "example", "test", "svc", "edu", "gov", "biz",
];
const UNITS: [&str; 22] = [
    "ms", "s", "sec", "secs", "m", "min", "mins", "h", "hr", "d", "b", "kb", "mb", "gb", "kib",
    "mib", "gib", "k", "x", "st", "nd", "th",
];
const CALENDAR: [&str; 19] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon",
    "tue", "wed", "thu", "fri", "sat", "sun",
];

/// Writes `token` to `out`, its variable parts masked. `code` keeps short numbers: they say which error it is.
pub(super) fn write(token: &str, code: bool, out: &mut String) {
    // most words, at once
    if token.len() < 16 && token.bytes().all(|b| b.is_ascii_alphabetic()) && !is_random(token) {
        return out.push_str(token);
    }
    if let Some(mask) = whole(token) {
        return place(mask, out);
    }
    if token
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    {
        return joined(token, code, out);
    }
    for piece in token.split_inclusive(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')) {
        let cut = piece
            .char_indices()
            .next_back()
            .filter(|(_, c)| !c.is_alphanumeric() && !matches!(c, '-' | '_'))
            .map_or(piece.len(), |(at, _)| at);
        if cut > 0 {
            joined(&piece[..cut], code, out);
        }
        out.push_str(&piece[cut..]);
    }
}

/// A day or a month's name that belongs to a date.
pub(super) fn is_calendar(token: &str) -> bool {
    token.len() == 3
        && token.starts_with(|c: char| c.is_ascii_uppercase())
        && CALENDAR.iter().any(|name| name.eq_ignore_ascii_case(token))
}

/// Puts a mask; a list of the same masks is one of them.
pub(super) fn place(mask: &str, out: &mut String) {
    let before = out.trim_end_matches([',', ' ', ';', '-', '.', ':', '/']);
    if before.ends_with(mask) && out.len() - before.len() <= 3 {
        let end = before.len();
        return out.truncate(end);
    }
    out.push_str(mask);
}

/// The mask of a token that is one thing as a whole.
fn whole(token: &str) -> Option<&'static str> {
    if token.contains("://") {
        return Some(URL);
    }
    if let Some((name, host)) = token.split_once('@')
        && !name.is_empty()
        && host.contains('.')
    {
        return Some(EMAIL);
    }
    if token.starts_with("arn:") {
        return Some(ARN);
    }
    // eyJ is how the base64 of a JSON object begins: a token
    if is_uuid(token) || token.starts_with("eyJ") && token.len() > 20 {
        return Some(ID);
    }
    if is_time(token) {
        return Some(TIME);
    }
    is_host(token).then_some(HOST)
}

/// Words joined by `-` and `_`, or one alone.
fn joined(token: &str, code: bool, out: &mut String) {
    let parts = || token.split(['-', '_']).filter(|p| !p.is_empty());
    if parts().all(is_word) || JOINED.iter().any(|j| j.eq_ignore_ascii_case(token)) {
        return out.push_str(token);
    }
    let mut alone = parts();
    let (Some(first), next) = (alone.next(), alone.next()) else {
        return out.push_str(token);
    };
    if next.is_none() {
        let at = token.find(first).unwrap_or(0);
        out.push_str(&token[..at]);
        atom(first, code, out);
        return out.push_str(&token[at + first.len()..]);
    }
    let numbered = NUMBERED.iter().any(|n| n.eq_ignore_ascii_case(first));
    if numbered && token.len() <= 14 || code && token.len() <= 24 && !is_random(token) {
        return out.push_str(token);
    }
    if is_word(first) && !is_random(first) {
        out.push_str(first);
        out.push('-');
        place(ID, out);
    } else if token.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        place(ID, out);
    } else {
        place(ID, out);
    }
}

/// Letters and digits without anything between.
fn atom(atom: &str, code: bool, out: &mut String) {
    let digits = atom.bytes().filter(u8::is_ascii_digit).count();
    if digits == atom.len() {
        return if code && digits <= 5 {
            out.push_str(atom);
        } else {
            place(ID, out);
        };
    }
    if code && atom.len() <= 12 && !atom.bytes().any(|b| b.is_ascii_lowercase()) {
        return out.push_str(atom);
    }
    let head = atom.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = head.len() < atom.len() && NUMBERED.iter().any(|n| n.eq_ignore_ascii_case(head));
    let hresult = atom.len() == 10 && atom.starts_with("0x8");
    if hresult || numbered && (4..=14).contains(&atom.len()) {
        return out.push_str(atom);
    }
    if digits > 0 && is_measure(atom) {
        return place(ID, out);
    }
    if digits > 0 && head.len() >= 3 && head.chars().all(char::is_alphabetic) && !is_hex(atom) {
        out.push_str(head);
        return place(ID, out);
    }
    place(ID, out);
}

/// A number with its unit, or several: `5s`, `300ms`, `1m30s`, `2nd`.
fn is_measure(atom: &str) -> bool {
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

/// Without digits, or one of the words that have some; and not random letters.
fn is_word(part: &str) -> bool {
    if !part.bytes().any(|b| b.is_ascii_digit()) {
        return !is_random(part);
    }
    let lower = part.to_ascii_lowercase();
    let version = lower
        .strip_prefix('v')
        .is_some_and(|n| n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit()));
    version || WORDS.contains(&lower.as_str())
}

/// A long run of hex digits or of letters in which the case changes all the time.
fn is_random(part: &str) -> bool {
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

fn is_hex(part: &str) -> bool {
    part.len() >= 6
        && part.bytes().all(|b| b.is_ascii_hexdigit())
        && part.bytes().filter(u8::is_ascii_digit).count() >= 2
}

fn is_uuid(token: &str) -> bool {
    token.len() == 36
        && token.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// `2024-01-02T05:24:21Z`, `2024-01-02`, `05:24:21.123`, `02/Jan/2024:05:24:21`.
fn is_time(token: &str) -> bool {
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
fn is_host(token: &str) -> bool {
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
