//! One word of a message: what it is, and what of it stays.

use super::shapes::{is_hex, is_host, is_measure, is_random, is_time, is_uuid};
use super::signs::{is_base64, is_version};
use super::words::url;

/// An id or a number: which of the two stands in a place may differ from letter to letter.
pub(super) const ID: &str = "…";
const TIME: &str = "‹time›";
pub(super) const HOST: &str = "‹host›";
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
const CALENDAR: [&str; 19] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon",
    "tue", "wed", "thu", "fri", "sat", "sun",
];

/// Writes `token` to `out`, its variable parts masked. `code` keeps short numbers: they say which error it is.
pub(super) fn write(token: &str, code: bool, out: &mut String) {
    if is_plain(token) {
        return out.push_str(token);
    }
    let plain = token.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain && let Some(mask) = whole(token) {
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

/// Whether `token` certainly stays as it is, as most words do: short ones of letters, `-` and `_`.
pub(super) fn is_plain(token: &str) -> bool {
    let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    match token.len() {
        0..10 => token
            .bytes()
            .all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_')),
        10..16 => letters(token) && !is_random(token),
        _ => false,
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
    // what follows up to the ids has one of these in it
    let signs = token.bytes().any(|b| matches!(b, b':' | b'@' | b'.'));
    if signs && let Some(mask) = address(token) {
        return Some(mask);
    }
    if is_base64(token) || signs && is_version(token) {
        return Some(ID);
    }
    // eyJ is how the base64 of a JSON object begins: a token
    if is_uuid(token) || token.starts_with("eyJ") && token.len() > 20 {
        return Some(ID);
    }
    if is_time(token) {
        return Some(TIME);
    }
    (signs && is_host(token)).then_some(HOST)
}

/// The mask of a token that says where something is: one with `:`, `@` or `.` in it.
fn address(token: &str) -> Option<&'static str> {
    if url(token) {
        return Some(URL);
    }
    if let Some((name, host)) = token.split_once('@')
        && !name.is_empty()
        && host.contains('.')
    {
        return Some(EMAIL);
    }
    token.starts_with("arn:").then_some(ARN)
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
