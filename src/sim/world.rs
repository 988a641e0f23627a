//! What one simulator consists of, and the way from a call to its answer.

use std::sync::Arc;

use serde_json::{Value, json};

use super::clock::Clock;
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
}

impl World {
    /// An account with nothing in it.
    #[must_use]
    pub fn new(place: Place, clock: Clock) -> Self {
        Self {
            queues: Queues::new(place.clone(), clock),
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

    /// STS GetCallerIdentity; credentials are not looked at.
    fn identity(&self, operation: &str) -> Answer {
        if operation != "GetCallerIdentity" {
            return Err(Error::new(
                "InvalidAction",
                format!("Could not find operation {operation} for version 2011-06-15"),
            ));
        }
        Ok(json!({
            "Arn": format!("arn:aws:iam::{}:user/simulated", self.place.account),
            "UserId": "AIDASIMULATEDCLIENT00",
            "Account": self.place.account,
        }))
    }
}
