//! What all operations and deliveries share.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::watch;

use super::check::{not_found, text};
use super::delivery::Pace;
use super::names::Names;
use super::state::State;
use crate::sim::dice::Dice;
use crate::sim::downstream::Downstream;
use crate::sim::wire::{Error, QueueHost};

/// The state, and the ways out of EventBridge.
pub(super) struct Core {
    pub names: Names,
    /// Factor of the waits between retries.
    pub backoff_scale: f64,
    pub queues: Arc<dyn QueueHost>,
    pub downstream: Arc<Downstream>,
    pub dice: Dice,
    pub pace: Pace,
    state: Mutex<State>,
    under_way: AtomicUsize,
    /// Every change ends the tasks that were started before it.
    ends: watch::Sender<u64>,
}

impl Core {
    pub fn new(
        names: Names,
        backoff_scale: f64,
        queues: Arc<dyn QueueHost>,
        downstream: Arc<Downstream>,
    ) -> Self {
        Self {
            names,
            backoff_scale,
            queues,
            downstream,
            dice: Dice::new(0x5EED),
            pace: Pace::default(),
            state: Mutex::default(),
            under_way: AtomicUsize::new(0),
            ends: watch::Sender::new(0),
        }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` in the background until it ends, or everything is stopped.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut end = self.ends.subscribe();
        tokio::spawn(async move {
            tokio::select! {
                _ = end.changed() => {}
                () = work => {}
            }
        });
    }

    /// Ends all that runs in the background.
    pub fn stop(&self) {
        self.ends.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// Nothing is configured, nothing under way.
    pub fn reset(&self) {
        self.stop();
        self.pace.reset();
        *self.state() = State::default();
    }

    /// Counts a delivery as under way as long as what is answered lives.
    pub fn under_way(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(self.clone())
    }

    pub fn deliveries_under_way(&self) -> usize {
        self.under_way.load(Ordering::Relaxed)
    }

    /// The name in a bus name or ARN.
    ///
    /// # Errors
    /// For the ARN of another account or region, which has no bus here.
    pub fn bus_name<'a>(&self, name_or_arn: &'a str) -> Result<&'a str, Error> {
        self.names
            .bus_name(name_or_arn)
            .ok_or_else(|| not_found(format!("Event bus {name_or_arn} does not exist.")))
    }

    /// `EventBusName` of a request; the default bus without one.
    pub fn bus_of<'a>(&self, input: &'a Value) -> Result<&'a str, Error> {
        self.bus_name(text(input, "EventBusName").unwrap_or("default"))
    }
}

/// A delivery that is under way.
pub(super) struct UnderWay(Arc<Core>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
    }
}
