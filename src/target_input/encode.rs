//! Texts for the wire: percent signs, base64, members of a JSON object.

use crate::json::{Doc, Kind, quote};

use super::request::Parameter;

/// `text` with all bytes but letters, digits, `-._~` and those of `also` as `%XX`.
pub(super) fn percent(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if byte.is_ascii_alphanumeric()
            || "-._~".contains(c)
            || (byte.is_ascii() && also.contains(c))
        {
            out.push(c);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Standard base64 with padding. (RFC 4648, 4)
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * i)) as usize & 63];
            out.push(if i > chunk.len() {
                '='
            } else {
                char::from(digit)
            });
        }
    }
    out
}

/// `body` with the parameters as members, which take the place of members of that name. A body that is no object
/// has no place for them and stays.
pub(super) fn merged<'p>(
    body: &str,
    parameters: &'p [Parameter],
    value: impl Fn(&'p Parameter) -> &'p str,
) -> String {
    let Ok(doc) = Doc::read_top(body) else {
        return body.to_owned();
    };
    if parameters.is_empty() || doc.root().kind() != Kind::Object {
        return body.to_owned();
    }
    let replaced = |key: &str| parameters.iter().any(|p| p.key == key);
    let own = doc
        .root()
        .children()
        .filter(|m| !m.key().is_some_and(|k| replaced(&k)));
    let own = own.map(|m| format!("{}:{}", m.raw_key(), m.raw()));
    let added = parameters
        .iter()
        .map(|p| format!("{}:{}", quote(&p.key), quote(value(p))));
    let members: Vec<String> = own.chain(added).collect();
    format!("{{{}}}", members.join(","))
}
