//! Face 2: the command line. One file a subcommand.
//!
//! [`parse`] makes an [`Invocation`] out of the arguments; `main` wires an engine for what its
//! [`Invocation::needs`] says and hands a [`Session`] to [`run`]. A subcommand waits for snapshots, sends
//! commands, and prints one document through [`Output`], the only place that prints.
//!
//! - `args`, `values` the arguments and what each may be
//! - `request` what the arguments ask for
//! - `session` waiting on the engine, the interrupt, the closing
//! - `output`, `table`, `documents` what is printed
//! - `order`, `result`, `wording` what redrive, delete and undo share
//! - `import`, `sending`, `diary` what an import reads, sends and writes down; `archive` the journal as JSON lines
//! - `tried` what a target would get, sent to a URL instead
//! - `files` what is read and written beside the queue
//!
//! Does not know: AWS, the journal's storage, the terminal interface.

mod archive;
mod args;
mod causes;
mod check;
mod completions;
mod delete;
mod diary;
mod doctor;
mod documents;
mod exhibit;
mod export;
mod files;
mod history;
mod import;
mod order;
mod output;
mod redrive;
mod request;
mod result;
mod rules;
mod sending;
mod session;
mod table;
mod transform;
mod tried;
mod undo;
mod values;
mod watch;
mod wording;

pub use archive::{Archive, Whole, WholeItem, export_history};
pub use args::{
    CausesArgs, CheckArgs, DeleteArgs, DemoArgs, DoctorArgs, ExportArgs, Format, Global,
    HistoryArgs, ImportArgs, RedriveArgs, SimArgs, UndoArgs, WatchArgs, parse,
};
pub use completions::{completions, man};
pub use doctor::{Check, Examine, State, cleaned, examine, left_behind};
pub use export::{export_items, export_new, exported};
pub use history::{Past, PastItem, PastRun, history};
pub use import::{Imported, Target, import};
pub use output::{Captured, Output};
pub use request::{Early, Invocation, Needs, Request};
pub use session::{Session, run};
pub use transform::JqRun;
pub use tried::TryRun;

#[cfg(test)]
mod tests;
