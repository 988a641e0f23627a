//! Arguments of what changes nothing.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::cli::values;
use crate::filter::Filter;

/// `causes`
#[derive(Clone, Debug, Default, Args)]
pub struct CausesArgs {
    /// Only letters that this filter lets through
    #[arg(long = "where", value_name = "FILTER", value_parser = values::filter, allow_hyphen_values = true)]
    pub filter: Option<Filter>,
}

/// `export`
#[derive(Clone, Debug, Default, Args)]
pub struct ExportArgs {
    /// Only letters that this filter lets through
    #[arg(long = "where", value_name = "FILTER", value_parser = values::filter, allow_hyphen_values = true)]
    pub filter: Option<Filter>,
    /// The file; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub to: PathBuf,
    /// Leave in what the config's `redact` would take out
    #[arg(long)]
    pub unredacted: bool,
}

/// `history`
#[derive(Clone, Debug, Default, Args)]
pub struct HistoryArgs {
    /// A run
    pub run: Option<String>,
    /// Write the runs and all their messages as JSON lines to this file; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub export: Option<PathBuf>,
    /// With --export, leave in what the config's `redact` would take out
    #[arg(long, requires = "export")]
    pub unredacted: bool,
}

/// `watch`
#[derive(Clone, Debug, Default, Args)]
pub struct WatchArgs {
    /// Only letters that this filter lets through
    #[arg(long = "where", value_name = "FILTER", value_parser = values::filter, allow_hyphen_values = true)]
    pub filter: Option<Filter>,
    /// End after this time, with 0
    #[arg(long = "for", value_name = "DURATION", value_parser = values::duration)]
    pub limit: Option<Duration>,
}

/// `check`
#[derive(Clone, Debug, Default, Args)]
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

/// `doctor`
#[derive(Clone, Debug, Default, Args)]
pub struct DoctorArgs {
    /// A bus to look at beside those of the queue's letters; may be given again
    #[arg(long, value_name = "NAME")]
    pub bus: Vec<String>,
    /// Find what a redrive to the failed target alone left behind after a crash: event bus, rule and queue; needs no
    /// --queue
    #[arg(long, conflicts_with = "bus")]
    pub clean: bool,
    /// With --clean: remove it; without this it is only listed
    #[arg(long, short, requires = "clean")]
    pub yes: bool,
}
