//! What stands beside numbers and names and differs with them: signs, currencies, units, brackets.

use super::kinds::word_of;
use super::shapes::is_host;

const CURRENCIES: [&str; 24] = [
    "EUR", "USD", "GBP", "JPY", "CHF", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF",
    "INR", "CNY", "BRL", "MXN", "SGD", "HKD", "NZD", "ZAR", "KRW", "TRY", "THB",
];
const BYTES: [&str; 13] = [
    "byte", "bytes", "b", "kb", "mb", "gb", "tb", "pb", "kib", "mib", "gib", "tib", "pib",
];

/// Whether `c`, at the beginning of `rest`, is the sign of the number behind it.
pub(super) fn is_sign(c: char, rest: &str) -> bool {
    let digit = rest[c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
    digit && (matches!(c, '-' | '+') || is_currency_sign(c))
}

/// `$`, `€` and the like.
pub(super) const fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₩')
}

/// Whether a word is a currency's code.
pub(super) fn is_currency(word: &str) -> bool {
    CURRENCIES.contains(&word)
}

/// Whether a word behind a number says what is counted: bytes, more or fewer of them.
pub(super) fn counts_bytes(word: &str) -> bool {
    BYTES.iter().any(|unit| unit.eq_ignore_ascii_case(word))
}

/// The address in brackets, with its port, that `rest` begins with: `[2001:db8::7]:443`.
pub(super) fn bracketed_host(rest: &str) -> Option<usize> {
    let close = rest.get(..48).unwrap_or(rest).find(']')?;
    let inside = &rest[1..close];
    let hex = |b: u8| b.is_ascii_hexdigit() || matches!(b, b':' | b'.');
    let colons = inside.bytes().filter(|b| *b == b':').count();
    if colons < 2 || !inside.bytes().all(hex) {
        return None;
    }
    let after = &rest[close + 1..];
    let port = after.strip_prefix(':').map_or(0, |port| {
        port.len() - port.trim_start_matches(|c: char| c.is_ascii_digit()).len()
    });
    Some(close + 1 + if port > 0 { port + 1 } else { 0 })
}

/// Whether `rest` begins with a host of any name: `*.example.com`.
pub(super) fn is_any_host(rest: &str) -> bool {
    rest.strip_prefix("*.")
        .is_some_and(|rest| is_host(word_of(rest).0))
}

/// The values of `Key (a, b)=(1, 2)`, brackets included, that `rest` begins with.
pub(super) fn key_values(before: &str, rest: &str) -> Option<usize> {
    if !before.ends_with(")=") {
        return None;
    }
    let near = &rest[..rest.floor_char_boundary(200)];
    near.find(')').map(|close| close + 1)
}

/// A long text of bytes in base64, and no path of words.
pub(super) fn is_base64(token: &str) -> bool {
    let bytes = token.as_bytes();
    let has = |of: fn(&u8) -> bool| bytes.iter().any(of);
    let all = bytes
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'));
    let word = |part: &str| part.len() >= 4 && part.bytes().all(|b| b.is_ascii_lowercase());
    token.len() >= 24
        && all
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
        && !token.split(['+', '/', '-', '_']).any(word)
}

/// `v1.4.2`, `v0.9-rc1`; `v2` alone names an interface.
pub(super) fn is_version(token: &str) -> bool {
    let Some(rest) = token.strip_prefix(['v', 'V']) else {
        return false;
    };
    rest.starts_with(|c: char| c.is_ascii_digit())
        && rest.contains('.')
        && rest
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
}

/// Where the array or object ends that `text` begins with; the text's end where it is cut.
pub(super) fn balanced(text: &str) -> usize {
    let (mut open, mut quoted, mut escaped) = (0_u32, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => open += 1,
            b'}' | b']' if open <= 1 => return at + 1,
            b'}' | b']' => open -= 1,
            _ => {}
        }
    }
    text.len()
}
