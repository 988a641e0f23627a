//! The subcommands, and what becomes of them.

use std::ffi::OsString;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use super::change::{DeleteArgs, ImportArgs, RedriveArgs, UndoArgs};
use super::global::Global;
use super::look::{CausesArgs, CheckArgs, DoctorArgs, ExportArgs, HistoryArgs, WatchArgs};
use super::pipeline::{DemoArgs, SimArgs};
use crate::cli::request::{Early, Invocation, Request};
use crate::cli::values;

/// See why events died, fix them, and send them back.
///
/// Opens the dead-letter queue behind Amazon EventBridge: what failed and why, repair, redrive, delete. Without a
/// subcommand: the terminal interface.
#[derive(Debug, Parser)]
#[command(name = "dlq-tui", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 all done, 1 some messages failed or stayed behind, 2 usage, 3 stopped by a \
    safety rule, 4 AWS said no, 130 interrupted.\nTry it without an AWS account: dlq-tui demo"
)]
struct Args {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Sub>,
}

#[derive(Clone, Debug, Subcommand)]
enum Sub {
    /// Run the whole pipeline on this machine, in trouble, and open the terminal interface on it
    Demo(DemoArgs),
    /// Serve SQS, EventBridge and STS on loopback, with your stack or a built-in one
    Sim(SimArgs),
    /// What failed and why, as a table
    Causes(CausesArgs),
    /// Write messages as JSON lines
    Export(ExportArgs),
    /// New causes and counts as they appear, until interrupted
    Watch(WatchArgs),
    /// For cron and CI: exit 0 within the limits, 1 beyond
    Check(CheckArgs),
    /// Send letters back to where they came from, then delete them from the queue
    Redrive(Box<RedriveArgs>),
    /// Delete letters; the journal keeps them, `undo` brings them back
    Delete(DeleteArgs),
    /// Put exported messages into a queue
    Import(ImportArgs),
    /// What was done: all runs, or the messages of one
    History(HistoryArgs),
    /// Send back to their queue the letters that a delete run took
    Undo(UndoArgs),
    /// Check credentials, queue, buses, rules, targets and connections; --clean removes what a crash left
    Doctor(DoctorArgs),
    /// Print a completion script
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
    #[command(name = "__jq-worker", hide = true)]
    JqWorker,
}

/// Reads the arguments, the program's name first.
///
/// # Errors
/// [`Early`]: help or version was asked for, or the arguments are wrong.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Invocation, Early> {
    let args: Vec<OsString> = args.into_iter().collect();
    let json = values::asks_for_json(&args);
    let args = Args::try_parse_from(args).map_err(|e| Early::of(&e, json))?;
    let request = match args.command {
        None => Request::Tui,
        Some(Sub::Demo(a)) => Request::Demo(a),
        Some(Sub::Sim(a)) => Request::Sim(a),
        Some(Sub::Causes(a)) => Request::Causes(a),
        Some(Sub::Export(a)) => Request::Export(a),
        Some(Sub::Watch(a)) => Request::Watch(a),
        Some(Sub::Check(a)) => Request::Check(a),
        Some(Sub::Redrive(a)) => Request::Redrive(a),
        Some(Sub::Delete(a)) => Request::Delete(a),
        Some(Sub::Import(a)) => Request::Import(a),
        Some(Sub::History(a)) => Request::History(a),
        Some(Sub::Undo(a)) => Request::Undo(a),
        Some(Sub::Doctor(a)) => Request::Doctor(a),
        Some(Sub::Completions { shell }) => Request::Completions(shell),
        Some(Sub::Man) => Request::Man,
        Some(Sub::JqWorker) => Request::JqWorker,
    };
    Ok(Invocation {
        global: args.global,
        request,
    })
}

/// The command as clap knows it, for completions and the manual page.
pub(in crate::cli) fn command() -> clap::Command {
    Args::command()
}
