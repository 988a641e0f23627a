//! The operations by name.

use std::sync::Arc;

use serde_json::{Value, json};

use super::core::Core;
use super::names::Names;
use super::{api_destination, archive, bus, connection, put_events, replay, rule, target};
use crate::sim::downstream::Downstream;
use crate::sim::wire::{Answer, Error, QueueHost};

/// How to start [`Events`].
#[derive(Clone, Debug)]
pub struct EventsOptions {
    /// Twelve digits.
    pub account: String,
    /// E.g. `ap-southeast-1`.
    pub region: String,
    /// Factor of the waits between retries of a delivery; 1 is AWS-like.
    pub backoff_scale: f64,
}

/// EventBridge of one account and region. Deliveries run in the background until this is dropped or stopped.
pub struct Events {
    core: Arc<Core>,
}

impl Events {
    /// An account with nothing but its default bus.
    #[must_use]
    pub fn new(
        options: EventsOptions,
        queues: Arc<dyn QueueHost>,
        downstream: Arc<Downstream>,
    ) -> Arc<Self> {
        let names = Names {
            account: options.account,
            region: options.region,
        };
        let core = Core::new(names, options.backoff_scale, queues, downstream);
        Arc::new(Self {
            core: Arc::new(core),
        })
    }

    /// Does one operation of `AWSEvents`.
    ///
    /// # Errors
    /// As EventBridge answers it; `UnknownOperationException` for what the simulator does not have.
    pub async fn call(&self, operation: &str, input: Value) -> Answer {
        let (core, input) = (&self.core, &input);
        match operation {
            "PutEvents" => put_events::put(core, input),
            "TestEventPattern" => put_events::test_pattern(input),
            "PutRule" => rule::put(core, input),
            "DescribeRule" => rule::describe(core, input),
            "ListRules" => rule::list_all(core, input),
            "ListRuleNamesByTarget" => rule::list_names_by_target(core, input),
            "DeleteRule" => rule::delete(core, input),
            "EnableRule" => rule::enable(core, input, true),
            "DisableRule" => rule::enable(core, input, false),
            "PutTargets" => target::put(core, input),
            "RemoveTargets" => target::remove(core, input),
            "ListTargetsByRule" => target::list_all(core, input),
            "ListTagsForResource" => Ok(json!({"Tags": []})),
            "TagResource" | "UntagResource" => Ok(json!({})),
            _ => self.bus_or_store(operation, input),
        }
    }

    fn bus_or_store(&self, operation: &str, input: &Value) -> Answer {
        let core = &self.core;
        match operation {
            "CreateEventBus" => bus::create(core, input),
            "UpdateEventBus" => bus::update(core, input),
            "DescribeEventBus" => bus::describe(core, input),
            "ListEventBuses" => bus::list_all(core, input),
            "DeleteEventBus" => bus::delete(core, input),
            "PutPermission" => bus::put_permission(core, input),
            "RemovePermission" => bus::remove_permission(core, input),
            "CreateArchive" => archive::create(core, input),
            "UpdateArchive" => archive::update(core, input),
            "DescribeArchive" => archive::describe(core, input),
            "ListArchives" => archive::list_all(core, input),
            "DeleteArchive" => archive::delete(core, input),
            "StartReplay" => replay::start(core, input),
            "DescribeReplay" => replay::describe(core, input),
            "ListReplays" => replay::list_all(core, input),
            "CancelReplay" => replay::cancel(core, input),
            _ => self.endpoint(operation, input),
        }
    }

    fn endpoint(&self, operation: &str, input: &Value) -> Answer {
        let core = &self.core;
        match operation {
            "CreateConnection" => connection::create(core, input),
            "UpdateConnection" => connection::update(core, input),
            "DescribeConnection" => connection::describe(core, input),
            "ListConnections" => connection::list_all(core, input),
            "DeauthorizeConnection" => connection::deauthorize(core, input),
            "DeleteConnection" => connection::delete(core, input),
            "CreateApiDestination" => api_destination::create(core, input),
            "UpdateApiDestination" => api_destination::update(core, input),
            "DescribeApiDestination" => api_destination::describe(core, input),
            "ListApiDestinations" => api_destination::list_all(core, input),
            "DeleteApiDestination" => api_destination::delete(core, input),
            _ => Err(Error::new("UnknownOperationException", "")),
        }
    }

    /// Deliveries that are not over: waiting, tried, to be tried again.
    #[must_use]
    pub fn deliveries_under_way(&self) -> usize {
        self.core.deliveries_under_way()
    }

    /// What is configured, under way and lost, for `GET /_sim/state`.
    #[must_use]
    pub fn state(&self) -> Value {
        let under_way = self.core.deliveries_under_way();
        self.core.state().shown(under_way)
    }

    /// Takes every connection that was lost into use again, as updating it with its own parameters would.
    pub fn authorize_all(&self) {
        connection::authorize_all(&self.core);
    }

    /// Forgets everything that is configured or under way.
    pub fn reset(&self) {
        self.core.reset();
    }

    /// Ends all that runs in the background; what is under way is gone.
    pub fn stop(&self) {
        self.core.stop();
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.core.stop();
    }
}
