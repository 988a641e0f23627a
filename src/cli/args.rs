//! The arguments, as clap reads them. Their help texts are the product's documentation.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args as ClapArgs, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::request::{Early, Invocation, Request};
use super::values;
use crate::config::Settings;
use crate::filter::Filter;
use crate::plan::{Destination, InDoubt};

/// See why events died, fix them, and send them back.
///
/// Opens the dead-letter queue behind Amazon EventBridge: what failed and why, repair, redrive, delete. Without a
/// subcommand: the terminal interface.
#[derive(Debug, Parser)]
#[command(
    name = "dlq-tui",
    version,
    max_term_width = 100,
    disable_help_subcommand = true
)]
#[command(
    after_help = "Exit codes: 0 all done, 1 some messages failed or stayed behind, 2 usage, 3 stopped by a \
    safety rule, 4 AWS said no, 130 interrupted.\nTry it without an AWS account: dlq-tui demo"
)]
pub(super) struct Args {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Sub>,
}

/// Options of every subcommand.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Global {
    /// The dead-letter queue: its URL, ARN or name; may be given again for the terminal interface
    #[arg(
        short,
        long,
        global = true,
        value_name = "QUEUE",
        env = "DLQ_TUI_QUEUE",
        help_heading = "Global"
    )]
    pub queue: Vec<String>,
    /// AWS profile
    #[arg(long, global = true, env = "AWS_PROFILE", help_heading = "Global")]
    pub profile: Option<String>,
    /// AWS region
    #[arg(long, global = true, help_heading = "Global")]
    pub region: Option<String>,
    /// Endpoint of SQS, EventBridge and STS, e.g. of `dlq-tui sim`
    #[arg(long, global = true, value_name = "URL", help_heading = "Global")]
    pub endpoint_url: Option<String>,
    /// Look, change nothing; leases are given back at once
    #[arg(long, global = true, help_heading = "Global")]
    pub read_only: bool,
    /// Messages held at once [default: 100000]
    #[arg(long, global = true, value_name = "N", help_heading = "Global")]
    pub max_messages: Option<usize>,
    /// Bytes held at once [default: 1GiB]
    #[arg(long, global = true, value_name = "SIZE", value_parser = values::size, help_heading = "Global")]
    pub max_memory: Option<u64>,
    /// How long a message is leased at a time [default: 5m]
    #[arg(long, global = true, value_name = "DURATION", value_parser = values::lease, help_heading = "Global")]
    pub lease: Option<Duration>,
    /// The journal's file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "DLQ_TUI_JOURNAL",
        help_heading = "Global"
    )]
    pub journal: Option<String>,
    /// The config file
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global")]
    pub config: Option<PathBuf>,
    /// What standard output holds
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        default_value_t,
        help_heading = "Global"
    )]
    pub output: Format,
    /// Write a log to this file
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global")]
    pub log_file: Option<PathBuf>,
    /// When to use colour [default: auto]
    #[arg(long, global = true, value_name = "WHEN", value_parser = ["auto", "always", "never"], help_heading = "Global")]
    pub color: Option<String>,
    /// Log more (-v, -vv)
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Global")]
    pub verbose: u8,
}

impl Global {
    /// As the nearest section of the settings.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            profile: self.profile.clone(),
            region: self.region.clone(),
            endpoint_url: self.endpoint_url.clone(),
            read_only: self.read_only.then_some(true),
            max_messages: self.max_messages,
            max_memory: self.max_memory,
            lease: self.lease,
            journal: self.journal.clone(),
            color: self.color.clone(),
            ..Settings::default()
        }
    }
}

/// What standard output holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables and sentences for people
    #[default]
    Text,
    /// One JSON document; notes go to standard error
    Json,
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
    History {
        /// A run
        run: Option<String>,
    },
    /// Send back to their queue the letters that a delete run took
    Undo(UndoArgs),
    /// Check credentials, queue, buses, rules, targets and connections
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

/// `demo`
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct DemoArgs {
    /// What goes wrong
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// How many events the producer sends
    #[arg(long, value_name = "N")]
    pub messages: Option<usize>,
    /// Print the story instead of drawing it, and end
    #[arg(long)]
    pub headless: bool,
}

/// `sim`
#[derive(Clone, Debug, ClapArgs)]
pub struct SimArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 4566)]
    pub port: u16,
    /// A CloudFormation template, JSON or YAML; may be given again
    #[arg(long, value_name = "FILE")]
    pub template: Vec<PathBuf>,
    /// A parameter of the template; may be given again
    #[arg(long, value_name = "K=V", value_parser = values::pair)]
    pub param: Vec<(String, String)>,
    /// Send deliveries for this prefix to a server of yours; may be given again
    #[arg(long, value_name = "URL=URL", value_parser = values::map)]
    pub map: Vec<(String, String)>,
    /// Begin without the built-in stack
    #[arg(long, conflicts_with = "template")]
    pub empty: bool,
    /// The account that it plays
    #[arg(long, default_value = "123456789012", value_parser = values::account)]
    pub account: String,
    /// Shorten the waits between delivery retries; 1 is as AWS waits
    #[arg(long, value_name = "F", default_value_t = 1.0, value_parser = values::scale)]
    pub backoff_scale: f64,
}

