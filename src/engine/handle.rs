//! What a face holds of the engine, and the other end of it.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::command::Command;
use super::notice::Notice;
use super::snapshot::Snapshot;

/// Commands that may wait for the desk.
const COMMANDS: usize = 1024;
/// Notices that may wait for a face; older ones give way.
const NOTICES: usize = 100;

type Listener = Box<dyn Fn() + Send + Sync>;

#[derive(Default)]
struct Shown {
    snapshot: Arc<Snapshot>,
    notices: VecDeque<Notice>,
}

#[derive(Default)]
struct Shared {
    shown: Mutex<Shown>,
    changed: Condvar,
    listener: Mutex<Option<Listener>>,
    bell: Mutex<Option<Listener>>,
}

/// A face's end: reads snapshots, sends commands, takes notices. Cheap to clone.
#[derive(Clone)]
pub struct Handle {
    commands: SyncSender<Command>,
    shared: Arc<Shared>,
}

/// The engine's end.
pub struct Desk {
    /// What faces ask.
    pub commands: Receiver<Command>,
    shared: Arc<Shared>,
}

impl Handle {
    /// Both ends.
    #[must_use]
    pub fn pair() -> (Self, Desk) {
        let (sender, receiver) = sync_channel(COMMANDS);
        let shared = Arc::new(Shared::default());
        let handle = Self {
            commands: sender,
            shared: Arc::clone(&shared),
        };
        (
            handle,
            Desk {
                commands: receiver,
                shared,
            },
        )
    }

    /// Asks; never waits. `false` when the engine has ended or is swamped.
    pub fn send(&self, command: Command) -> bool {
        let sent = self.commands.try_send(command).is_ok();
        if let Some(bell) = &*lock(&self.shared.bell) {
            bell();
        }
        sent
    }

    /// The newest snapshot.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&lock(&self.shared.shown).snapshot)
    }

    /// Waits until there is a snapshot newer than `seen`, at most `limit`; answers the newest one.
    #[must_use]
    pub fn wait(&self, seen: u64, limit: Duration) -> Arc<Snapshot> {
        let end = Instant::now() + limit;
        let mut shown = lock(&self.shared.shown);
        while shown.snapshot.revision <= seen {
            let Some(left) = end
                .checked_duration_since(Instant::now())
                .filter(|d| !d.is_zero())
            else {
                break;
            };
            shown = self
                .shared
                .changed
                .wait_timeout(shown, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        Arc::clone(&shown.snapshot)
    }

    /// Takes the notices that have gathered.
    #[must_use]
    pub fn take_notices(&self) -> Vec<Notice> {
        lock(&self.shared.shown).notices.drain(..).collect()
    }

    /// Calls `listener` (which must not wait) after every change. The newest listener wins.
    pub fn on_change(&self, listener: impl Fn() + Send + Sync + 'static) {
        *lock(&self.shared.listener) = Some(Box::new(listener));
    }
}

impl Desk {
    /// Shows a new snapshot; its revision is set here.
    pub fn publish(&self, mut snapshot: Snapshot) {
        {
            let mut shown = lock(&self.shared.shown);
            snapshot.revision = shown.snapshot.revision + 1;
            shown.snapshot = Arc::new(snapshot);
        }
        self.tell();
    }

    /// Tells something once.
    pub fn notice(&self, notice: Notice) {
        {
            let mut shown = lock(&self.shared.shown);
            if shown.notices.len() == NOTICES {
                shown.notices.pop_front();
            }
            shown.notices.push_back(notice);
        }
        self.tell();
    }

    /// Calls `bell` (which must not wait) after every command. The newest bell wins.
    pub fn on_command(&self, bell: impl Fn() + Send + Sync + 'static) {
        *lock(&self.shared.bell) = Some(Box::new(bell));
    }

    fn tell(&self) {
        self.shared.changed.notify_all();
        if let Some(listener) = &*lock(&self.shared.listener) {
            listener();
        }
    }
}

/// A lock is never left in a half-changed state here, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
