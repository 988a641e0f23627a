//! Arguments of what changes something.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::cli::values;
use crate::filter::Filter;
use crate::plan::{Destination, InDoubt};
use crate::try_it::Url;

/// `redrive`
#[derive(Clone, Debug, Default, Args)]
pub struct RedriveArgs {
    /// Only letters that this filter lets through
    #[arg(long = "where", value_name = "FILTER", value_parser = values::filter, allow_hyphen_values = true)]
    pub filter: Option<Filter>,
    /// Change each event with this jq program first
    #[arg(long, value_name = "EXPR", allow_hyphen_values = true)]
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
    /// At most so many letters, in all
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Letters that arrive after the plan was made too, until Ctrl-C or --limit
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
    /// Send what the target would get to this URL instead and print the answer; changes nothing. Tries --limit
    /// letters, 1 unless told. A URL on another machine wants --yes
    #[arg(long = "try", value_name = "URL", value_parser = values::url, conflicts_with_all = ["to", "rate", "ramp",
        "canary", "watch", "max_bounce", "in_doubt", "follow", "dry_run", "plan_out", "plan", "resume", "details"])]
    pub try_url: Option<Url>,
    /// Do it; without this the plan is printed and nothing is done
    #[arg(long, short)]
    pub yes: bool,
    /// List every message in the document
    #[arg(long)]
    pub details: bool,
}

/// `delete`
#[derive(Clone, Debug, Default, Args)]
pub struct DeleteArgs {
    /// Only letters that this filter lets through; `""` is all
    #[arg(long = "where", value_name = "FILTER", value_parser = values::filter, allow_hyphen_values = true, required = true)]
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
#[derive(Clone, Debug, Default, Args)]
pub struct ImportArgs {
    /// Exported lines; `-` is standard input
    pub file: PathBuf,
    /// Check the file, send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Send only what this import of the same file, which was cut off, had not sent
    #[arg(long, value_name = "RUN", conflicts_with = "dry_run")]
    pub resume: Option<String>,
    /// Accepted for scripts; an import only adds messages, and needs no consent
    #[arg(long, short)]
    pub yes: bool,
    /// With --resume, lines that were sent and never answered: leave, resend, or delete (take for sent) [default: leave]
    #[arg(long, value_name = "WHAT", value_parser = values::in_doubt, requires = "resume")]
    pub in_doubt: Option<InDoubt>,
}

/// `undo`
#[derive(Clone, Debug, Default, Args)]
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
