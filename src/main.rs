//! `dlq-tui`: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(dlq_tui::wiring::main(std::env::args_os()).code())
}
