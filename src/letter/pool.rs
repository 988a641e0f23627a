//! One copy of what is the same in letter after letter: attribute names, types, ARNs, codes, error messages.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::Arc;

use super::message::{Attribute, AttributeData, Message};
use super::{Failure, Place};

/// Texts, and places, that are kept; when there are more the pool starts anew, so that unique ones can't fill it for ever.
const ENTRIES: usize = 4096;
/// Bytes of a text that is worth looking up.
const LONGEST: usize = 512;
/// Message attributes whose values never come again.
const UNIQUE: [&str; 3] = ["EXECUTION_ID", "RequestID", "SCHEDULED_TIME"];

type Hashed = BuildHasherDefault<Words>;

/// A pool of shared texts.
#[derive(Debug, Default)]
pub(super) struct Pool {
    texts: HashSet<Arc<str>, Hashed>,
    places: HashSet<Arc<Place>, Hashed>,
    /// Lists of names of system attributes.
    lists: HashSet<Arc<[Arc<str>]>, Hashed>,
    /// The message and the place before, which most often are like the next.
    last: Option<Message>,
    place: Arc<Place>,
}

impl Pool {
    /// Makes `message` share what letters before it had too. Its values stay the same.
    pub(super) fn message(&mut self, message: &mut Message) {
        let last = self.last.take();
        let names = &mut message.system.names;
        match &last {
            Some(last) if last.system.names == *names => names.clone_from(&last.system.names),
            _ => shared(&mut self.lists, names),
        }
        let before = last.as_ref().map_or(&[][..], |last| &last.attributes);
        for (at, (name, attribute)) in Arc::make_mut(&mut message.attributes)
            .iter_mut()
            .enumerate()
        {
            let before = before.get(at);
            self.share(name, before.map(|(name, _)| name));
            let before = before.map(|(_, attribute)| attribute);
            self.share(&mut attribute.data_type, before.map(|a| &a.data_type));
            if let AttributeData::Text(text) = &mut attribute.data
                && !UNIQUE.contains(&&**name)
            {
                self.share(text, before.and_then(Attribute::text));
            }
        }
        self.last = Some(message.clone());
    }

    /// Makes letters that failed at the same place share it.
    pub(super) fn failure(&mut self, failure: &mut Failure) {
        if failure.place == self.place {
            failure.place = Arc::clone(&self.place);
            return;
        }
        shared(&mut self.places, &mut failure.place);
        self.place = Arc::clone(&failure.place);
    }

    /// Shares `text` with the one that stood here `before`, or with any that is known.
    fn share(&mut self, text: &mut Arc<str>, before: Option<&Arc<str>>) {
        if let Some(before) = before {
            if Arc::ptr_eq(before, text) {
                return;
            }
            if before == text {
                text.clone_from(before);
                return;
            }
        }
        if text.len() <= LONGEST {
            shared(&mut self.texts, text);
        }
    }
}

/// Makes `one` the copy that is in the pool, and puts it there when it is the first.
fn shared<T: ?Sized + Eq + Hash>(pool: &mut HashSet<Arc<T>, Hashed>, one: &mut Arc<T>) {
    if let Some(first) = pool.get(one) {
        *one = Arc::clone(first);
        return;
    }
    if pool.len() >= ENTRIES {
        pool.clear();
    }
    pool.insert(Arc::clone(one));
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
