//! Where tracing goes: a file, never the terminal.

use std::fs::OpenOptions;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use crate::cli::Global;
use crate::problem::Problem;

/// All there is, but for whole requests and answers: there are payloads in them, and the config may hide some of that.
const EVERYTHING: &str = "trace,aws_config=debug,aws_runtime=debug,aws_sdk_eventbridge=debug,aws_sdk_sqs=debug,\
    aws_sdk_sts=debug,aws_smithy_http_client=debug,aws_smithy_runtime=debug,aws_smithy_runtime_api=debug,\
    hyper=debug,hyper_util=debug,rustls=debug";

/// Writes a log where `--log-file` says so; without it nothing is logged.
///
/// # Errors
/// When the file can't be opened.
pub fn open(global: &Global) -> Result<(), Problem> {
    let Some(path) = &global.log_file else {
        return Ok(());
    };
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|e| {
        Problem::usage(format!("the log file can't be written: {e}")).at(path.display().to_string())
    })?;
    let level = match global.verbose {
        0 => "dlq_tui=info,warn",
        1 => "dlq_tui=debug,info",
        _ => EVERYTHING,
    };
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(level))
        .with_writer(Mutex::new(file))
        .with_ansi(false)
        .try_init()
        .map_err(|e| Problem::internal(format!("the log can't be begun: {e}")))
}
