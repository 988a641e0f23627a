//! How long is waited for an answer, or for a login, before the run stops.

use std::time::Duration;

use super::answer::TRIES;
use super::core::Machine;
use crate::run::event::{Fault, FaultKind};
use crate::run::progress::StoppedBy;

/// With credentials that ran out, a try this often: a new login makes the run go on.
const LOGIN_AGAIN: Duration = Duration::from_secs(15);
/// So long without an answer, and the run stops.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

impl Machine {
    /// A call was answered.
    pub(super) fn heard(&mut self) {
        self.silent_since = None;
        self.hold = None;
    }

    /// Lowers the pace for throttling, not for an internal error of one entry.
    pub(super) fn slow_down(&mut self, fault: &Fault) {
        if fault.kind == FaultKind::Throttled && !fault.code.contains("Internal") {
            self.pace.throttled(self.now);
        }
    }

    /// Nobody answers: waits for all, and stops after a long time.
    pub(super) fn silent(&mut self) {
        let since = *self.silent_since.get_or_insert(self.now);
        if self.now.since(since) >= PATIENCE {
            return self.stop_by(StoppedBy::Error);
        }
        let tries = u32::try_from(self.now.since(since).as_secs()).unwrap_or(u32::MAX) / 2 + 1;
        self.hold = Some(self.now.plus(self.chance.backoff(tries.min(TRIES))));
    }

    /// Whole calls are throttled: the pace waits, not the run; but not for ever when nothing at all is taken.
    pub(super) fn throttled(&mut self, fault: &Fault) {
        self.hold = None;
        let since = *self.silent_since.get_or_insert(self.now);
        if self.now.since(since) >= PATIENCE {
            return self.stop_by(StoppedBy::Error);
        }
        self.slow_down(fault);
    }

    /// AWS knows us not. Credentials that ran out come back with a login; a permission does not come by itself.
    pub(super) fn denied(&mut self, fault: &Fault) {
        let since = *self.silent_since.get_or_insert(self.now);
        if !may_come_back(&fault.code) || self.now.since(since) >= PATIENCE {
            return self.stop_by(StoppedBy::Error);
        }
        self.hold = Some(self.now.plus(LOGIN_AGAIN));
    }
}

/// Whether the code says that credentials ran out or are missing, rather than that a permission is.
pub(super) fn may_come_back(code: &str) -> bool {
    [
        "Expired",
        "Credentials",
        "UnrecognizedClient",
        "InvalidClientTokenId",
        "RequestTimeTooSkewed",
    ]
    .iter()
    .any(|word| code.contains(word))
        || code.to_ascii_lowercase().contains("credentials")
}
