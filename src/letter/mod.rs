//! What arrived: a message of the queue, decoded once.
//!
//! A [`Message`] is exactly what ReceiveMessage gave. A [`Letter`] is that message with its origin (a row of one
//! table, see `decode`), why it died ([`Failure`]), the event in it ([`Event`], spans into its text) and what is
//! wrong with it. How long we may hold it is not the letter's business (`lease`).
//!
//! - `message`, `system` what SQS gave; `failure` why it is here; `event` the envelope in it; `origin` a row of the table
//! - `decode` from a message to a letter, one file an origin
//! - `answer` what the downstream said, for people
//! - `unwrap`, `gzip` payloads inside payloads, and wrapping edited ones again
//! - `pool` one copy of what letters have in common
//! - `redact`, `loose`, `veil` what the config hides, and a letter as it may be seen
//!
//! Does not know: receipt handles, the operator's edits, causes, AWS clients.

mod answer;
mod decode;
mod event;
mod failure;
mod gzip;
mod loose;
mod message;
mod origin;
mod pool;
mod redact;
mod system;
mod unwrap;
mod veil;

pub use answer::{Answer, Form, gist};
pub use decode::{Decoder, ORIGINS, decode};
pub use event::Event;
pub use failure::{Failure, Payload, Place};
pub use gzip::inflate as gunzip;
pub use message::{Attribute, AttributeData, Message, size as message_size};
pub use origin::{Decoded, Editable, Origin, OriginRow, Route};
pub use redact::{HIDDEN, Redaction};
pub use system::System;
pub use unwrap::{Layer, Wrapping, unwrap, wrap};

use crate::limits::SQS_POISON_RECEIVES;
use crate::time::Time;

/// A letter's number in this session: dense from 0, never used twice, kept when the message is received again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId(pub u32);

/// A decoded message.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its number in this session.
    pub id: LetterId,
    /// What ReceiveMessage gave.
    pub message: Message,
    /// What kind of producer wrote it.
    pub origin: Origin,
    /// Why it is here, as far as the message tells.
    pub failure: Failure,
    /// The EventBridge event in it, if there is one.
    pub event: Option<Event>,
    /// What is wrong with the message, in words: "the body is no JSON: …". Empty for a sound one.
    pub wrong: Vec<String>,
}

impl Letter {
    /// When it was sent to the queue (`SentTimestamp`), from which its retention counts (DOMAIN 3.7).
    #[must_use]
    pub fn sent(&self) -> Option<Time> {
        self.message.system("SentTimestamp")?.parse().ok().map(Time)
    }

    /// Whether it was received so often that SQS puts it behind the others and out of the age metric (DOMAIN 3.2).
    #[must_use]
    pub fn is_set_back(&self) -> bool {
        self.receives().is_some_and(|n| n >= SQS_POISON_RECEIVES)
    }

    /// How often it was received, this time included (`ApproximateReceiveCount`).
    #[must_use]
    pub fn receives(&self) -> Option<u32> {
        self.message.system("ApproximateReceiveCount")?.parse().ok()
    }
}

#[cfg(test)]
mod tests;
