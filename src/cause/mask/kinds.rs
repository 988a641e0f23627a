//! Where a token ends, and what its bytes are: one look at a table for each.

/// The token that `rest` begins with, and all that its bytes are, one bit a kind. What ends a sentence is no part of
/// its last word.
pub(super) fn word_of(rest: &str) -> (&str, u8) {
    let bytes = rest.as_bytes();
    let (mut end, mut kinds) = (0, 0);
    while let Some(byte) = bytes.get(end) {
        let kind = KINDS[*byte as usize];
        if kind == 0 {
            break;
        }
        if kind == FOREIGN {
            match rest[end..].chars().next() {
                Some(c) if c.is_alphanumeric() => end += c.len_utf8() - 1,
                _ => break,
            }
        }
        kinds |= kind;
        end += 1;
    }
    while end > 0 && matches!(bytes[end - 1], b'.' | b':' | b'-' | b'\\' | b'/' | b'+') {
        end -= 1;
    }
    (&rest[..end], kinds)
}

// what a byte of a token is; 0 is none
pub(super) const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const DASH: u8 = 4;
pub(super) const COLON: u8 = 8;
const SIGN: u8 = 16;
/// Of a character that is not ASCII.
const FOREIGN: u8 = 32;

const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'-' | b'_' => DASH,
            b':' => COLON,
            b'.' | b'/' | b'@' | b'+' | b'%' | b'$' | b'\\' => SIGN,
            128..=255 => FOREIGN,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};
