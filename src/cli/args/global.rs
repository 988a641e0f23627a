//! Options of every subcommand.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::cli::values;
use crate::config::Settings;

/// Options of every subcommand.
#[derive(Clone, Debug, Default, Args)]
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
    #[arg(long, global = true, value_name = "N", value_parser = values::messages, help_heading = "Global")]
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
            profile: self.profile.clone().filter(|p| !p.is_empty()),
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
