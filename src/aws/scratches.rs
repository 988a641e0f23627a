//! Scratch buses over the SDK: made and removed, a few calls each (DOMAIN 5.3).

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use aws_sdk_eventbridge::types as eb;
use aws_sdk_sqs::types::QueueAttributeName;

use super::clients::Clients;
use crate::engine::ports::{Answer, Fault, FaultKind, Scratches};
use crate::limits::SQS_RETENTION;
use crate::plan::{SCRATCH_PREFIX, Scratch};

/// Every event has a source, and every source this prefix.
const PATTERN: &str = r#"{"source":[{"prefix":""}]}"#;
/// The target that tells which events the rule took.
const RECEIPT: &str = "dlq-tui-receipt";
/// What is received is seen again this soon: by a run that goes on after a crash.
const HIDDEN_SECONDS: &str = "20";

/// The scratch buses of AWS.
pub(super) struct AwsScratches {
    /// Clients of the session.
    pub clients: Arc<Clients>,
}

impl Scratches for AwsScratches {
    fn make<'a>(&'a self, name: &'a str, scratch: &'a Scratch) -> Answer<'a, ()> {
        Box::pin(async move {
            ours(name)?;
            let (url, queue) = self.make_queue(name).await?;
            self.make_bus(name).await?;
            let rule = self.put_rule(name, scratch).await?;
            self.let_send(&url, &queue, &rule).await?;
            self.put_targets(name, scratch, &queue).await
        })
    }

    fn remove<'a>(&'a self, name: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            ours(name)?;
            for rule in gone_is_fine(self.rules(name).await, Vec::new())? {
                gone_is_fine(self.remove_rule(name, &rule).await, ())?;
            }
            let client = self.clients.events(None);
            let call = client.delete_event_bus().name(name);
            let made = self.clients.calls();
            let deleted = made.make("DeleteEventBus", name, call.send()).await;
            gone_is_fine(deleted.map(drop), ())?;
            gone_is_fine(self.delete_queue(name).await, ())
        })
    }

    fn list(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async move {
            let mut names = self.buses().await?;
            names.extend(self.queues().await?);
            Ok(names.into_iter().collect())
        })
    }
}

impl AwsScratches {
    /// The URL and the ARN of a queue that keeps what it gets as long as a queue can.
    async fn make_queue(&self, name: &str) -> Result<(String, String), Fault> {
        let client = self.clients.sqs(self.clients.region(), None);
        let calls = self.clients.calls();
        let call = client
            .create_queue()
            .queue_name(name)
            .attributes(
                QueueAttributeName::MessageRetentionPeriod,
                SQS_RETENTION.1.as_secs().to_string(),
            )
            .attributes(QueueAttributeName::VisibilityTimeout, HIDDEN_SECONDS);
        let answer = calls.make("CreateQueue", name, call.send()).await?;
        let url = answer.queue_url.ok_or_else(|| untold("its URL"))?;
        let facts = super::queue::facts(&client, &url, calls).await?;
        if facts.arn.is_empty() {
            return Err(untold("the queue's ARN"));
        }
        Ok((url, facts.arn))
    }

    async fn make_bus(&self, name: &str) -> Result<(), Fault> {
        let client = self.clients.events(None);
        let call = client
            .create_event_bus()
            .name(name)
            .description("made by dlq-tui for one redrive, and removed after it");
        let calls = self.clients.calls();
        match calls.make("CreateEventBus", name, call.send()).await {
            // the name is this run's alone: an earlier try, or the run that is gone on with
            Err(fault) if fault.code.contains("AlreadyExists") => Ok(()),
            answer => answer.map(drop),
        }
    }

    /// The rule's ARN.
    async fn put_rule(&self, name: &str, scratch: &Scratch) -> Result<String, Fault> {
        let client = self.clients.events(None);
        let call = client
            .put_rule()
            .event_bus_name(name)
            .name(&scratch.rule)
            .event_pattern(PATTERN)
            .state(eb::RuleState::Enabled);
        let calls = self.clients.calls();
        let answer = calls.make("PutRule", &scratch.rule, call.send()).await?;
        answer.rule_arn.ok_or_else(|| untold("the rule's ARN"))
    }

