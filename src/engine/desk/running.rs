//! Runs of this session, as the desk sees them.

use tokio::sync::mpsc;

use crate::engine::news::RunOrder;
use crate::run::{Progress, RunId, State as RunState};

/// Runs, oldest first.
#[derive(Default)]
pub(super) struct Runs {
    all: Vec<RunDesk>,
}

/// One run.
struct RunDesk {
    progress: Progress,
    orders: mpsc::Sender<RunOrder>,
}

impl Runs {
    /// How far each is.
    pub(super) fn progress(&self) -> Vec<Progress> {
        self.all.iter().map(|run| run.progress.clone()).collect()
    }

    /// Whether one is not over.
    pub(super) fn any_at_work(&self) -> bool {
        self.all.iter().any(RunDesk::is_at_work)
    }

    /// Orders one run.
    pub(super) fn order(&self, run: &RunId, order: RunOrder) {
        for desk in self.all.iter().filter(|desk| desk.progress.run == *run) {
            desk.order(order.clone());
        }
    }

    /// Orders all runs that are not over.
    pub(super) fn order_all(&self, order: &RunOrder) {
        for desk in self.all.iter().filter(|desk| desk.is_at_work()) {
            desk.order(order.clone());
        }
    }

    /// Stops all runs.
    pub(super) fn abort_all(&self) {
        self.order_all(&RunOrder::Abort);
    }
}

impl RunDesk {
    fn is_at_work(&self) -> bool {
        self.progress.state != RunState::Finished
    }

    fn order(&self, order: RunOrder) {
        if let Err(error) = self.orders.try_send(order) {
            tracing::warn!(%error, "a run did not take an order");
        }
    }
}
