//! The only way to change anything: one pure machine for redrive, delete and undo.

mod progress;

pub use progress::{Fate, Kind, Progress, RunId, State, StoppedBy};
