//! The file: created for its owner only, set to survive a power cut, checked.

use std::collections::HashMap;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::schema::STEPS;
use super::session::Session;
use super::write::Known;
use crate::journal::error::JournalError;
use crate::run::RunId;

/// How long another process may hold the file.
const PATIENCE: Duration = Duration::from_secs(30);
/// Statements that stay compiled.
const STATEMENTS: usize = 64;
/// Pages of the write-ahead log before it is copied into the file (4 KiB each).
const CHECKPOINT: u32 = 4_000;

/// A journal in one SQLite file. Dropping it ends its session: runs of it that are not over are interrupted.
#[derive(Debug)]
pub struct SqliteJournal {
    pub(super) path: PathBuf,
    pub(super) connection: Connection,
    pub(super) session: Session,
    /// Runs that records were written for.
    pub(super) known: HashMap<RunId, Known>,
    pub(super) queues: HashMap<Arc<str>, i64>,
    pub(super) broken: Option<String>,
}

impl SqliteJournal {
    /// Opens the journal at `path`, or makes it, readable by its owner only; marks as interrupted the runs whose
    /// process died.
    ///
    /// # Errors
    /// The place can't be written, or the file is damaged, newer, busy or no journal.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let refused = |e: io::Error| not_writable(path, &e);
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            private_folder(folder).map_err(refused)?;
        }
        drop(private_file(path).map_err(refused)?);
        let connection = Connection::open(path).map_err(|e| error(path, e))?;
        let session = Session::begin(path).map_err(refused)?;
        let mut journal = Self {
            path: path.to_owned(),
            connection,
            session,
            known: HashMap::new(),
            queues: HashMap::new(),
            broken: None,
        };
        journal.set_up()?;
        journal.check()?;
        journal.migrate()?;
        journal.tidy()?;
        Ok(journal)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets the file grow to so many pages and no further: a disk that is full.
    #[cfg(test)]
    pub(in crate::journal) fn limit_pages(&self, pages: u32) {
        self.connection
            .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
            .unwrap();
    }

    fn set_up(&mut self) -> Result<(), JournalError> {
        let c = &self.connection;
        let set = || -> rusqlite::Result<()> {
            c.busy_timeout(PATIENCE)?;
            c.set_prepared_statement_cache_capacity(STATEMENTS);
            // before the first table, or it has no effect
            c.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
            // where there can be no shared memory (network file systems) the answer is another mode, and a safe one
            c.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
            c.pragma_update(None, "synchronous", "FULL")?;
            c.pragma_update(None, "fullfsync", true)?;
            c.pragma_update(None, "checkpoint_fullfsync", true)?;
            c.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
            c.pragma_update(None, "foreign_keys", true)
        };
        set().map_err(|e| self.error(e))
    }

    fn check(&self) -> Result<(), JournalError> {
        let asked = self
            .connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        match asked {
            Ok(answer) if answer == "ok" => Ok(()),
            Ok(answer) => Err(JournalError::Corrupt {
                path: self.path.clone(),
                why: answer,
            }),
            Err(e) => Err(self.error(e)),
        }
    }

    fn migrate(&mut self) -> Result<(), JournalError> {
        let known = STEPS.len() as i64;
        let path = self.path.clone();
        let take = |c: &mut Connection| -> rusqlite::Result<i64> {
            let t = c.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let found: i64 = t.pragma_query_value(None, "user_version", |row| row.get(0))?;
            let taken = usize::try_from(found).unwrap_or(usize::MAX);
            for step in STEPS.iter().skip(taken) {
                t.execute_batch(step)?;
            }
            if found < known {
                t.pragma_update(None, "user_version", known)?;
            }
            t.commit()?;
            Ok(found)
        };
        let found = take(&mut self.connection).map_err(|e| error(&path, e))?;
        if found > known {
            return Err(JournalError::Newer { path, found, known });
        }
        Ok(())
    }

    pub(super) fn error(&self, e: rusqlite::Error) -> JournalError {
        error(&self.path, e)
    }
}

/// What an error of SQLite means to the operator.
pub(super) fn error(path: &Path, e: rusqlite::Error) -> JournalError {
    let path = path.to_owned();
    let why = e.to_string();
    match e.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => JournalError::Full { path },
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            JournalError::NotWritable { path, why }
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            JournalError::Corrupt { path, why }
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => JournalError::Busy { path },
        _ => JournalError::Other { path, why },
    }
}

fn not_writable(path: &Path, e: &io::Error) -> JournalError {
    let path = path.to_owned();
    if e.kind() == io::ErrorKind::StorageFull {
        return JournalError::Full { path };
    }
    let why = e.to_string();
    JournalError::NotWritable { path, why }
}

/// Makes a folder, and those above it, for its owner only; one that is there stays as it is.
pub(super) fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens a file for reading and writing, made for its owner only.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