    /// Lets the rule, and nobody else, send to the queue.
    async fn let_send(&self, url: &str, queue: &str, rule: &str) -> Result<(), Fault> {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"events.amazonaws.com"}},"Action":"sqs:SendMessage","Resource":"{queue}","Condition":{{"ArnEquals":{{"aws:SourceArn":"{rule}"}}}}}}]}}"#
        );
        let client = self.clients.sqs(self.clients.region(), None);
        let call = client
            .set_queue_attributes()
            .queue_url(url)
            .attributes(QueueAttributeName::Policy, policy);
        let calls = self.clients.calls();
        let answer = calls.make("SetQueueAttributes", url, call.send()).await;
        answer.map(drop)
    }

    /// The copy, and the queue that hears of each event that the rule took.
    async fn put_targets(&self, name: &str, scratch: &Scratch, queue: &str) -> Result<(), Fault> {
        let receipt = eb::Target::builder()
            .id(RECEIPT)
            .arn(queue)
            .input_path("$.id");
        let client = self.clients.events(None);
        let call = client
            .put_targets()
            .event_bus_name(name)
            .rule(&scratch.rule)
            .targets(copy_of(scratch, queue).map_err(|e| unbuildable(&e))?)
            .targets(receipt.build().map_err(|e| unbuildable(&e))?);
        let calls = self.clients.calls();
        let answer = calls.make("PutTargets", &scratch.rule, call.send()).await?;
        match answer.failed_entries.unwrap_or_default().first() {
            None => Ok(()),
            Some(failed) => Err(super::fault::of_entry(
                failed.error_code.as_deref().unwrap_or("PutTargets"),
                failed.error_message.as_deref(),
            )),
        }
    }

    async fn rules(&self, bus: &str) -> Result<Vec<String>, Fault> {
        let client = self.clients.events(None);
        let call = client.list_rules().event_bus_name(bus);
        let calls = self.clients.calls();
        let answer = calls.make("ListRules", bus, call.send()).await?;
        let rules = answer.rules.unwrap_or_default().into_iter();
        Ok(rules.filter_map(|rule| rule.name).collect())
    }

    async fn remove_rule(&self, bus: &str, rule: &str) -> Result<(), Fault> {
        let client = self.clients.events(None);
        let calls = self.clients.calls();
        let call = client.list_targets_by_rule().event_bus_name(bus).rule(rule);
        let answer = calls.make("ListTargetsByRule", rule, call.send()).await?;
        let ids: Vec<String> = answer
            .targets
            .unwrap_or_default()
            .into_iter()
            .map(|target| target.id)
            .collect();
        if !ids.is_empty() {
            let call = client
                .remove_targets()
                .event_bus_name(bus)
                .rule(rule)
                .set_ids(Some(ids));
            calls.make("RemoveTargets", rule, call.send()).await?;
        }
        let call = client.delete_rule().event_bus_name(bus).name(rule);
        calls.make("DeleteRule", rule, call.send()).await.map(drop)
    }

    async fn delete_queue(&self, name: &str) -> Result<(), Fault> {
        let client = self.clients.sqs(self.clients.region(), None);
        let calls = self.clients.calls();
        let call = client.get_queue_url().queue_name(name);
        let answer = calls.make("GetQueueUrl", name, call.send()).await?;
        let Some(url) = answer.queue_url else {
            return Ok(());
        };
        let call = client.delete_queue().queue_url(&url);
        calls.make("DeleteQueue", &url, call.send()).await.map(drop)
    }

    async fn buses(&self) -> Result<BTreeSet<String>, Fault> {
        let client = self.clients.events(None);
        let mut names = BTreeSet::new();
        let mut next = None;
        loop {
            let call = client
                .list_event_buses()
                .name_prefix(SCRATCH_PREFIX)
                .set_next_token(next);
            let calls = self.clients.calls();
            let page = calls
                .make("ListEventBuses", SCRATCH_PREFIX, call.send())
                .await?;
            let buses = page.event_buses.unwrap_or_default().into_iter();
            names.extend(
                buses
                    .filter_map(|bus| bus.name)
                    .filter(|name| is_ours(name)),
            );
            next = page.next_token;
            if next.is_none() {
                return Ok(names);
            }
        }
    }

    async fn queues(&self) -> Result<BTreeSet<String>, Fault> {
        let client = self.clients.sqs(self.clients.region(), None);
        let mut names = BTreeSet::new();
        let mut next = None;
        loop {
            let call = client
                .list_queues()
                .queue_name_prefix(SCRATCH_PREFIX)
                .max_results(1000)
                .set_next_token(next);
            let calls = self.clients.calls();
            let page = calls
                .make("ListQueues", SCRATCH_PREFIX, call.send())
                .await?;
            let urls = page.queue_urls.unwrap_or_default().into_iter();
            let named = urls.filter_map(|url| url.rsplit('/').next().map(str::to_owned));
            names.extend(named.filter(|name| is_ours(name)));
            next = page.next_token;
            if next.is_none() {
                return Ok(names);
            }
        }
    }
}

