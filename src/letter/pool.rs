//! One copy of what is the same in letter after letter: attribute names, types, ARNs, codes, error messages.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::Failure;
use super::message::{AttributeData, Message};

/// Texts that are kept; when there are more the pool starts anew, so that unique ones can't fill it for ever.
const ENTRIES: usize = 4096;
/// Bytes of a text that is worth looking up.
const LONGEST: usize = 512;
/// System attributes whose values come again; the others (times, trace ids) hardly ever do.
const RECURRING: [&str; 3] = [
    "ApproximateReceiveCount",
    "DeadLetterQueueSourceArn",
    "SenderId",
];
/// Message attributes whose values never come again.
const UNIQUE: [&str; 3] = ["EXECUTION_ID", "RequestID", "SCHEDULED_TIME"];

/// A pool of shared texts.
#[derive(Debug, Default)]
pub(super) struct Pool {
    texts: HashSet<Arc<str>, BuildHasherDefault<Words>>,
}

impl Pool {
    /// Makes `message` share what letters before it had too. Its values stay the same.
    pub(super) fn message(&mut self, message: &mut Message) {
        for (name, value) in Arc::make_mut(&mut message.system) {
            self.share(name);
            if RECURRING.contains(&&**name) {
                self.share(value);
            }
        }
        for (name, attribute) in Arc::make_mut(&mut message.attributes) {
            self.share(name);
            self.share(&mut attribute.data_type);
            if let AttributeData::Text(text) = &mut attribute.data
                && !UNIQUE.contains(&&**name)
            {
                self.share(text);
            }
        }
    }

    /// Makes the texts that decoding built share likewise; the others are the message's own.
    pub(super) fn failure(&mut self, failure: &mut Failure) {
        let built = [
            &mut failure.rule,
            &mut failure.target,
            &mut failure.bus,
            &mut failure.sender,
            &mut failure.answer,
        ];
        for text in built.into_iter().flatten() {
            self.share(text);
        }
    }

    fn share(&mut self, text: &mut Arc<str>) {
        if text.len() > LONGEST {
            return;
        }
        if let Some(shared) = self.texts.get(text) {
            *text = Arc::clone(shared);
            return;
        }
        if self.texts.len() >= ENTRIES {
            self.texts.clear();
        }
        self.texts.insert(Arc::clone(text));
    }
}

/// Hashes eight bytes at a time. It need not withstand an attacker: the pool is small, so the worst that one can do
/// is to make it slow.
#[derive(Debug, Default)]
struct Words(u64);

impl Hasher for Words {
    fn write(&mut self, bytes: &[u8]) {
        let mut mix =
            |word: u64| self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            mix(u64::from_le_bytes(*word));
        }
        for byte in rest {
            mix(u64::from(*byte));
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
