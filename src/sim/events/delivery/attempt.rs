//! One attempt at a target of any kind.

use std::sync::Arc;

use super::api;
use super::policy::Failure;
use super::run::Job;
use crate::sim::events::core::Core;
use crate::sim::events::names::new_id;
use crate::sim::events::pipeline;
use crate::sim::events::target::Kind;
use crate::sim::wire::{Delivery, Refusal};

/// Tries once.
///
/// # Errors
/// How it failed.
pub(super) async fn make(core: &Arc<Core>, job: &Job) -> Result<(), Failure> {
    match job.target.kind() {
        Kind::ApiDestination => api::invoke(core, job).await,
        Kind::Queue => queue(core, job),
        Kind::Bus => bus(core, job),
        Kind::LogGroup(group) => {
            let line = shaped(job)?;
            core.state().log(group, line.into());
            Ok(())
        }
        Kind::Other => {
            core.state().counts.not_played += 1;
            Ok(())
        }
    }
}

/// What the target gets. A template whose result is no JSON is delivered nowhere. (AWS_RECORDED 1, 5)
pub(super) fn shaped(job: &Job) -> Result<String, Failure> {
    job.target
        .input(&job.event, &job.rule)
        .ok_or_else(|| Failure::permanent("INVALID_JSON", "Invalid input for target."))
}

fn queue(core: &Core, job: &Job) -> Result<(), Failure> {
    let delivery = Delivery {
        body: shaped(job)?,
        attributes: Vec::new(),
        trace_header: Some(job.event.trace.clone()),
        source_arn: job.rule.arn.clone(),
        group_id: job.target.group_id.clone(),
    };
    let Err(refusal) = core.queues.deliver(&job.target.arn, delivery) else {
        return Ok(());
    };
    Err(match refusal {
        // a queue whose policy denies is reported as one that does not exist (DOMAIN 1.2, 1.3)
        Refusal::NoQueue | Refusal::Policy => Failure::permanent(
            "NO_RESOURCE",
            format!(
                "The specified queue does not exist or you do not have access to it. (Service: AmazonSQS; Status Code: 400; Error Code: AWS.SimpleQueueService.NonExistentQueue; Request ID: {}; Proxy: null)",
                new_id()
            ),
        ),
        Refusal::TooLong => Failure::permanent(
            "INVALID_PARAMETER",
            "One or more parameters are invalid. Reason: Message must be shorter than the queue's MaximumMessageSize.",
        ),
    })
}

fn bus(core: &Arc<Core>, job: &Job) -> Result<(), Failure> {
    if job.event.hopped {
        return Err(Failure::permanent(
            "THIRD_ACCOUNT_HOP_DETECTED",
            format!(
                "Event ingestion rejected for event {} because an event can be sent to an event bus target only once. This event was previously delivered to an event bus target.",
                job.event.id
            ),
        ));
    }
    // a bus of another account, or one that is gone: the simulator has no policies of other accounts
    let bus = core.names.bus_name(&job.target.arn);
    let bus = bus.filter(|name| core.state().buses.contains_key(*name));
    let Some(bus) = bus else {
        return Err(Failure::permanent(
            "NO_PERMISSIONS",
            "Lack of permissions to invoke cross account target.",
        ));
    };
    pipeline::enter(core, bus, job.event.hop());
    Ok(())
}
