//! The arguments, as clap reads them. Their help texts are the product's documentation.
//!
//! - `parse` the subcommands, and what becomes of them
//! - `global` options of every subcommand
//! - `pipeline` demo and sim
//! - `look` what changes nothing
//! - `change` what does

mod change;
mod global;
mod look;
mod parse;
mod pipeline;

pub use change::{DeleteArgs, ImportArgs, RedriveArgs, UndoArgs};
pub use global::{Format, Global};
pub use look::{CausesArgs, CheckArgs, DoctorArgs, ExportArgs, HistoryArgs, WatchArgs};
pub use parse::parse;
pub use pipeline::{DemoArgs, SimArgs};

pub(super) use parse::command;
