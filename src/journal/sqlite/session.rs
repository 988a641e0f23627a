//! Who is alive: each open journal holds the lock on a file of its own, and the operating system lets go of it
//! when the process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells apart the sessions of one process.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A session that lives as long as this value.
#[derive(Debug)]
pub(super) struct Session {
    name: String,
    folder: PathBuf,
    /// Held for its lock.
    _lock: File,
}

impl Session {
    /// Begins a session beside the journal at `path`.
    pub(super) fn begin(path: &Path) -> io::Result<Self> {
        let mut folder = path.as_os_str().to_owned();
        folder.push(".sessions");
        let folder = PathBuf::from(folder);
        super::open::private_folder(&folder)?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let millis = since.map_or(0, |d| d.as_millis());
        let name = format!(
            "{}-{}-{}",
            millis,
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        sweep(&folder, millis);
        let lock = super::open::private_file(&folder.join(&name))?;
        lock.lock()?;
        Ok(Self {
            name,
            folder,
            _lock: lock,
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether another session has certainly ended. When in doubt it lives: nothing of it is touched then.
    pub(super) fn is_dead(&self, other: &str) -> bool {
        if other == self.name {
            return false;
        }
        let file = match OpenOptions::new()
            .read(true)
            .write(true)
            .open(self.folder.join(other))
        {
            Ok(file) => file,
            Err(e) => return e.kind() == io::ErrorKind::NotFound,
        };
        match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        }
    }

    /// Takes away the file of a session that has ended, once nothing refers to it.
    pub(super) fn forget(&self, dead: &str) {
        // what can't be taken away now is a few bytes, and harmless
        drop(std::fs::remove_file(self.folder.join(dead)));
    }
}

/// Takes away files that ended sessions left a day ago and more. A younger one may be about to be locked.
fn sweep(folder: &Path, now: u128) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
        let since: u128 = name
            .split('-')
            .next()
            .and_then(|s| s.parse().ok())
            .unwrap_or(now);
        let old = since.saturating_add(86_400_000) < now;
        if old && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            // the next sweep tries again
            drop(std::fs::remove_file(&path));
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.forget(&self.name);
    }
}
