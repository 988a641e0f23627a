//! Which characters a body and a text attribute may have. (SQS API Reference, SendMessage)

/// Whether all of `text` is within #x9 | #xA | #xD | #x20-#xD7FF | #xE000-#xFFFD | #x10000-#x10FFFF.
#[must_use]
pub fn allowed(text: &str) -> bool {
    text.chars().all(|c| match c {
        '\t' | '\n' | '\r' => true,
        c if c < ' ' => false,
        c => !matches!(c, '\u{fffe}' | '\u{ffff}'),
    })
}

/// Whether `text` may be a MessageGroupId or a MessageDeduplicationId: 1 to 128 letters, digits and punctuation.
#[must_use]
pub fn is_token(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}
