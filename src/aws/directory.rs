//! What describes the account: buses, rules and their targets, API destinations, connections, queues.

use std::error::Error;
use std::future::Future;
use std::sync::Arc;

use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_eventbridge::operation::RequestId;
use aws_sdk_eventbridge::types as eb;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use futures_util::StreamExt as _;
use futures_util::stream;

use super::clients::Clients;
use super::connect::queue_of;
use super::connections::connection;
use super::gate::Gate;
use super::intern::Interner;
use crate::arn::{Arn, QueueRef};
use crate::engine::ports::{Answer, Directory, Fault, FaultKind, Queue};
use crate::plan::{ApiDestination, Bus, Connection, Rule, Target, Transformer};

/// ListTargetsByRule calls in flight at a time; EventBridge's control plane takes 50 calls a second.
const TARGET_CALLS: usize = 4;

/// The directory of AWS.
pub(super) struct AwsDirectory {
    /// Clients of the session.
    pub clients: Arc<Clients>,
    /// Shared with the queues.
    pub names: Arc<Interner>,
    /// Holds back calls that come too fast.
    pub gate: Arc<Gate>,
}

impl Directory for AwsDirectory {
    fn bus<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Bus>> {
        Box::pin(async move {
            let client = self.client_for(name);
            let call = client.describe_event_bus().name(name);
            let answer = found(self.make("DescribeEventBus", name, call.send()).await)?;
            Ok(answer.map(|bus| Bus {
                name: bus.name.unwrap_or_default(),
                arn: bus.arn.unwrap_or_default(),
            }))
        })
    }

    fn rules<'a>(&'a self, bus: &'a str) -> Answer<'a, Vec<Rule>> {
        Box::pin(async move {
            let client = self.client_for(bus);
            let listed = self.list_rules(&client, bus).await?;
            let rules = listed.into_iter().map(|rule| {
                let client = &client;
                async move {
                    let name = rule.name.clone().unwrap_or_default();
                    let targets = self.targets(client, bus, &name).await;
                    rule_of(rule, targets)
                }
            });
            Ok(stream::iter(rules).buffered(TARGET_CALLS).collect().await)
        })
    }

    fn api_destination<'a>(&'a self, name: &'a str) -> Answer<'a, Option<ApiDestination>> {
        Box::pin(async move {
            let client = self.clients.events(None);
            let call = client.describe_api_destination().name(name);
            let calls = self.clients.calls();
            let answer = found(
                calls
                    .make("DescribeApiDestination", name, call.send())
                    .await,
            )?;
            Ok(answer.map(|d| ApiDestination {
                name: d.name.unwrap_or_default(),
                arn: d.api_destination_arn.unwrap_or_default(),
                state: word(d.api_destination_state.as_ref().map(|s| s.as_str())),
                connection_arn: d.connection_arn.unwrap_or_default(),
                endpoint: d.invocation_endpoint.unwrap_or_default(),
                method: word(d.http_method.as_ref().map(|m| m.as_str())),
                rate: d
                    .invocation_rate_limit_per_second
                    .and_then(|rate| u32::try_from(rate).ok())
                    .unwrap_or(crate::limits::API_DESTINATION_RATE),
            }))
        })
    }

    fn connection<'a>(&'a self, name: &'a str) -> Answer<'a, Option<Connection>> {
        Box::pin(async move {
            let client = self.clients.events(None);
            let call = client.describe_connection().name(name);
            let answer = found(self.make("DescribeConnection", name, call.send()).await)?;
            Ok(answer.map(connection))
        })
    }

    fn caller(&self) -> Answer<'_, (String, String)> {
        Box::pin(async move {
            let client = self.clients.sts();
            let call = client.get_caller_identity();
            let calls = self.clients.calls();
            let answer = calls.make("GetCallerIdentity", "", call.send()).await?;
            Ok((
                answer.account.unwrap_or_default(),
                answer.arn.unwrap_or_default(),
            ))
        })
    }

    fn queue<'a>(&'a self, url_or_name: &'a str) -> Answer<'a, Arc<dyn Queue>> {
        Box::pin(async move {
            let wanted = QueueRef::parse(url_or_name).map_err(|problem| Fault {
                kind: FaultKind::Rejected,
                code: "queue".into(),
                message: problem.to_string(),
            })?;
            let queue = queue_of(&self.clients, &self.names, &wanted).await?;
            Ok(Arc::new(queue) as Arc<dyn Queue>)
        })
    }
}