/// The target as it was, but with the scratch queue for its dead letters.
fn copy_of(
    scratch: &Scratch,
    queue: &str,
) -> Result<eb::Target, aws_sdk_eventbridge::error::BuildError> {
    let target = &scratch.target;
    let policy = eb::RetryPolicy::builder()
        .set_maximum_retry_attempts(target.retry_attempts.and_then(|n| i32::try_from(n).ok()))
        .set_maximum_event_age_in_seconds(
            target
                .max_age
                .and_then(|age| i32::try_from(age.as_secs()).ok()),
        )
        .build();
    let transformer = target.transformer.as_ref().map(|t| {
        eb::InputTransformer::builder()
            .set_input_paths_map((!t.paths.is_empty()).then(|| t.paths.iter().cloned().collect()))
            .input_template(&t.template)
            .build()
    });
    eb::Target::builder()
        .id(&target.id)
        .arn(&target.arn)
        .set_role_arn(target.role_arn.clone())
        .set_input(target.input.clone())
        .set_input_path(target.input_path.clone())
        .set_input_transformer(transformer.transpose()?)
        .set_http_parameters(http_of(scratch))
        .retry_policy(policy)
        .dead_letter_config(eb::DeadLetterConfig::builder().arn(queue).build())
        .build()
}

fn http_of(scratch: &Scratch) -> Option<eb::HttpParameters> {
    let target = &scratch.target;
    let pairs = |pairs: &[(String, String)]| -> Option<HashMap<String, String>> {
        (!pairs.is_empty()).then(|| pairs.iter().cloned().collect())
    };
    let (headers, query) = (pairs(&target.headers), pairs(&target.query));
    let path = (!target.path_parameters.is_empty()).then(|| target.path_parameters.clone());
    let any = headers.is_some() || query.is_some() || path.is_some();
    any.then(|| {
        eb::HttpParameters::builder()
            .set_header_parameters(headers)
            .set_query_string_parameters(query)
            .set_path_parameter_values(path)
            .build()
    })
}

fn is_ours(name: &str) -> bool {
    name.starts_with(SCRATCH_PREFIX)
}

/// Nothing but what this program made is ever touched.
fn ours(name: &str) -> Result<(), Fault> {
    if is_ours(name) {
        return Ok(());
    }
    Err(Fault {
        kind: FaultKind::Rejected,
        code: "name".into(),
        message: format!("{name} is no scratch bus of dlq-tui"),
    })
}

/// What is to be removed and is not there is removed.
fn gone_is_fine<T>(answer: Result<T, Fault>, nothing: T) -> Result<T, Fault> {
    match answer {
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(nothing),
        answer => answer,
    }
}

fn untold(what: &str) -> Fault {
    Fault {
        kind: FaultKind::Rejected,
        code: "answer".into(),
        message: format!("AWS did not tell {what}"),
    }
}

fn unbuildable(error: &aws_sdk_eventbridge::error::BuildError) -> Fault {
    Fault {
        kind: FaultKind::Rejected,
        code: "construction".into(),
        message: error.to_string(),
    }
}
