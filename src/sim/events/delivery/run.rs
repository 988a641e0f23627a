//! One delivery from its first attempt to its end.

use std::sync::Arc;
use std::time::Duration;

use super::attempt;
use super::dead_letter;
use super::policy::{self, Condition, Failure, Next};
use crate::sim::events::core::Core;
use crate::sim::events::event::Event;
use crate::sim::events::rule::RuleName;
use crate::sim::events::target::Target;

/// An event on its way to one target.
#[derive(Clone)]
pub(in crate::sim::events) struct Job {
    pub event: Arc<Event>,
    pub rule: Arc<RuleName>,
    pub target: Arc<Target>,
}

impl Job {
    fn too_old(&self) -> bool {
        self.event.taken.elapsed() >= self.target.retry.age
    }
}

/// How a delivery failed for good.
pub(super) struct End {
    pub failure: Failure,
    pub condition: Option<Condition>,
    pub retries: u32,
}

/// Delivers in the background.
pub(in crate::sim::events) fn start(core: &Arc<Core>, job: Job) {
    let under_way = core.under_way();
    let core_of_task = core.clone();
    core.spawn(async move {
        match run(&core_of_task, &job).await {
            Ok(()) => core_of_task.state().counts.delivered += 1,
            Err(end) => dead_letter::send(&core_of_task, &job, &end),
        }
        drop(under_way);
    });
}

async fn run(core: &Arc<Core>, job: &Job) -> Result<(), End> {
    let mut retries = 0;
    let mut last: Option<Failure> = None;
    loop {
        let Err(failure) = attempt::make(core, job).await else {
            return Ok(());
        };
        let next = policy::next(job.target.retry, &failure, retries, core.dice.share());
        let failure = match last.take() {
            Some(before) if failure.untried => before,
            _ => failure,
        };
        let condition = match next {
            Next::GiveUp(condition) => condition,
            Next::Wait(wait) => {
                let left = job
                    .target
                    .retry
                    .age
                    .saturating_sub(job.event.taken.elapsed());
                tokio::time::sleep(scaled(wait, core.backoff_scale).min(left)).await;
                if !job.too_old() {
                    retries += 1;
                    last = Some(failure);
                    continue;
                }
                Some(Condition::Age)
            }
        };
        return Err(End {
            failure,
            condition,
            retries,
        });
    }
}

fn scaled(wait: Duration, scale: f64) -> Duration {
    Duration::try_from_secs_f64(wait.as_secs_f64() * scale.max(0.0)).unwrap_or(wait)
}