impl AwsDirectory {
    /// Makes a call of the control plane, when its turn has come.
    async fn make<O, E>(
        &self,
        operation: &'static str,
        subject: &str,
        call: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    ) -> Result<O, Fault>
    where
        O: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.gate.pass().await;
        self.clients.calls().make(operation, subject, call).await
    }

    /// A bus that is named by its ARN is described in its own region.
    fn client_for(&self, bus: &str) -> Client {
        let arn = Arn::parse(bus);
        self.clients
            .events(arn.as_ref().map(|arn| arn.region.as_str()))
    }

    async fn list_rules(&self, client: &Client, bus: &str) -> Result<Vec<eb::Rule>, Fault> {
        let mut rules = Vec::new();
        let mut next = None;
        loop {
            let call = client.list_rules().event_bus_name(bus).set_next_token(next);
            let page = self.make("ListRules", bus, call.send()).await?;
            rules.extend(page.rules.unwrap_or_default());
            next = page.next_token;
            if next.is_none() {
                return Ok(rules);
            }
        }
    }

    async fn targets(&self, client: &Client, bus: &str, rule: &str) -> Result<Vec<Target>, String> {
        let mut targets = Vec::new();
        let mut next = None;
        loop {
            let call = client
                .list_targets_by_rule()
                .event_bus_name(bus)
                .rule(rule)
                .set_next_token(next);
            let page = self
                .make("ListTargetsByRule", rule, call.send())
                .await
                .map_err(|fault| format!("{}: {}", fault.code, fault.message))?;
            targets.extend(page.targets.unwrap_or_default().into_iter().map(target_of));
            next = page.next_token;
            if next.is_none() {
                return Ok(targets);
            }
        }
    }
}

fn rule_of(rule: eb::Rule, targets: Result<Vec<Target>, String>) -> Rule {
    Rule {
        name: rule.name.unwrap_or_default(),
        arn: rule.arn.unwrap_or_default(),
        enabled: rule
            .state
            .is_some_and(|state| state.as_str().starts_with("ENABLED")),
        pattern: rule.event_pattern,
        managed_by: rule.managed_by,
        targets,
    }
}

/// Parameters of a target that only targets of some services have.
fn uncopied(target: &eb::Target) -> Vec<&'static str> {
    let all = [
        ("KinesisParameters", target.kinesis_parameters.is_some()),
        (
            "RunCommandParameters",
            target.run_command_parameters.is_some(),
        ),
        ("EcsParameters", target.ecs_parameters.is_some()),
        ("BatchParameters", target.batch_parameters.is_some()),
        ("SqsParameters", target.sqs_parameters.is_some()),
        (
            "RedshiftDataParameters",
            target.redshift_data_parameters.is_some(),
        ),
        (
            "SageMakerPipelineParameters",
            target.sage_maker_pipeline_parameters.is_some(),
        ),
        ("AppSyncParameters", target.app_sync_parameters.is_some()),
    ];
    let there = all.into_iter().filter(|(_, there)| *there);
    there.map(|(name, _)| name).collect()
}

fn target_of(target: eb::Target) -> Target {
    let uncopied = uncopied(&target);
    let http = target.http_parameters;
    let pairs = |map: Option<&std::collections::HashMap<String, String>>| {
        let mut pairs: Vec<(String, String)> = map
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        pairs.sort();
        pairs
    };
    let policy = target.retry_policy;
    Target {
        headers: pairs(http.as_ref().and_then(|h| h.header_parameters.as_ref())),
        query: pairs(
            http.as_ref()
                .and_then(|h| h.query_string_parameters.as_ref()),
        ),
        path_parameters: http
            .and_then(|h| h.path_parameter_values)
            .unwrap_or_default(),
        id: target.id,
        arn: target.arn,
        role_arn: target.role_arn,
        input: target.input,
        input_path: target.input_path,
        transformer: target.input_transformer.map(|t| Transformer {
            paths: pairs(t.input_paths_map.as_ref()),
            template: t.input_template,
        }),
        dead_letter_arn: target.dead_letter_config.and_then(|d| d.arn),
        retry_attempts: policy
            .as_ref()
            .and_then(|p| p.maximum_retry_attempts)
            .and_then(|n| u32::try_from(n).ok()),
        max_age: policy
            .and_then(|p| p.maximum_event_age_in_seconds)
            .and_then(|s| u64::try_from(s).ok())
            .map(std::time::Duration::from_secs),
        uncopied,
    }
}

/// What does not exist is an answer, not a failure.
fn found<T>(answer: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// A word of AWS's; empty when it is absent.
pub(super) fn word(word: Option<&str>) -> String {
    word.unwrap_or_default().to_owned()
}
