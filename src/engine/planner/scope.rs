//! What a plan takes in of letters that were not seen when it was made.

use std::sync::Arc;

use super::task::Asked;
use crate::engine::letters::Hold;
use crate::engine::ports::Queue;
use crate::letter::LetterId;
use crate::plan::{Beyond, Deed, Destination, MoveTask, Named, Options, Plan, Rest, Selection};
use crate::time::Time;

/// What a run that is gone on with says of letters that were not seen.
type Earlier = Option<(Rest, Option<usize>)>;

/// What was seen of a queue, and what was asked for.
pub(super) struct Scope {
    open: Option<Arc<dyn Queue>>,
    arn: String,
    first: LetterId,
    seen: usize,
    /// Of those seen: which we keep from others. The rest may be received by anyone, and are counted by SQS.
    held: usize,
    now: Time,
    /// When the newest of the letters was sent: AWS's clock may be ahead of ours.
    newest: Option<Time>,
    selection: Selection,
    options: Options,
}

impl Scope {
    pub(super) fn of(asked: &Asked) -> Self {
        let queue = asked.request.queue;
        let rows = || asked.letters.iter().filter(move |row| row.queue == queue);
        Self {
            open: asked.open.clone(),
            arn: asked.queue_arn.clone(),
            first: asked.first,
            seen: rows().count(),
            held: rows()
                .filter(|row| matches!(row.hold, Hold::Held(_)))
                .count(),
            now: asked.sight.now,
            newest: rows().filter_map(|row| row.letter.sent()).max(),
            selection: asked.request.selection.clone(),
            options: asked.request.options.clone(),
        }
    }

    /// SQS's own move task, where nothing is filtered: it moves all there is.
    pub(super) fn move_task(&self, plan: &Plan) -> Option<MoveTask> {
        let unfiltered = match &self.selection {
            Selection::Matching {
                cause: None,
                filter,
            } => filter.is_empty(),
            _ => false,
        };
        let all_of_it = self.open.is_none() && plan.items.len() == self.seen;
        let rest = self.options.rest.as_ref();
        let changed = rest.is_some_and(|rest| rest.jq.is_some());
        if changed || !(unfiltered || all_of_it) {
            return None;
        }
        MoveTask::instead_of(plan, &self.arn)
    }

    /// Says in `plan`, which does `deed`, what it takes in later. `earlier`: what the run that it goes on with says.
    pub(super) async fn extend(self, plan: &mut Plan, deed: &Deed, earlier: Earlier) {
        let follows = self.options.follow;
        let full = self.options.limit.is_some_and(|n| plan.items.len() >= n);
        if full || (self.open.is_none() && !follows) {
            return;
        }
        let Some((mut rest, missing)) = self.rest(plan, earlier) else {
            return;
        };
        if *deed == Deed::Redrive(Destination::FailedTarget) {
            let only = "only letters that were seen are in it: --to failed-target does not go beyond the window";
            return plan.warnings.push(only.into());
        }
        let until = rest.until().unwrap_or_else(|| self.until());
        rest.until = (!follows).then(|| until.rfc3339());
        rest.deed = deed.to_string();
        rest.named = Named::of(plan).and(&rest.named);
        plan.beyond = Some(Beyond {
            rest,
            first: self.first,
            seen: self.seen,
            in_queue: self.in_queue().await,
            missing,
        });
    }

    fn rest(&self, plan: &Plan, earlier: Earlier) -> Earlier {
        if let Deed::Resume { .. } = &plan.deed {
            return earlier;
        }
        if let Deed::Undo { .. } = &plan.deed {
            return None;
        }
        if let Some(rest) = &self.options.rest {
            return Some((Rest::clone(rest), None));
        }
        let (filter, cause) = match &self.selection {
            Selection::Letters(_) => return None,
            Selection::Cause(cause) => (String::new(), Some(cause.to_string())),
            Selection::Matching { cause, filter } => {
                (filter.text().to_owned(), cause.map(|c| c.to_string()))
            }
        };
        let rest = Rest {
            filter: Some(filter),
            cause,
            ..Rest::default()
        };
        Some((rest, None))
    }

    fn until(&self) -> Time {
        self.newest.map_or(self.now, |newest| newest.max(self.now))
    }

    /// Letters in the queue, about. It is asked now, since what the desk knows may be older than its reads.
    async fn in_queue(&self) -> Option<u64> {
        let facts = self.open.as_ref()?.facts().await;
        let (seen, held) = (self.seen as u64, self.held as u64);
        Some(match facts {
            Ok(facts) => in_queue((seen, held), facts.visible + facts.delayed, facts.in_flight),
            Err(fault) => {
                tracing::warn!(?fault, "how long the queue is is not known");
                seen
            }
        })
    }
}

/// How many letters there are where we saw `seen` and still hold `held` of them, SQS could hand out `ready`, and
/// `in_flight` are held by anyone. A letter whose lease ran out or that was given back is in `ready` already; one
/// that is given back while SQS is asked is in `ready` too, so ours are no more than all that are in flight.
fn in_queue((seen, held): (u64, u64), ready: u64, in_flight: u64) -> u64 {
    (ready + held.min(in_flight)).max(seen)
}

#[cfg(test)]
mod tests {
    use crate::engine::planner::scope::in_queue;

    #[test]
    fn the_window_is_counted_once() {
        assert_eq!(in_queue((100, 100), 500, 100), 600, "all are held");
        assert_eq!(in_queue((100, 0), 600, 0), 600, "all were given back");
        assert_eq!(in_queue((100, 40), 560, 40), 600, "some leases ran out");
        let meanwhile = in_queue((100, 100), 600, 0);
        assert_eq!(meanwhile, 600, "given back while SQS was asked");
    }

    #[test]
    fn what_others_hold_is_not_counted_and_what_was_seen_always_is() {
        assert_eq!(in_queue((100, 100), 500, 180), 600);
        assert_eq!(in_queue((100, 100), 0, 0), 100, "the counters lag");
    }
}
