//! Texts for the wire: percent signs, base64, members of a JSON object.

use std::ops::Range;

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

/// A body with parameters merged in.
pub(super) struct Merged {
    pub text: String,
    /// Where the value of each parameter that was put in stands, between its quotes.
    pub values: Vec<Range<usize>>,
}

/// `body` with the parameters as members, which take the place of members of that name; one without a value leaves
/// that place empty. A body that is no object has no place for them and stays.
pub(super) fn merged<'p>(
    body: &str,
    parameters: &'p [Parameter],
    value: impl Fn(&'p Parameter) -> Option<&'p str>,
) -> Merged {
    let object = match Doc::read_top(body) {
        Ok(doc) if !parameters.is_empty() && doc.root().kind() == Kind::Object => doc,
        _ => {
            return Merged {
                text: body.to_owned(),
                values: Vec::new(),
            };
        }
    };
    let replaced = |key: &str| parameters.iter().any(|p| p.key == key);
    let own = object
        .root()
        .children()
        .filter(|m| !m.key().is_some_and(|k| replaced(&k)));
    let own: Vec<String> = own
        .map(|m| format!("{}:{}", m.raw_key(), m.raw()))
        .collect();
    let mut text = format!("{{{}", own.join(","));
    let mut values = Vec::with_capacity(parameters.len());
    for p in parameters {
        let Some(value) = value(p).map(quote) else {
            continue;
        };
        let comma = if text.len() > 1 { "," } else { "" };
        text.push_str(&format!("{comma}{}:{value}", quote(&p.key)));
        values.push(text.len() - value.len() + 1..text.len() - 1);
    }
    text.push('}');
    Merged { text, values }
}
