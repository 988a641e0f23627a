//! The exit code of a run: honest about what stayed behind.

use crate::plan::{Plan, Skip};
use crate::problem::Exit;
use crate::run::{Progress, StoppedBy};

/// Letters that were selected and can't be in the run; those beyond `--limit` were not asked for.
pub(super) fn stayed_behind(plan: &Plan) -> usize {
    plan.skipped(Skip::stays_behind)
}

/// The exit code of a finished run.
pub(super) fn exit(progress: &Progress, plan: &Plan) -> Exit {
    match progress.stopped_by {
        Some(StoppedBy::Canary | StoppedBy::BounceLimit) => return Exit::Stopped,
        Some(StoppedBy::Interrupt) => return Exit::Interrupted,
        // nothing came of it at all: AWS (or the journal) said no at the first step
        Some(StoppedBy::Error) if progress.sent + progress.deleted == 0 => return Exit::Aws,
        Some(StoppedBy::Error) => return Exit::Incomplete,
        None => {}
    }
    let behind = progress.failed
        + progress.in_doubt
        + progress.left
        + progress.waiting
        + progress.bounced
        + progress.skipped
        + stayed_behind(plan);
    if behind == 0 && progress.all_done() {
        Exit::Done
    } else {
        Exit::Incomplete
    }
}
