//! Files that a subcommand reads and writes.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::plan::{Plan, PlanFile};
use crate::problem::Problem;
use crate::time::Time;

/// A file for payloads, new or emptied: readable by its owner only, where the system knows owners.
///
/// # Errors
/// A usage problem that names the file.
pub(super) fn create(path: &Path) -> Result<BufWriter<File>, Problem> {
    open(path, File::options().create(true).truncate(true))
}

/// The same, but it must be new: nobody was asked whether another may be written over.
///
/// # Errors
/// As [`create`].
pub(super) fn create_new(path: &Path) -> Result<BufWriter<File>, Problem> {
    open(path, File::options().create_new(true))
}

fn open(path: &Path, options: &mut OpenOptions) -> Result<BufWriter<File>, Problem> {
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
        .open(path)
        .map(BufWriter::new)
        .map_err(|e| unwritten(path, &e))
}

/// A file that can't be written.
pub(super) fn unwritten(path: &Path, error: &std::io::Error) -> Problem {
    Problem::usage(format!("the file can't be written: {error}")).at(path.display().to_string())
}

/// Reads a plan that `--plan-out` wrote.
///
/// # Errors
/// A usage problem that names the file.
pub(super) fn read_plan(path: &Path) -> Result<PlanFile, Problem> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|e| Problem::usage(format!("the plan can't be read: {e}")).at(&place))?;
    PlanFile::parse(&text).map_err(|problem| problem.at(place))
}

/// Writes a plan for `--plan`.
///
/// # Errors
/// A usage problem that names the file.
pub(super) fn write_plan(plan: &Plan, now: Time, path: &Path) -> Result<(), Problem> {
    let text = PlanFile::of(plan, now).to_json()?;
    let mut file = create(path)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .and_then(|()| file.flush())
        .map_err(|e| unwritten(path, &e))
}
