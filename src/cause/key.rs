//! A cause's name: what its letters have in common.

use std::collections::HashMap;
use std::sync::Arc;

use super::{CauseId, mask};
use crate::letter::{Letter, Origin, Place};

/// Messages that are remembered, and the bytes of the longest of them.
const REMEMBERED: usize = 1024;
const LONGEST: usize = 1024;

/// The cause of `letter`, and its error message with the variable parts masked. Two letters have the same cause
/// when origin, rule, target, code, status and masked message are the same (PRODUCT "Causes"); where there is no
/// message, the retry limit that ended them stands in for it.
#[must_use]
pub fn key(letter: &Letter) -> (CauseId, String) {
    let masked = letter
        .failure
        .message
        .as_deref()
        .map(mask)
        .unwrap_or_default();
    (id(letter, &masked), masked)
}

/// The name of what letters of that origin died of beyond the causes that are told apart.
pub(super) fn rest(letter: &Letter) -> CauseId {
    let mut hash = Hash::default();
    hash.part("the rest");
    hash.part(letter.origin.name());
    CauseId(hash.0)
}

/// The cause of `letter`, whose masked message is known.
fn id(letter: &Letter, masked: &str) -> CauseId {
    finished(where_it_failed(letter), letter, masked)
}

/// The part of the name that is the same for all letters of a place.
fn where_it_failed(letter: &Letter) -> Hash {
    let place = &letter.failure.place;
    let mut hash = Hash::default();
    hash.part(letter.origin.name());
    for part in [
        place.rule_arn.as_deref().or(place.rule.as_deref()),
        place.target_arn.as_deref().or(place.target.as_deref()),
        place.sender_arn.as_deref().or(place.sender.as_deref()),
        place.code.as_deref(),
    ] {
        hash.part(part.unwrap_or(""));
    }
    hash
}

fn finished(mut hash: Hash, letter: &Letter, masked: &str) -> CauseId {
    let condition = letter.failure.condition.as_deref();
    hash.part(condition.filter(|_| masked.is_empty()).unwrap_or(""));
    let mut digits = [0; 5];
    hash.part(status(letter.failure.status, &mut digits));
    hash.part(masked);
    CauseId(hash.0)
}

/// The status in digits, or nothing.
fn status(status: Option<u16>, digits: &mut [u8; 5]) -> &str {
    let Some(mut rest) = status else { return "" };
    let mut at = digits.len();
    while rest > 0 && at > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    std::str::from_utf8(&digits[at..]).unwrap_or("")
}

/// What was worked out lately: most letters of a queue failed at one of a few places, and many say the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Lately {
    masked: HashMap<Arc<str>, Arc<str>>,
    place: Option<(Origin, Arc<Place>, Hash)>,
}

impl Lately {
    /// [`key`], from memory where the message is known.
    pub(super) fn key(&mut self, letter: &Letter) -> (CauseId, Arc<str>) {
        let masked = match &letter.failure.message {
            Some(message) => self.mask(message),
            None => Arc::default(),
        };
        (finished(self.place(letter), letter, &masked), masked)
    }

    fn mask(&mut self, message: &Arc<str>) -> Arc<str> {
        if message.len() > LONGEST {
            return mask(message).into();
        }
        if self.masked.len() >= REMEMBERED {
            self.masked.clear();
        }
        let known = self.masked.entry(Arc::clone(message));
        Arc::clone(known.or_insert_with(|| mask(message).into()))
    }

    fn place(&mut self, letter: &Letter) -> Hash {
        if let Some((origin, place, hash)) = &self.place
            && *origin == letter.origin
            && Arc::ptr_eq(place, &letter.failure.place)
        {
            return *hash;
        }
        let hash = where_it_failed(letter);
        self.place = Some((letter.origin, Arc::clone(&letter.failure.place), hash));
        hash
    }
}

/// FNV-1a, since the name must be the same in every session and on every machine.
#[derive(Clone, Copy, Debug)]
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn part(&mut self, text: &str) {
        for byte in text.bytes() {
            self.byte(byte);
        }
        // it stands in no UTF-8, so "a" + "bc" is not "ab" + "c"
        self.byte(0xff);
    }

    const fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3);
    }
}
