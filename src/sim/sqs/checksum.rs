//! The MD5s that SQS answers with, which the AWS CLI and boto3 check. (DOMAIN 3.8)

use md5::{Digest as _, Md5 as Hasher};

use super::attributes::{Attribute, Value};

/// An MD5 sum.
pub type Md5 = [u8; 16];

/// MD5OfMessageBody, MD5OfBody.
#[must_use]
pub fn of_body(body: &str) -> Md5 {
    Hasher::digest(body.as_bytes()).into()
}

/// MD5OfMessageAttributes, of exactly these, which are sorted by name. `None` of none.
#[must_use]
pub fn of_attributes<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> Option<Md5> {
    let mut hasher = Hasher::new();
    let mut any = false;
    for attribute in attributes {
        any = true;
        part(&mut hasher, attribute.name.as_bytes());
        part(&mut hasher, attribute.data_type.as_bytes());
        match &attribute.value {
            Value::Text(text) => {
                hasher.update([1]);
                part(&mut hasher, text.as_bytes());
            }
            Value::Bytes(bytes) => {
                hasher.update([2]);
                part(&mut hasher, bytes);
            }
        }
    }
    any.then(|| hasher.finalize().into())
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 0xf] {
            text.push(char::from(DIGITS[usize::from(half)]));
        }
    }
    text
}

fn part(hasher: &mut Hasher, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    hasher.update(length.to_be_bytes());
    hasher.update(bytes);
}
