//! What ends the program from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Set once a signal asks the program to end. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    flag: Arc<AtomicBool>,
    told: Arc<Notify>,
}

impl Ending {
    /// The flag, for faces that look at it.
    #[must_use]
    pub fn flag(&self) -> &AtomicBool {
        &self.flag
    }

    /// Waits for the signal.
    pub async fn wait(&self) {
        let told = self.told.notified();
        if !self.flag.load(Ordering::Relaxed) {
            told.await;
        }
    }

    fn tell(&self) {
        self.flag.store(true, Ordering::Relaxed);
        self.told.notify_waiters();
    }
}

/// Listens for SIGINT, SIGTERM and SIGHUP (Ctrl-C and Ctrl-Break elsewhere); `then` is called once for each. Must
/// be called inside a runtime.
#[must_use]
pub fn listen(then: impl Fn() + Send + 'static) -> Ending {
    let ending = Ending::default();
    let told = ending.clone();
    tokio::spawn(async move {
        loop {
            if let Err(error) = next().await {
                tracing::warn!(%error, "signals can't be listened for");
                return;
            }
            told.tell();
            then();
        }
    });
    ending
}

#[cfg(unix)]
async fn next() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn next() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
