//! The documents of `--output json`. Fields may be added, never renamed.

use serde::Serialize;

use super::history::PastItem;
use crate::engine::QueueState;
use crate::engine::ports::QueueFacts;
use crate::plan::{Plan, Skip, digest};
use crate::problem::Problem;
use crate::run::Progress;

/// What every document begins with.
#[derive(Serialize)]
pub(super) struct Document<T> {
    command: &'static str,
    version: &'static str,
    queue: Option<QueueDocument>,
    #[serde(flatten)]
    body: T,
}

impl<T> Document<T> {
    pub(super) fn new(command: &'static str, queue: Option<&QueueState>, body: T) -> Self {
        Self::on(command, queue.map(QueueDocument::of), body)
    }

    pub(super) fn on(command: &'static str, queue: Option<QueueDocument>, body: T) -> Self {
        Self {
            command,
            version: env!("CARGO_PKG_VERSION"),
            queue,
            body,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct QueueDocument {
    name: String,
    url: String,
    arn: String,
    visible: u64,
    in_flight: u64,
    delayed: u64,
    retention_seconds: u64,
}

impl QueueDocument {
    fn of(queue: &QueueState) -> Self {
        Self {
            name: queue.name.clone(),
            url: queue.url.clone(),
            arn: queue.arn.clone(),
            visible: queue.visible,
            in_flight: queue.in_flight,
            delayed: queue.delayed,
            retention_seconds: queue.retention.as_secs(),
        }
    }

    pub(super) fn of_facts(facts: &QueueFacts) -> Self {
        Self {
            name: facts.name.clone(),
            url: facts.url.clone(),
            arn: facts.arn.clone(),
            visible: facts.visible,
            in_flight: facts.in_flight,
            delayed: facts.delayed,
            retention_seconds: facts.retention.as_secs(),
        }
    }
}

/// `{"error": …}`
#[derive(Serialize)]
pub(super) struct ErrorDocument {
    error: ErrorBody,
}

#[derive(Serialize)]
pub(super) struct ErrorBody {
    kind: &'static str,
    message: String,
    hint: String,
}

impl ErrorBody {
    pub(super) fn of(problem: &Problem) -> Self {
        let message = if problem.place.is_empty() {
            problem.what.clone()
        } else {
            format!("{} ({})", problem.what, problem.place)
        };
        Self {
            kind: problem.kind.word(),
            message,
            hint: problem.remedy.clone(),
        }
    }
}

impl ErrorDocument {
    pub(super) fn of(problem: &Problem) -> Self {
        Self {
            error: ErrorBody::of(problem),
        }
    }
}

/// The body of `redrive`, `delete` and `undo`.
#[derive(Serialize)]
pub(super) struct RunBody {
    pub run: Option<String>,
    pub dry_run: bool,
    pub plan: PlanDocument,
    pub result: Option<ResultDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transform: Option<TransformDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<PastItem>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorBody>,
}

#[derive(Serialize)]
pub(super) struct PlanDocument {
    selected: usize,
    events: usize,
    bytes: u64,
    destination: String,
    skipped: Vec<ReasonDocument>,
    fires: Vec<FiresDocument>,
    blockers: Vec<String>,
    warnings: Vec<String>,
    rate_per_second: Option<u32>,
    eta_seconds: u64,
    requests: u64,
    cost_dollars: f64,
    digest: String,
    /// What it would be for the whole queue, where the queue is longer than the window; all else is what was seen.
    estimate: Option<EstimateDocument>,
    follow: bool,
    /// SQS's own move task, where it would do the same.
    move_task: Option<MoveTaskDocument>,
}

#[derive(Serialize)]
struct MoveTaskDocument {
    command: String,
    source_arn: String,
    destination_arn: Option<String>,
}

#[derive(Serialize)]
struct EstimateDocument {
    seen: usize,
    in_queue: u64,
    letters: u64,
    events: u64,
    bytes: u64,
    requests: u64,
    eta_seconds: u64,
    cost_dollars: f64,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ReasonDocument {
    pub reason: String,
    pub count: usize,
}

#[derive(Serialize)]
struct FiresDocument {
    rule: String,
    target_arn: String,
    failed: bool,
    count: usize,
}

impl PlanDocument {
    pub(super) fn of(plan: &Plan) -> Self {
        let skipped: usize = plan.skipped.iter().map(|s| s.letters.len()).sum();
        Self {
            selected: plan.items.len() + skipped,
            events: plan.events,
            bytes: plan.bytes,
            destination: plan.destination.clone(),
            skipped: plan
                .skipped
                .iter()
                .map(|s| ReasonDocument {
                    reason: s.reason.clone(),
                    count: s.letters.len(),
                })
                .collect(),
            fires: plan
                .fires
                .iter()
                .map(|f| FiresDocument {
                    rule: f.rule.clone(),
                    target_arn: f.target_arn.clone(),
                    failed: f.failed,
                    count: f.count,
                })
                .collect(),
            blockers: plan.blockers.clone(),
            warnings: plan.warnings.clone(),
            rate_per_second: plan.rate_per_second,
            eta_seconds: plan.eta_seconds,
            requests: plan.requests,
            cost_dollars: plan.cost_dollars,
            digest: format!("{:016x}", digest(plan)),
            estimate: plan.estimate().map(|e| EstimateDocument {
                seen: e.seen,
                in_queue: e.in_queue,
                letters: e.letters,
                events: e.events,
                bytes: e.bytes,
                requests: e.requests,
                eta_seconds: e.eta_seconds,
                cost_dollars: e.cost_dollars,
            }),
            follow: plan.options.follow,
            move_task: plan.move_task.as_ref().map(|task| MoveTaskDocument {
                command: task.to_string(),
                source_arn: task.source_arn.clone(),
                destination_arn: task.destination_arn.clone(),
            }),
        }
    }
}

/// Every letter that was selected is in `sent` (of a delete: `deleted`), `failed`, `in_doubt`, `skipped` or `left`;
/// one that an earlier run had sent and that this one deleted is in `sent` too.
#[derive(Default, Serialize)]
pub(super) struct ResultDocument {
    sent: usize,
    deleted: usize,
    bounced: usize,
    settled: usize,
    failed: usize,
    in_doubt: usize,
    skipped: usize,
    left: usize,
    stopped_by: Option<&'static str>,
    last_error: String,
}

impl ResultDocument {
    /// What came of a plan: of its run, and of what was not in it.
    pub(super) fn of(progress: &Progress, plan: &Plan) -> Self {
        let without = Self::without_run(plan);
        Self {
            sent: progress.sent,
            deleted: progress.deleted,
            bounced: progress.bounced,
            settled: progress.settled,
            failed: progress.failed,
            in_doubt: progress.in_doubt + without.in_doubt,
            skipped: progress.skipped + without.skipped,
            left: progress.left + progress.waiting + without.left,
            stopped_by: progress.stopped_by.map(|s| s.word()),
            last_error: progress.last_error.clone(),
        }
    }

    /// What came of a plan with nothing to do.
    pub(super) fn without_run(plan: &Plan) -> Self {
        let apart = |skip| matches!(skip, Skip::InDoubt | Skip::Undecided);
        Self {
            in_doubt: plan.skipped(|skip| skip == Skip::InDoubt),
            left: plan.skipped(|skip| skip == Skip::Undecided),
            skipped: plan.skipped(|skip| !apart(skip)),
            ..Self::default()
        }
    }
}

/// What `--jq` did.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct TransformDocument {
    pub changed: usize,
    pub unchanged: usize,
    /// Of the unchanged: those that the program had changed in an earlier run already.
    pub before: usize,
    pub failed: Vec<ReasonDocument>,
}