/// `causes`
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct CausesArgs {
    /// Only letters that this filter lets through
    #[arg(long = "where", value_name = "FILTER", value_parser = values::filter)]
    pub filter: Option<Filter>,
}

/// `export`
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct ExportArgs {
    /// Only letters that this filter lets through
    #[arg(long = "where", value_name = "FILTER", value_parser = values::filter)]
    pub filter: Option<Filter>,
    /// The file; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub to: PathBuf,
    /// Leave in what the config's `redact` would take out
    #[arg(long)]
    pub unredacted: bool,
}

/// `watch`
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct WatchArgs {
    /// Only letters that this filter lets through
    #[arg(long = "where", value_name = "FILTER", value_parser = values::filter)]
    pub filter: Option<Filter>,
    /// End after this time, with 0
    #[arg(long = "for", value_name = "DURATION", value_parser = values::duration)]
    pub limit: Option<Duration>,
}

/// `check`
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct CheckArgs {
    /// At most so many messages in the queue [default: 0, when no other limit is given]
    #[arg(long, value_name = "N")]
    pub max_count: Option<u64>,
    /// The oldest message is at most this old
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    pub max_age: Option<Duration>,
    /// No message expires sooner than this
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    pub min_left: Option<Duration>,
}

/// `redrive`
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct RedriveArgs {
    /// Only letters that this filter lets through
    #[arg(long = "where", value_name = "FILTER", value_parser = values::filter)]
    pub filter: Option<Filter>,
    /// Change each event with this jq program first
    #[arg(long, value_name = "EXPR", conflicts_with = "follow")]
    pub jq: Option<String>,
    /// Where to: auto, bus, bus=NAME|ARN, failed-target, source, queue=URL|NAME [default: auto]
    #[arg(long, value_name = "DEST", value_parser = values::destination)]
    pub to: Option<Destination>,
    /// Events a second [default: the failed target's own limit]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: Option<u32>,
    /// Step the rate up through these, a watch time each
    #[arg(long, value_name = "A,B,C", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..))]
    pub ramp: Vec<u32>,
    /// The first so many go alone and are watched
    #[arg(long, value_name = "N")]
    pub canary: Option<usize>,
    /// How long the canary, a ramp step and the end are watched
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    pub watch: Option<Duration>,
    /// Stop when more of the sent than this percentage come back [default: 10]
    #[arg(long, value_name = "PCT", value_parser = values::percent)]
    pub max_bounce: Option<f64>,
    /// Letters of an earlier run whose put was never answered: leave, resend or delete [default: leave]
    #[arg(long, value_name = "WHAT", value_parser = values::in_doubt)]
    pub in_doubt: Option<InDoubt>,
    /// At most so many letters
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Letters that arrive after the plan was made too
    #[arg(long)]
    pub follow: bool,
    /// Print the plan and end
    #[arg(long)]
    pub dry_run: bool,
    /// Write the plan to this file
    #[arg(long, value_name = "FILE")]
    pub plan_out: Option<PathBuf>,
    /// Run exactly the plan in this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["filter", "jq", "to", "rate", "ramp", "canary", "watch",
        "max_bounce", "in_doubt", "limit", "follow", "plan_out", "resume"])]
    pub plan: Option<PathBuf>,
    /// Finish this run, which a crash or an abort interrupted
    #[arg(long, value_name = "RUN", conflicts_with_all = ["filter", "jq", "to", "limit", "follow", "plan_out"])]
    pub resume: Option<String>,
    /// Do it; without this the plan is printed and nothing is done
    #[arg(long, short)]
    pub yes: bool,
    /// List every message in the document
    #[arg(long)]
    pub details: bool,
}

/// `delete`
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct DeleteArgs {
    /// Only letters that this filter lets through; `""` is all
    #[arg(long = "where", value_name = "FILTER", value_parser = values::filter, required = true)]
    pub filter: Option<Filter>,
    /// At most so many letters
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Print the plan and end
    #[arg(long)]
    pub dry_run: bool,
    /// Do it; without this the plan is printed and nothing is done
    #[arg(long, short)]
    pub yes: bool,
    /// List every message in the document
    #[arg(long)]
    pub details: bool,
}

/// `import`
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct ImportArgs {
    /// Exported lines; `-` is standard input
    pub file: PathBuf,
    /// Check the file, send nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `undo`
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct UndoArgs {
    /// The run that deleted them
    pub run: String,
    /// Print the plan and end
    #[arg(long)]
    pub dry_run: bool,
    /// Accepted for scripts; an undo needs no other consent than its name
    #[arg(long, short)]
    pub yes: bool,
    /// List every message in the document
    #[arg(long)]
    pub details: bool,
}

/// `doctor`
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct DoctorArgs {
    /// A bus to look at beside those of the queue's letters; may be given again
    #[arg(long, value_name = "NAME")]
    pub bus: Vec<String>,
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
        Some(Sub::History { run }) => Request::History(run),
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
pub(super) fn command() -> clap::Command {
    Args::command()
}
