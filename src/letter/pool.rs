//! One copy of what is the same in letter after letter: attribute names, types, ARNs, codes, error messages.

use std::collections::HashSet;
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
    texts: HashSet<Arc<str>>,
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
