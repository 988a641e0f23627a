//! The faults that are set, and whose turn it is.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::sim::dice::Dice;

/// A fault, as `POST /_sim/faults` takes it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The operation's name; `*` for all.
    #[serde(default = "every")]
    pub operation: String,
    /// What goes wrong.
    pub fault: Kind,
    /// Only calls that this key signed; all without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key: Option<String>,
    /// The part of the calls that it happens to, from 0 to 1.
    #[serde(default = "always")]
    pub share: f64,
    /// How often it happens before it is over; for ever without.
    #[serde(default)]
    pub count: Option<u64>,
    /// For `delay`: how long.
    #[serde(default)]
    pub delay_ms: u64,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The service says that the rate is exceeded; nothing is done.
    Throttle,
    /// The service fails; nothing is done.
    Internal,
    /// The caller may not; nothing is done.
    Deny,
    /// The caller's credentials have expired; nothing is done.
    Expire,
    /// Some entries of a batch fail, the others are done.
    Partial,
    /// The connection is closed; nothing is done.
    DropBefore,
    /// All is done and the answer is lost.
    DropAfter,
    /// All is done and the answer waits for a release.
    Hold,
    /// Nothing happens for a while, then all is done.
    Delay,
    /// A message that was handed out is handed out once more.
    Duplicate,
}

/// A fault that happens now.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    /// What goes wrong.
    pub kind: Kind,
    /// For `delay`: how long.
    pub delay: Duration,
    /// A number drawn by chance, for what the fault has to choose.
    pub dice: u64,
    number: u64,
}

/// The faults that are set.
#[derive(Debug)]
pub struct Faults {
    table: Mutex<Table>,
    releases: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Table {
    armed: Vec<Armed>,
    ever: u64,
    held: u64,
}

#[derive(Debug)]
struct Armed {
    number: u64,
    fault: Fault,
    dice: Dice,
    happened: u64,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            table: Mutex::default(),
            releases: watch::Sender::new(0),
        }
    }
}

impl Faults {
    /// Adds a fault; of several that fit a call, the one that was added first and whose turn it is happens.
    ///
    /// # Errors
    /// A sentence, when its share is no share.
    pub fn add(&self, fault: Fault) -> Result<(), String> {
        if !(0.0..=1.0).contains(&fault.share) {
            return Err("share must be between 0 and 1".into());
        }
        let mut table = self.lock();
        table.ever += 1;
        let armed = Armed {
            number: table.ever,
            dice: Dice::new(table.ever),
            happened: 0,
            fault,
        };
        table.armed.push(armed);
        Ok(())
    }

    /// Removes all faults. Answers that are held stay so until they are released.
    pub fn clear(&self) {
        self.lock().armed.clear();
    }

    /// Removes all faults, lets answers go, and begins the sequence of chances anew.
    pub fn reset(&self) {
        self.lock().armed.clear();
        self.lock().ever = 0;
        self.release();
    }

    /// Lets every answer go that is held.
    pub fn release(&self) {
        self.releases.send_modify(|number| *number += 1);
    }

    /// Waits for the next release.
    pub async fn hold(&self) {
        let mut releases = self.releases.subscribe();
        let _held = Held::new(self);
        if let Err(error) = releases.changed().await {
            tracing::debug!(%error, "nobody is left to release an answer");
        }
    }

    /// The fault that happens to a call of this operation by this access key, if one does.
    pub fn draw(&self, operation: &str, access_key: &str) -> Option<Drawn> {
        self.lock()
            .armed
            .iter_mut()
            .find_map(|armed| armed.draw(operation, access_key))
    }

    /// The fault found nothing to happen to, so that it does not count.
    pub fn missed(&self, drawn: Drawn) {
        let mut table = self.lock();
        let armed = table.armed.iter_mut().find(|a| a.number == drawn.number);
        if let Some(armed) = armed {
            armed.happened = armed.happened.saturating_sub(1);
        }
    }

    /// What is set, how often each happened, and how many answers are held.
    #[must_use]
    pub fn state(&self) -> Value {
        let table = self.lock();
        let faults: Vec<Value> = table
            .armed
            .iter()
            .map(|armed| {
                let mut fault = json!(armed.fault);
                fault["happened"] = armed.happened.into();
                fault
            })
            .collect();
        json!({ "faults": faults, "held": table.held })
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts an answer as held for as long as it lives.
struct Held<'a>(&'a Faults);

impl<'a> Held<'a> {
    fn new(faults: &'a Faults) -> Self {
        faults.lock().held += 1;
        Self(faults)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.lock().held -= 1;
    }
}

impl Armed {
    fn draw(&mut self, operation: &str, access_key: &str) -> Option<Drawn> {
        let fault = &self.fault;
        let others = fault
            .access_key
            .as_ref()
            .is_some_and(|key| key != access_key);
        let over = fault.count.is_some_and(|count| self.happened >= count);
        let named = fault.operation == "*" || fault.operation == operation;
        if over || !named || others || !fault.kind_fits(operation) {
            return None;
        }
        let (kind, share) = (fault.fault, fault.share);
        let delay = Duration::from_millis(fault.delay_ms);
        if share < 1.0 && self.dice.share() >= share {
            return None;
        }
        self.happened += 1;
        let dice = self.dice.bits();
        Some(Drawn {
            kind,
            delay,
            dice,
            number: self.number,
        })
    }
}

impl Fault {
    fn kind_fits(&self, operation: &str) -> bool {
        match self.fault {
            Kind::Partial => operation == "PutEvents" || operation.ends_with("Batch"),
            Kind::Duplicate => operation == "ReceiveMessage",
            _ => true,
        }
    }
}

fn every() -> String {
    "*".into()
}

fn always() -> f64 {
    1.0
}
