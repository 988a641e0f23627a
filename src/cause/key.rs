//! A cause's name: what its letters have in common.

use std::collections::HashMap;
use std::sync::Arc;

use super::{CauseId, mask};
use crate::letter::Letter;

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

/// The cause of `letter`, whose masked message is known.
fn id(letter: &Letter, masked: &str) -> CauseId {
    let failure = &letter.failure;
    let first = |arn: &Option<_>, name: &Option<_>| arn.clone().or_else(|| name.clone());
    let mut hash = Hash::default();
    hash.part(letter.origin.name());
    for part in [
        first(&failure.rule_arn, &failure.rule),
        first(&failure.target_arn, &failure.target),
        first(&failure.sender_arn, &failure.sender),
        failure.code.clone(),
        failure.condition.clone().filter(|_| masked.is_empty()),
    ] {
        hash.part(part.as_deref().unwrap_or(""));
    }
    hash.part(&failure.status.map(|s| s.to_string()).unwrap_or_default());
    hash.part(masked);
    CauseId(hash.0)
}

/// Messages that were masked lately: most letters of a queue say one of a few things.
#[derive(Clone, Debug, Default)]
pub(super) struct Lately {
    masked: HashMap<Arc<str>, Arc<str>>,
}

impl Lately {
    /// [`key`], from memory where the message is known.
    pub(super) fn key(&mut self, letter: &Letter) -> (CauseId, Arc<str>) {
        let Some(message) = &letter.failure.message else {
            return (id(letter, ""), Arc::from(""));
        };
        if let Some(masked) = self.masked.get(message) {
            return (id(letter, masked), Arc::clone(masked));
        }
        let masked: Arc<str> = mask(message).into();
        if self.masked.len() >= REMEMBERED {
            self.masked.clear();
        }
        if message.len() <= LONGEST {
            self.masked.insert(Arc::clone(message), Arc::clone(&masked));
        }
        (id(letter, &masked), masked)
    }
}

/// FNV-1a, since the name must be the same in every session and on every machine.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn part(&mut self, text: &str) {
        // 0xff stands in no UTF-8, so "a" + "bc" is not "ab" + "c"
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
