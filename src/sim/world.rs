//! What one simulator consists of, and the way from a call to its answer.

use std::io;
use std::sync::Arc;

use serde_json::{Value, json};

use super::build::Plan;
use super::clock::Clock;
use super::downstream::{Downstream, DownstreamOptions};
use super::events::{Events, EventsOptions};
use super::faults::Faults;
use super::protocol::{Call, Service};
use super::sqs::{Place, Queues};
use super::wire::{Answer, Error};
use crate::problem::Problem;

/// The simulated account, and the world outside that its deliveries go to.
pub struct World {
    /// Account, region, endpoint.
    pub place: Place,
    /// Its queues.
    pub queues: Arc<Queues>,
    /// Its buses and rules.
    pub events: Arc<Events>,
    /// Every host.
    pub downstream: Arc<Downstream>,
    /// What goes wrong on purpose.
    pub faults: Faults,
    plan: Plan,
}

impl World {
    /// An account with nothing in it but the default bus; `plan` is what is built in it.
    ///
    /// # Errors
    /// When there is no port for the downstream.
    pub async fn new(
        place: Place,
        plan: Plan,
        hosts: DownstreamOptions,
        backoff_scale: f64,
    ) -> io::Result<Self> {
        let queues = Queues::new(place.clone(), Clock::start());
        let downstream = Downstream::start(hosts).await?;
        let options = EventsOptions {
            account: place.account.clone(),
            region: place.region.clone(),
            backoff_scale,
        };
        Ok(Self {
            events: Events::new(options, queues.clone(), downstream.clone()),
            faults: Faults::default(),
            place,
            queues,
            downstream,
            plan,
        })
    }

    /// Builds what the plan says; answers what was skipped, a line each.
    ///
    /// # Errors
    /// The first mistake in a template.
    pub async fn build(&self) -> Result<Vec<String>, Problem> {
        self.plan.build(self).await
    }

    /// Everything is as after the start: faults are gone, held answers go, and the plan is built anew.
    ///
    /// # Errors
    /// As `build`.
    pub async fn reset(&self) -> Result<(), Problem> {
        self.faults.reset();
        self.events.reset();
        self.queues.clear();
        self.downstream.reset();
        self.build().await.map(drop)
    }

    /// Does what a call asks for, with this input.
    ///
    /// # Errors
    /// As the service answers it.
    pub async fn call(&self, call: &Call, input: Value) -> Answer {
        match call.service {
            Service::Sqs => self.queues.call(&call.operation, input).await,
            Service::Events => self.events.call(&call.operation, input).await,
            Service::Sts => self.identity(&call.operation),
        }
    }

    /// Everything that there is, for `/_sim/state`: also the faults that are set and how many answers are held.
    #[must_use]
    pub fn state(&self) -> Value {
        let mut state = json!({
            "account": self.place.account,
            "region": self.place.region,
            "queues": self.queues.state(),
        });
        for part in [self.events.state(), self.faults.state()] {
            if let Value::Object(members) = part {
                for (member, value) in members {
                    state[member] = value;
                }
            }
        }
        state
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
