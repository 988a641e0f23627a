//! Arguments of `demo` and `sim`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::values;

/// `demo`
#[derive(Clone, Debug, Default, Args)]
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
#[derive(Clone, Debug, Args)]
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
    pub map: Vec<String>,
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
