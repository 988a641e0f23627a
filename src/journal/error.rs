//! What can be wrong with a journal.

use std::path::PathBuf;

use crate::problem::{Kind, Problem};

/// What is wrong with a journal. Nothing is sent or deleted while there is one of these.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file or its folder can't be written.
    #[error("the journal {} can't be written: {why}", path.display())]
    NotWritable {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        why: String,
    },
    /// No room is left.
    #[error("the journal {} can't be written: the disk is full", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged, or no journal.
    #[error("the journal {} is damaged: {why}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What the check found first.
        why: String,
    },
    /// A newer version of this program wrote it.
    #[error("the journal {} has schema {found}, and this version knows {known}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// Another process held it for too long.
    #[error("the journal {} is busy: another process holds it", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// A write failed before; nothing is accepted any more.
    #[error("the journal {} failed before: {why}", path.display())]
    Broken {
        /// The file.
        path: PathBuf,
        /// How.
        why: String,
    },
    /// Anything else.
    #[error("the journal {} failed: {why}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// How.
        why: String,
    },
}

impl From<JournalError> for Problem {
    fn from(e: JournalError) -> Self {
        let remedy = match &e {
            JournalError::NotWritable { .. } => {
                "give its folder to the user that runs this, or name another file with --journal"
            }
            JournalError::Full { .. } => "free some space, or name another file with --journal",
            JournalError::Corrupt { .. } => {
                "move it away (nothing is known of earlier runs then), or name another file with --journal"
            }
            JournalError::Newer { .. } => {
                "use the newer version, or name another file with --journal"
            }
            JournalError::Busy { .. } => "try again when the other process is done",
            JournalError::Broken { .. } | JournalError::Other { .. } => "",
        };
        Self::new(Kind::Internal, e.to_string()).remedy(remedy)
    }
}
