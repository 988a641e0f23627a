//! What one simulator consists of, and the way from a call to its answer.

use std::sync::Arc;

use serde_json::{Value, json};

use super::clock::Clock;
use super::faults::Faults;
use super::protocol::{Call, Service};
use super::sqs::{Place, Queues};
use super::wire::{Answer, Error};

/// The simulated account.
#[derive(Debug)]
pub struct World {
    /// Account, region, endpoint.
    pub place: Place,
    /// Its queues.
    pub queues: Arc<Queues>,
    /// What goes wrong on purpose.
    pub faults: Faults,
}

impl World {
    /// An account with nothing in it.
    #[must_use]
    pub fn new(place: Place, clock: Clock) -> Self {
        Self {
            queues: Queues::new(place.clone(), clock),
            faults: Faults::default(),
            place,
        }
    }

    /// Does what a call asks for, with this input.
    ///
    /// # Errors
    /// As the service answers it.
    pub async fn call(&self, call: &Call, input: Value) -> Answer {
        match call.service {
            Service::Sqs => self.queues.call(&call.operation, input).await,
            Service::Sts => self.identity(&call.operation),
            Service::Events => Err(Error::new("UnknownOperationException", "")),
        }
    }

    /// Everything that there is, for `/_sim/state`.
    #[must_use]
    pub fn state(&self) -> Value {
        json!({
            "account": self.place.account,
            "region": self.place.region,
            "queues": self.queues.state(),
        })
    }

    /// Forgets everything, faults too, and lets held answers go.
    pub fn clear(&self) {
        self.faults.reset();
        self.queues.clear();
    }

    /// The ARN of the user that every caller is.
    #[must_use]
    pub fn caller(&self) -> String {
        format!("arn:aws:iam::{}:user/simulated", self.place.account)
    }

    /// STS GetCallerIdentity; credentials are not looked at.
    fn identity(&self, operation: &str) -> Answer {
        if operation != "GetCallerIdentity" {
            return Err(Error::new(
                "InvalidAction",
                format!("Could not find operation {operation} for version 2011-06-15"),
            ));
        }
        Ok(json!({
            "Arn": self.caller(),
            "UserId": "AIDASIMULATEDCLIENT00",
            "Account": self.place.account,
        }))
    }
}
