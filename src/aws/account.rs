//! What there is in the account, for choosing a queue. One gate for all its calls: a survey is no reason to be
//! throttled, or to have others throttled.

use std::sync::Arc;

use super::clients::Clients;
use super::gate::Gate;
use super::queue::facts;
use crate::engine::ports::{Answer, QueueFacts};
use crate::engine::survey::{Account, Page, Undelivered};

/// Queues on a page; without a number ListQueues gives no token for the next one. (SQS API Reference)
const QUEUES: i32 = 1000;

/// The account that the session's credentials belong to.
pub(super) struct AwsAccount {
    /// Clients of the session.
    pub clients: Arc<Clients>,
    /// Shared with the directory.
    pub gate: Arc<Gate>,
    /// Its number; empty when STS does not say.
    pub number: String,
}

impl AwsAccount {
    fn sqs(&self) -> aws_sdk_sqs::Client {
        self.clients.sqs(self.clients.region(), None)
    }
}

impl Account for AwsAccount {
    fn place(&self) -> String {
        let parts = [self.number.as_str(), self.clients.region()];
        let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        known.join(" · ")
    }

    fn queues(&self, from: Option<String>) -> Answer<'_, Page<String>> {
        Box::pin(async move {
            self.gate.pass().await;
            let client = self.sqs();
            let call = client
                .list_queues()
                .max_results(QUEUES)
                .set_next_token(from);
            let answer = self
                .clients
                .calls()
                .make("ListQueues", "", call.send())
                .await?;
            Ok(page(
                answer.queue_urls.unwrap_or_default(),
                answer.next_token,
            ))
        })
    }

    fn buses(&self, from: Option<String>) -> Answer<'_, Page<String>> {
        Box::pin(async move {
            self.gate.pass().await;
            let client = self.clients.events(None);
            let call = client.list_event_buses().set_next_token(from);
            let answer = self
                .clients
                .calls()
                .make("ListEventBuses", "", call.send())
                .await?;
            let buses = answer.event_buses.unwrap_or_default();
            let names = buses.into_iter().filter_map(|bus| bus.name).collect();
            Ok(page(names, answer.next_token))
        })
    }

    fn rules<'a>(&'a self, bus: &'a str, from: Option<String>) -> Answer<'a, Page<String>> {
        Box::pin(async move {
            self.gate.pass().await;
            let client = self.clients.events(None);
            let call = client.list_rules().event_bus_name(bus).set_next_token(from);
            let answer = self
                .clients
                .calls()
                .make("ListRules", bus, call.send())
                .await?;
            let rules = answer.rules.unwrap_or_default();
            let names = rules.into_iter().filter_map(|rule| rule.name).collect();
            Ok(page(names, answer.next_token))
        })
    }

    fn targets<'a>(
        &'a self,
        (bus, rule): (&'a str, &'a str),
        from: Option<String>,
    ) -> Answer<'a, Page<Undelivered>> {
        Box::pin(async move {
            self.gate.pass().await;
            let client = self.clients.events(None);
            let call = client
                .list_targets_by_rule()
                .event_bus_name(bus)
                .rule(rule)
                .set_next_token(from);
            let answer = self
                .clients
                .calls()
                .make("ListTargetsByRule", rule, call.send())
                .await?;
            let targets = answer.targets.unwrap_or_default();
            let undelivered = targets.into_iter().filter_map(|target| {
                Some(Undelivered {
                    target_arn: target.arn,
                    queue_arn: target.dead_letter_config?.arn?,
                })
            });
            Ok(page(undelivered.collect(), answer.next_token))
        })
    }

    fn sources<'a>(&'a self, queue: &'a str, from: Option<String>) -> Answer<'a, Page<String>> {
        Box::pin(async move {
            self.gate.pass().await;
            let client = self.sqs();
            let call = client
                .list_dead_letter_source_queues()
                .queue_url(queue)
                .max_results(QUEUES)
                .set_next_token(from);
            let answer = self
                .clients
                .calls()
                .make("ListDeadLetterSourceQueues", queue, call.send())
                .await?;
            Ok(page(answer.queue_urls, answer.next_token))
        })
    }

    fn facts<'a>(&'a self, queue: &'a str) -> Answer<'a, QueueFacts> {
        Box::pin(async move {
            self.gate.pass().await;
            facts(&self.sqs(), queue, self.clients.calls()).await
        })
    }
}

/// An empty token is none: emulators send it.
fn page<T>(items: Vec<T>, next: Option<String>) -> Page<T> {
    Page {
        items,
        next: next.filter(|token| !token.is_empty()),
    }
}
