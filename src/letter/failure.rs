//! Why a letter is in the queue, as far as its message tells.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// The failure that a dead letter records. Everything is optional: attributes go missing (DOMAIN 1.1). Reads as if the
/// fields of its [`Place`] were its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// Where it failed. Letters that failed at the same place share it.
    pub place: Arc<Place>,
    /// The error message as recorded, whole.
    pub message: Option<Arc<str>>,
    /// The downstream's HTTP status, where the message tells it.
    pub status: Option<u16>,
    /// What the downstream answered.
    pub payload: Payload,
    /// Delivery attempts after the first, as recorded (`RETRY_ATTEMPTS`); `None` when not recorded, never 0 for that.
    pub attempts: Option<u32>,
    /// How many events or records a record or pointer stands for.
    pub records: Option<u32>,
}

/// What is the same for every letter that failed there, in the same way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The error code as recorded: `SDK_CLIENT_ERROR`, `NO_PERMISSIONS`, `200`.
    pub code: Option<Arc<str>>,
    /// Which retry limit ended it: `MaximumRetryAttempts`, `MaximumEventAgeInSeconds`, or another origin's word.
    pub condition: Option<Arc<str>>,
    /// ARN of the rule whose target failed.
    pub rule_arn: Option<Arc<str>>,
    /// ARN of the target that failed (a function, a subscriber's target, …).
    pub target_arn: Option<Arc<str>>,
    /// ARN of the bus, where the message tells it rather than the rule's ARN.
    pub bus_arn: Option<Arc<str>>,
    /// Rule name, for people.
    pub rule: Option<Arc<str>>,
    /// Target name, for people.
    pub target: Option<Arc<str>>,
    /// Bus name: of the rule, or of `bus_arn`.
    pub bus: Option<Arc<str>>,
    /// ARN of the queue that this letter was moved from (`DeadLetterQueueSourceArn`).
    pub source_queue_arn: Option<Arc<str>>,
    /// Name of what sent it where that is no rule: a subscriber, schedule, pipe, topic, stream.
    pub sender: Option<Arc<str>>,
    /// ARN of what sent it where that is no rule.
    pub sender_arn: Option<Arc<str>>,
}

/// Where the downstream's answer stands; it may be empty, and may be cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Payload {
    /// Nowhere.
    #[default]
    Unknown,
    /// In the error message, from this byte on.
    InMessage(u32),
    /// In a text of its own.
    Own(Arc<str>),
}

impl Failure {
    /// What the downstream answered (the payload in the message); may be empty, may be cut.
    #[must_use]
    pub fn answer(&self) -> Option<&str> {
        match &self.payload {
            Payload::Unknown => None,
            Payload::InMessage(from) => self.message.as_deref()?.get(*from as usize..),
            Payload::Own(text) => Some(text),
        }
    }
}

impl From<Place> for Failure {
    fn from(place: Place) -> Self {
        Self {
            place: Arc::new(place),
            ..Self::default()
        }
    }
}

impl Deref for Failure {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.place
    }
}

impl DerefMut for Failure {
    fn deref_mut(&mut self) -> &mut Place {
        Arc::make_mut(&mut self.place)
    }
}
