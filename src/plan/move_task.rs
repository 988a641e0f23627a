//! SQS's own move task, where it would do the same.

use std::fmt;

use super::deed::{Deed, Destination};
use super::outline::{Item, Plan};
use crate::arn::{Arn, QueueRef};
use crate::letter::Route;

/// A move task of SQS's that would move all that a plan would send. (SQS API Reference, StartMessageMoveTask)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveTask {
    /// The dead-letter queue.
    pub source_arn: String,
    /// Where to; `None`: back to where each message came from.
    pub destination_arn: Option<String>,
    /// Messages a second, where that was asked for.
    pub per_second: Option<u32>,
}

/// Most messages a second that a task may be told to move. (SQS API Reference, StartMessageMoveTask)
const FASTEST: u32 = 500;

impl MoveTask {
    /// The task that would do what `plan`, on all letters of the queue `source_arn`, would do; `None` where it would not:
    /// something is edited, held back or limited, or a letter did not come from another queue.
    #[must_use]
    pub fn instead_of(plan: &Plan, source_arn: &str) -> Option<Self> {
        let Deed::Redrive(to) = &plan.deed else {
            return None;
        };
        let plain = plan.options.limit.is_none() && !plan.options.follow;
        let whole = plan.skipped.is_empty() && plan.blockers.is_empty() && !plan.items.is_empty();
        if !plain || !whole || source_arn.is_empty() || !plan.items.iter().all(as_it_came) {
            return None;
        }
        let destination_arn = match to {
            Destination::Auto | Destination::Source => None,
            Destination::Queue(_) => Some(arn_of(&plan.items.first()?.to, source_arn)?),
            Destination::Bus | Destination::NamedBus(_) | Destination::FailedTarget => return None,
        };
        Some(Self {
            source_arn: source_arn.to_owned(),
            destination_arn,
            per_second: plan.options.rate.map(|rate| rate.min(FASTEST)),
        })
    }
}

impl fmt::Display for MoveTask {
    /// The command that starts it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "aws sqs start-message-move-task --source-arn {}",
            self.source_arn
        )?;
        if let Some(arn) = &self.destination_arn {
            write!(f, " --destination-arn {arn}")?;
        }
        if let Some(rate) = self.per_second {
            write!(f, " --max-number-of-messages-per-second {rate}")?;
        }
        // the CLI goes by its profile's region, not by the ARN's
        match Arn::parse(&self.source_arn) {
            Some(arn) => write!(f, " --region {}", arn.region),
            None => Ok(()),
        }
    }
}

/// Whether a letter came from a queue and goes as it is.
fn as_it_came(item: &Item) -> bool {
    item.edit.is_none()
        && item.sent.is_none()
        && item.letter.origin.0.route == Route::SourceQueue
        && item.letter.failure.source_queue_arn.is_some()
}

/// The ARN of the queue with that URL, beside the queue with that ARN.
fn arn_of(url: &str, beside: &str) -> Option<String> {
    let here = Arn::parse(beside)?;
    let Ok(QueueRef::Url {
        account, region, ..
    }) = QueueRef::parse(url)
    else {
        return None;
    };
    let name = url.rsplit('/').next()?;
    let account = account.unwrap_or(here.account);
    let region = region.unwrap_or(here.region);
    Some(format!(
        "arn:{}:sqs:{region}:{account}:{name}",
        here.partition
    ))
}
